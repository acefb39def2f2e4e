import {foldCase} from '../search/case-folding.js';
import {type CodePointSet, rangesOf, union} from './code-point-set.js';
import {charactersWith} from './property.js';

type Range = readonly [first: number, last: number];
/** Characters beyond US-ASCII that have case, ascending, each with all that are equal to it without case. */
type CaseGroups = ReadonlyMap<number, readonly number[]>;

const ASCII_END = 0x80;

let caseGroups: CaseGroups | undefined;
/** Sets with names occur again and again, and have many ranges. */
const known = new WeakMap<CodePointSet, CodePointSet>();

/** The set, and all characters that differ from its members in case only, as `foldCase` has it. */
export function withOtherCases(set: CodePointSet): CodePointSet {
	const folded = known.get(set) ?? fold([...rangesOf(set)]);
	known.set(set, folded);
	return folded;
}

function fold(ranges: readonly Range[]): CodePointSet {
	const ascii = [...ranges, ...ranges.flatMap(otherCaseAscii)];
	if (ranges.every(([, last]) => last < ASCII_END)) return union(ascii);
	caseGroups ??= findCaseGroups();
	return union([...ascii, ...otherCase(ranges, caseGroups)]);
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

function findCaseGroups(): CaseGroups {
	const byFolded = new Map<number, number[]>();
	const groups = new Map<number, readonly number[]>();
	for (const [first, last] of rangesOf(charactersWith('Changes_When_Casemapped'))) {
		for (let codePoint = Math.max(first, ASCII_END); codePoint <= last; codePoint++) {
			const folded = foldCase(codePoint);
			const group = byFolded.get(folded) ?? [];
			group.push(codePoint);
			byFolded.set(folded, group);
			groups.set(codePoint, group);
		}
	}
	return groups;
}
