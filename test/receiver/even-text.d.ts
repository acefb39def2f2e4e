export function evenText(seq: number): Uint8Array;
export function isEvenText(bytes: Uint8Array, start: number, end: number, seq: number): boolean;
