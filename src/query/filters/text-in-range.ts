import type {Bound} from '../expression.js';
import type {ValueMatcher} from './value-matcher.js';

/** Values between two texts, in the order of unsigned bytes. */
export class TextInRange implements ValueMatcher {
	readonly cost = 10;
	readonly literal = undefined;
	readonly #from: BytesBound | undefined;
	readonly #to: BytesBound | undefined;

	constructor(from: Bound<string> | undefined, to: Bound<string> | undefined) {
		this.#from = bytesBound(from);
		this.#to = bytesBound(to);
	}

	matches(bytes: Uint8Array, start: number, end: number): boolean {
		const from = this.#from;
		const to = this.#to;
		return (from === undefined || compare(bytes, start, end, from.bytes) >= from.least)
			&& (to === undefined || compare(bytes, start, end, to.bytes) <= -to.least);
	}
}

interface BytesBound {
	readonly bytes: Uint8Array;
	/** What comparing a value inside the range with this end gives at least, towards the range: 0 or 1. */
	readonly least: 0 | 1;
}

function bytesBound(bound: Bound<string> | undefined): BytesBound | undefined {
	return bound && {bytes: Buffer.from(bound.value), least: bound.inclusive ? 0 : 1};
}

/** Below, at or above 0 where `bytes[start]` to `bytes[end - 1]` come before, are, or come after `text`. */
function compare(bytes: Uint8Array, start: number, end: number, text: Uint8Array): number {
	const length = Math.min(end - start, text.length);
	for (let i = 0; i < length; i++) {
		if (bytes[start + i] !== text[i]) return bytes[start + i]! - text[i]!;
	}
	return end - start - text.length;
}
