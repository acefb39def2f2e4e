import type {Literal} from '../search/literal.js';

/** A search for more texts than this takes longer than it saves. */
const MAX_ALTERNATIVES = 4;

/** The longest part of `text` that a search for bytes can find: where case is ignored, of US-ASCII; undefined for none. */
export function literalOf(text: Uint8Array, ignoreCase: boolean): Literal | undefined {
	return longestRun({text, ignoreCase}, byte => !ignoreCase || byte < 0x80);
}

/** The longest part of a literal whose bytes are all `usable`; undefined where no byte is. */
export function longestRun({text, ignoreCase}: Literal, usable: (byte: number) => boolean): Literal | undefined {
	let best = text.subarray(0, 0);
	for (let start = 0; start < text.length; start++) {
		let end = start;
		while (end < text.length && usable(text[end]!)) end++;
		if (end - start > best.length) best = text.subarray(start, end);
		start = end;
	}
	return best.length > 0 ? {text: best, ignoreCase} : undefined;
}

/** The longest of several literals; undefined where there is none. */
export function longest(literals: readonly (Literal | undefined)[]): Literal | undefined {
	return literals.reduce((best, literal) => (literal?.text.length ?? 0) > (best?.text.length ?? 0) ? literal : best, undefined);
}

/** For messages that meet several conditions: the literals of that one which likely finds the fewest. */
export function rarest(conditions: readonly (readonly Literal[] | undefined)[]): readonly Literal[] | undefined {
	let best: readonly Literal[] | undefined;
	for (const literals of conditions) {
		if (literals !== undefined && (best === undefined || shortest(literals) > shortest(best))) best = literals;
	}
	return best;
}

/** For messages that meet one of several conditions: the literals of all of these; undefined where they are of no use. */
export function alternatives(conditions: readonly (readonly Literal[] | undefined)[]): readonly Literal[] | undefined {
	const all: Literal[] = [];
	for (const literals of conditions) {
		if (literals === undefined || all.length + literals.length > MAX_ALTERNATIVES) return undefined;
		all.push(...literals);
	}
	return all;
}

function shortest(literals: readonly Literal[]): number {
	return literals.reduce((length, {text}) => Math.min(length, text.length), Infinity);
}
