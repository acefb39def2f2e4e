import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Filter} from '../../src/query/filter.js';
import {EVERYTHING} from '../../src/query/filter.js';
import {Rfc5424Formatter} from '../../src/formatter/rfc5424.js';
import type {Formatter, RunWriter} from '../../src/formatter/formatter.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {LineRenderer} from '../../src/server/line-renderer.js';
import {PieceMaker, type Selection} from '../../src/server/piece-maker.js';
import {ScanSpace} from '../../src/server/scan.js';
import {Ring} from './ring.js';

/** Messages that have an `x`. */
const WITH_X: Filter = {
	matchesAll: false,
	readsText: true,
	mayMatch: () => true,
	select(chunk, from, to, into) {
		let count = 0;
		for (let i = from; i < to; i++) {
			if (chunk.bytes.subarray(chunk.start(i), chunk.end(i)).includes(0x78)) into[count++] = i;
		}
		return count;
	},
};

/** Writes messages verbatim, as many as have room, but leaves those with a `z` to others. */
class VerbatimRun implements RunWriter {
	end = 0;

	write(chunk: Chunk, from: number, to: number, out: Uint8Array, at: number): number {
		this.end = at;
		for (let i = from; i < to; i++) {
			const line = chunk.bytes.subarray(chunk.start(i), chunk.end(i) + 1);
			if (line.includes(0x7a) || this.end + line.length > out.length) return i - from;
			out.set(line, this.end);
			this.end += line.length;
		}
		return Math.max(0, to - from);
	}
}

/** Verbatim, but for eyes: with separators. */
function verbatim(byRuns: boolean): Formatter {
	const rfc5424 = new Rfc5424Formatter();
	return {
		contentType: 'text/plain', isVerbatim: false, alwaysUtf8: false, head: new Uint8Array(0), separator: Buffer.from('--\n'),
		...(byRuns ? {run: new VerbatimRun()} : {}),
		bound: length => rfc5424.bound(length),
		write: (...args) => rfc5424.write(...args),
	};
}

/** Everything that a maker makes from `seq` on; each piece is made longer until it has `fullBytes`. */
function read(ring: Ring, pieces: PieceMaker, seq: number, fullBytes = 0): string {
	let text = '';
	const {head} = ring.reader;
	let isMore = false;
	for (let at = seq; at < head && !pieces.isDone; at = pieces.next) {
		const before = isMore ? pieces.bytes.length : 0;
		pieces.make(at, head, at, undefined, isMore);
		expect(pieces.bytes.length > before || pieces.next !== at, 'progress').toBe(true);
		isMore = pieces.bytes.length < fullBytes && pieces.next < head && !pieces.isDone;
		if (!isMore) text += Buffer.from(pieces.bytes).toString();
	}
	return text;
}

/** What `grep -B before -A after -m limit x` prints. */
function grepped(lines: readonly string[], {before, after, limit}: {before: number; after: number; limit: number}): string {
	const matches = lines.flatMap((line, i) => line.includes('x') ? [i] : []).slice(0, limit);
	const last = matches.at(-1) ?? 0;
	const wanted = lines.flatMap((_, i) => matches.some(match => i >= match - before && i <= match + after) && (i <= last + after) ? [i] : []);
	return wanted.map((i, k) => `${before + after > 0 && k > 0 && wanted[k - 1] !== i - 1 ? '--\n' : ''}${lines[i]!}\n`).join('');
}

describe.each([['message by message', false], ['by runs of messages', true]])('a selection, written %s,', (_how, byRuns) => {
	function maker(ring: Ring, selection: Partial<Selection>, pieceBytes = 256): PieceMaker {
		const whole = {filter: WITH_X, before: 0, after: 0, limit: Infinity, ...selection};
		return new PieceMaker(ring.reader, new LineRenderer(verbatim(byRuns)), whole, new ScanSpace(ring.reader.chunk()), new Uint8Array(2 * pieceBytes));
	}

	it('is what grep prints, however small the pieces are', () => {
		const line = fc.oneof(
			{weight: 6, arbitrary: fc.string({maxLength: 40, unit: 'grapheme-ascii'}).map(text => text.replaceAll('x', 'y'))},
			{weight: 1, arbitrary: fc.constantFrom('x', 'xz')},
			{weight: 1, arbitrary: fc.nat(900).map(length => 'long '.padEnd(length, 'z'))},
		).map(text => `.${text}`);
		fc.assert(fc.property(
			fc.array(line, {minLength: 1, maxLength: 120}), fc.nat(5), fc.nat(5), fc.constantFrom(1, 2, 5, Infinity), fc.constantFrom(16, 256, 4096),
			fc.constantFrom(0, 1, 200, 5000),
			(lines, before, after, limit, pieceBytes, fullBytes) => {
				const ring = new Ring();
				ring.append(...lines);
				expect(read(ring, maker(ring, {before, after, limit}, pieceBytes), 1, fullBytes)).toBe(grepped(lines, {before, after, limit}));
			},
		), {numRuns: 300});
	});

	it('shows context that lies before the place where it begins, but matches there do not count', () => {
		const ring = new Ring();
		ring.append('x1', '2', 'x3', '4', 'x5');
		const pieces = maker(ring, {before: 3});
		expect(read(ring, pieces, 5)).toBe('2\nx3\n4\nx5\n');
		expect(pieces.matched).toBe(1);
	});

	it('goes back for context into blocks that have been passed', () => {
		const ring = new Ring();
		const lines = Array.from({length: 300}, (_, i) => `${i} ${'.'.repeat(100)}${i === 290 ? ' x' : ''}`);
		ring.append(...lines);
		expect(read(ring, maker(ring, {before: 200, after: 1}), 1)).toBe(`${lines.slice(90, 292).join('\n')}\n`);
	});

	it('shows what follows a match when it comes', () => {
		const ring = new Ring();
		const pieces = maker(ring, {after: 2, limit: 1});
		ring.append('x');
		expect(read(ring, pieces, 1)).toBe('x\n');
		expect(pieces.isDone).toBe(false);
		ring.append('1');
		expect(read(ring, pieces, 2)).toBe('1\n');
		ring.append('2', '3');
		expect(read(ring, pieces, 3)).toBe('2\n');
		expect(pieces.isDone).toBe(true);
	});

	it('does not tell of context that was evicted', () => {
		const ring = new Ring({maxMessages: 5});
		const pieces = maker(ring, {before: 100});
		ring.append('1', '2', '3');
		expect(read(ring, pieces, 1)).toBe('');
		ring.append('4', '5', '6', 'x');
		expect(read(ring, pieces, 4)).toBe('3\n4\n5\n6\nx\n');
		expect(pieces.lost).toBe(0);
	});

	it('tells of messages that nobody could look at', () => {
		const ring = new Ring({maxMessages: 5});
		ring.append(...Array.from({length: 20}, (_, i) => `${i + 1}`), 'x');
		const pieces = maker(ring, {});
		pieces.make(3, ring.reader.head, 3);
		expect(pieces.lost).toBe(14);
		expect(Buffer.from(pieces.bytes).toString()).toMatch(/^<44>1 .+ \[circolog@32473 count="14" reason="overtaken"\] 14 messages lost: .+\nx\n$/);
	});

	it('tells of a loss larger than a step in one number', () => {
		const ring = new Ring({maxMessages: 5});
		ring.append(...Array.from({length: 2000}, (_, i) => `x${i + 1}`));
		for (const filter of [WITH_X, EVERYTHING]) {
			const pieces = maker(ring, {filter});
			pieces.make(3, ring.reader.head, 3);
			expect(pieces.lost).toBe(1993);
			expect(Buffer.from(pieces.bytes).toString()).toMatch(/count="1993" .+\nx1996\nx1997\nx1998\nx1999\nx2000\n$/);
		}
	});

	it('without context can be shared by readers at different places', () => {
		const ring = new Ring();
		ring.append('x1', '2', 'x3', '4', 'x5', '6');
		const pieces = maker(ring, {});
		expect(read(ring, pieces, 5)).toBe('x5\n');
		expect(read(ring, pieces, 1)).toBe('x1\nx3\nx5\n');
	});

	it('of everything ends after as many messages as were asked for', () => {
		const ring = new Ring();
		ring.append('1', '2', '3');
		expect(read(ring, maker(ring, {filter: EVERYTHING, limit: 2}), 1)).toBe('1\n2\n');
	});
});

describe('messages that are sent as they are', () => {
	/** @param outBytes Where text is read to where it is sent from, 512 KiB. */
	function maker(ring: Ring, outBytes: number): PieceMaker {
		const everything = {filter: EVERYTHING, before: 0, after: 0, limit: Infinity};
		return new PieceMaker(ring.reader, new LineRenderer(new Rfc5424Formatter()), everything, new ScanSpace(ring.reader.chunk()), new Uint8Array(outBytes));
	}

	it('are all there, in whatever piece they are made, from whatever message on', () => {
		const line = fc.oneof({weight: 9, arbitrary: fc.nat(60)}, {weight: 1, arbitrary: fc.nat(1000)}).map(length => '.'.repeat(length + 1));
		fc.assert(fc.property(
			fc.array(line, {minLength: 1, maxLength: 300}), fc.nat(299), fc.constantFrom(1024, 8192, 512 * 1024), fc.constantFrom(0, 1, 200, 5000),
			(lines, from, outBytes, fullBytes) => {
				const ring = new Ring();
				ring.append(...lines);
				const seq = 1 + from % lines.length;
				expect(read(ring, maker(ring, outBytes), seq, fullBytes)).toBe(`${lines.slice(seq - 1).join('\n')}\n`);
			},
		), {numRuns: 300});
	});

	it.each([1024, 512 * 1024])('come behind what is told of those that are gone, with room for %i bytes', outBytes => {
		const ring = new Ring({maxMessages: 5});
		const pieces = maker(ring, outBytes);
		ring.append('1', '2', '3');
		expect(read(ring, pieces, 1)).toBe('1\n2\n3\n');
		expect([pieces.lost, pieces.matched]).toEqual([0, 3]);
		ring.append(...Array.from({length: 20}, (_, i) => `${i + 4}`));
		pieces.make(4, ring.reader.head, 4);
		expect(pieces.lost).toBe(15);
		expect(Buffer.from(pieces.bytes).toString()).toMatch(/^<44>1 .+ count="15" .+\n19\n20\n21\n22\n23\n$/);
		ring.append('24');
		pieces.make(24, ring.reader.head, 4);
		expect([pieces.lost, Buffer.from(pieces.bytes).toString()]).toEqual([0, '24\n']);
	});

	it('begin with the oldest one there is where nothing was promised', () => {
		const ring = new Ring({maxMessages: 5});
		ring.append(...Array.from({length: 20}, (_, i) => `${i + 1}`));
		const pieces = maker(ring, 512 * 1024);
		pieces.make(3, ring.reader.head, ring.reader.tail);
		expect([pieces.lost, Buffer.from(pieces.bytes).toString()]).toEqual([0, '16\n17\n18\n19\n20\n']);
	});
});
