export function numberedLength(seq: number): number;
export function writeNumbered(bytes: Uint8Array, at: number, seq: number, isText?: boolean): number;
export function isNumbered(bytes: Uint8Array, start: number, end: number, seq: number, isText?: boolean): boolean;
