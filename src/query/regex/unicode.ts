import {type CodePointSet, rangesOf, union} from './code-point-set.js';

/**
 * Where Unicode has letters, marks, numbers, punctuation, symbols and separators: the planes 0 to 3 without surrogates,
 * and what is assigned in plane 14.
 */
const ASSIGNED = [[0, 0xd7ff], [0xe000, 0x3ffff], [0xe0000, 0xe0fff]] as const;

/** Code points of one search for a property: what a call of a function may take as arguments. */
const CODE_POINTS_AT_ONCE = 4_096;

/**
 * Characters of a general category, `L` or `Lu`, out of the tables that the JavaScript engine brings with it. Takes
 * some 10 ms.
 */
export function generalCategory(name: string): CodePointSet {
	return matching(new RegExp(`\\p{${name}}+`, 'gu'));
}

type Range = readonly [first: number, last: number];
/** Characters beyond US-ASCII that have case, ascending, and the others that differ from each in case only. */
type CaseGroups = ReadonlyMap<number, readonly number[]>;

/** Equal without case, although neither is mapped to one character. */
const EQUAL_WITHOUT_MAPPING = [[0x390, 0x1fd3], [0x3b0, 0x1fe3], [0xfb05, 0xfb06]] as const;

let equalWithoutCase: CaseGroups | undefined;
/** Sets with names occur again and again, and have many ranges. */
const foldedSets = new WeakMap<CodePointSet, CodePointSet>();

/**
 * The set, and all characters that differ from its members in case only (Unicode's simple case folding). US-ASCII
 * letters go with each other only, as in JavaScript without the flag `u`: U+212A is not `k`, nor U+017F `s`, so that
 * text in US-ASCII can be searched for by its bytes.
 */
export function foldCase(set: CodePointSet): CodePointSet {
	const folded = foldedSets.get(set) ?? fold([...rangesOf(set)]);
	foldedSets.set(set, folded);
	return folded;
}

function fold(ranges: readonly Range[]): CodePointSet {
	const ascii = [...ranges, ...ranges.flatMap(otherCaseAscii)];
	if (ranges.every(([, last]) => last < 0x80)) return union(ascii);
	equalWithoutCase ??= findEqualWithoutCase();
	return union([...ascii, ...otherCase(ranges, equalWithoutCase)]);
}

function otherCase(ranges: readonly Range[], groups: CaseGroups): readonly Range[] {
	const [first, last] = ranges[0]!;
	const others = ranges.length === 1 && first === last ? groups.get(first) ?? [] : othersWithin(ranges, groups);
	return others.map(other => [other, other]);
}

/** Both are ascending, and are walked through side by side. */
function othersWithin(ranges: readonly Range[], groups: CaseGroups): readonly number[] {
	const found: number[] = [];
	let index = 0;
	for (const [codePoint, others] of groups) {
		while (index < ranges.length && ranges[index]![1] < codePoint) index++;
		if (index === ranges.length) break;
		if (ranges[index]![0] <= codePoint) found.push(...others);
	}
	return found;
}

function otherCaseAscii([first, last]: Range): Range[] {
	return [shifted(first, last, 0x41, 0x20), shifted(first, last, 0x61, -0x20)].filter(([from, to]) => from <= to);
}

/** What of the range lies within the 26 letters from `letter`, moved by `distance`. */
function shifted(first: number, last: number, letter: number, distance: number): Range {
	return [Math.max(first, letter) + distance, Math.min(last, letter + 25) + distance];
}

function findEqualWithoutCase(): CaseGroups {
	const groups = new Map<number, Set<number>>();
	for (const [first, last] of rangesOf(matching(/\p{Changes_When_Casemapped}+/gu))) {
		for (let codePoint = Math.max(first, 0x80); codePoint <= last; codePoint++) {
			const text = String.fromCodePoint(codePoint);
			for (const mapped of [text.toLowerCase(), text.toUpperCase()]) {
				const other = mapped.codePointAt(0)!;
				// Full mappings to several characters are not simple folding.
				if (other >= 0x80 && mapped === String.fromCodePoint(other)) join(groups, codePoint, other);
			}
		}
	}
	for (const [first, second] of EQUAL_WITHOUT_MAPPING) join(groups, first, second);
	return new Map([...groups].map(([codePoint, group]) => [codePoint, [...group]] as const).sort(([a], [b]) => a - b));
}

/** Puts both characters, and all that either is equal to, in one group. */
function join(groups: Map<number, Set<number>>, first: number, second: number): void {
	const group = new Set([first, second, ...groups.get(first) ?? [], ...groups.get(second) ?? []]);
	for (const member of group) groups.set(member, group);
}

function matching(property: RegExp): CodePointSet {
	const found: [number, number][] = [];
	for (const [first, last] of ASSIGNED) {
		for (let from = first; from <= last; from += CODE_POINTS_AT_ONCE) {
			const length = Math.min(CODE_POINTS_AT_ONCE, last + 1 - from);
			const text = String.fromCodePoint(...Array.from({length}, (_, index) => from + index));
			const units = from > 0xffff ? 2 : 1;
			for (const {index, 0: run} of text.matchAll(property)) {
				found.push([from + index / units, from + (index + run.length) / units - 1]);
			}
		}
	}
	return union(found);
}
