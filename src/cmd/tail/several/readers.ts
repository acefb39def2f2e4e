import {isMarkedFormat} from '../../../client/rings/marked-formats.js';
import type {Merge} from '../../../client/rings/merge.js';
import {startsOfNewest} from '../../../client/rings/newest.js';
import {NO_MARK, type OriginMark, originColors, originMark} from '../../../client/rings/origin-mark.js';
import {linesOf} from '../flags.js';
import {formatOf} from '../parameters.js';
import type {SeveralTail} from '../tail.js';
import {RingReader} from './ring-reader.js';

/** A reader for each ring, with lanes in their order. */
export function createReaders(tail: SeveralTail, merge: Merge): RingReader[] {
	const cursors = tail.cursorsFile?.read() ?? new Map<string, string>();
	const [anyCursor] = cursors.values();
	// Of a daemon that has no cursor yet, all is new.
	const lines = linesOf(tail.values, anyCursor);
	const marks = originMarks(tail);
	return tail.rings.map((ring, i) => new RingReader(tail, ring, merge, marks[i]!, {lines, cursor: cursors.get(ring.name)}));
}

/** How the records of each ring are marked. */
export function originMarks({values, rings, labels, isColored}: SeveralTail): OriginMark[] {
	const format = formatOf(values);
	const colors = isColored ? originColors(rings.map(({name}) => name)) : [];
	return rings.map(({name}, i) =>
		values.noOrigin || !isMarkedFormat(format) ? NO_MARK : originMark(format, {name, label: labels[i]!, color: colors[i]}));
}

/** Has the readers begin so that together they begin with the newest messages of all, as many as were asked for. */
export async function findStarts(readers: readonly RingReader[]): Promise<void> {
	const lines = readers[0]?.start.lines ?? -1;
	if (lines <= 0) return;
	const answers = await Promise.all(readers.map(async reader => ({reader, newest: await reader.newest()})));
	const there = answers.flatMap(({reader, newest}) => newest === undefined ? [] : [{reader, newest}]);
	const starts = startsOfNewest(there.map(({newest}) => newest), lines);
	for (const [i, {reader}] of there.entries()) reader.start = starts[i]!;
}
