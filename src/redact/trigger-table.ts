import {DIGIT, isOf} from './byte-class.js';
import type {Rule} from './rule.js';

const SPACE = 0x20;
const DASH = 0x2d;

/** A pair of bytes in which one is of interest to a rule. */
export const TRIGGER = 1;
/** A pair of bytes that may be part of a long run of digits: two digits, or one beside a blank or a dash. */
export const RUN = 2;

/**
 * Tells for each pair of bytes whether some rule wants to be asked there. Pairs cost half as many look-ups as bytes, and
 * say more: a dot between two letters is of no interest to a rule that looks for addresses.
 *
 * @returns By the pair as a little-endian number, `TRIGGER` and `RUN`.
 */
export function triggerTable(rules: readonly Rule[]): Uint8Array {
	const table = new Uint8Array(65_536);
	const runs = rules.some(({attendsDigitRuns}) => attendsDigitRuns === true);
	for (let second = 0; second < 256; second++) {
		for (let first = 0; first < 256; first++) {
			const wanted = rules.some(rule => rule.attends(undefined, first, second) || rule.attends(first, second, undefined));
			table[second << 8 | first] = (wanted ? TRIGGER : 0) | (runs && isRun(first, second) ? RUN : 0);
		}
	}
	return table;
}

/** For each byte, a bit for each rule, by its place in the list, that may want to be asked at it. */
export function triggerBytes(rules: readonly Rule[]): Uint32Array {
	return Uint32Array.from({length: 256}, (_, byte) =>
		rules.reduce((bits, rule, i) => rule.attends(undefined, byte, undefined) ? bits | 1 << i : bits, 0));
}

/** For each byte, the rules that may want to be asked at the byte behind it. */
export function triggersBehind(rules: readonly Rule[]): Uint32Array {
	return neighbours(rules, (rule, byte, neighbour) => rule.attends(neighbour, byte, undefined));
}

/** For each byte, the rules that may want to be asked at the byte before it. */
export function triggersBefore(rules: readonly Rule[]): Uint32Array {
	return neighbours(rules, (rule, byte, neighbour) => rule.attends(undefined, byte, neighbour));
}

function neighbours(rules: readonly Rule[], attends: (rule: Rule, byte: number, neighbour: number) => boolean): Uint32Array {
	const bytes = [...Array(256).keys()];
	return Uint32Array.from(bytes, neighbour =>
		rules.reduce((bits, rule, i) => bytes.some(byte => attends(rule, byte, neighbour)) ? bits | 1 << i : bits, 0));
}

function isRun(first: number, second: number): boolean {
	if (isOf(first, DIGIT)) return isOf(second, DIGIT) || second === SPACE || second === DASH;
	return (first === SPACE || first === DASH) && isOf(second, DIGIT);
}
