import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Rfc5424Formatter} from '../../src/formatter/rfc5424.js';
import type {LossPlace} from '../../src/losses/losses.js';
import {EVERYTHING, type Filter} from '../../src/query/filter.js';
import {LineRenderer} from '../../src/server/line-renderer.js';
import {PieceMaker} from '../../src/server/piece-maker.js';
import {ScanSpace} from '../../src/server/scan.js';
import {type ToldFrom, ToldLosses} from '../../src/server/told-losses.js';
import {Ring} from './ring.js';

/** With so many bytes to a piece there is room to read a whole block where it is sent from. */
const BYTES_OF_A_BLOCK = 200_000;
const FROM_START: ToldFrom = {seq: 1, us: 0};
const WITH_X: Filter = {
	matchesAll: false, readsText: true, mayMatch: () => true,
	select: (chunk, from, to, into) => {
		let count = 0;
		for (let i = from; i < to; i++) if (chunk.bytes.subarray(chunk.start(i), chunk.end(i)).includes(0x78)) into[count++] = i;
		return count;
	},
};

function place(seq: number, count = 1): LossPlace {
	return {seq, count, reason: 'kernel_drops', source: 'udp:a', us: 1.8e15};
}

/** What a reader gets from message `seq` on, a line each; `lost 3` for a notice. */
function read(ring: Ring, places: readonly LossPlace[], seq: number, toldFrom: ToldFrom, {filter = EVERYTHING, before = 0, pieceBytes = 256} = {}): string[] {
	const space = new ScanSpace(ring.reader.chunk());
	const maker = new PieceMaker(
		ring.reader, new LineRenderer(new Rfc5424Formatter()), {filter, before, after: 0, limit: Infinity}, space, new Uint8Array(2 * pieceBytes), new ToldLosses({places}),
	);
	let text = '';
	const {head} = ring.reader;
	for (let at = seq; at < head; at = maker.next) {
		maker.make(at, Infinity, 0, toldFrom);
		text += Buffer.from(maker.bytes).toString();
		expect(maker.bytes.length > 0 || maker.next !== at, 'progress').toBe(true);
	}
	return text.split('\n').slice(0, -1).map(line => line.replace(/^<44>.*count="(\d+)" reason="kernel_drops" source="udp:a"\].*/, 'lost $1'));
}

describe('a reader is told of a loss', () => {
	it('right before the message that came behind it, once, however small the pieces are', () => {
		const message = fc.oneof({weight: 5, arbitrary: fc.constantFrom('a', 'x')}, {weight: 1, arbitrary: fc.nat(900).map(length => 'y'.repeat(length + 1))});
		fc.assert(fc.property(
			fc.array(message, {minLength: 1, maxLength: 100}), fc.uniqueArray(fc.integer({min: 1, max: 101}), {maxLength: 20}),
			fc.boolean(), fc.constantFrom(0, 3), fc.constantFrom(16, 256, 4096, BYTES_OF_A_BLOCK), fc.integer({min: 1, max: 101}),
			(texts, seqs, isFiltered, before, pieceBytes, fromSeq) => {
				const ring = new Ring();
				ring.append(...texts);
				const places = seqs.sort((a, b) => a - b).map(seq => place(seq, seq));
				const filter = isFiltered ? WITH_X : EVERYTHING;
				const lines = read(ring, places, 1, {seq: fromSeq, us: 0}, {filter, before, pieceBytes});
				const told = lines.filter(line => line.startsWith('lost '));
				expect(told).toEqual(seqs.filter(seq => seq >= fromSeq && seq <= texts.length).map(seq => `lost ${seq}`));
				if (isFiltered) return;
				const expected = texts.flatMap((text, i) => seqs.includes(i + 1) && i + 1 >= fromSeq ? [`lost ${i + 1}`, text] : [text]);
				expect(lines).toEqual(expected);
			},
		), {numRuns: 300});
	});

	it('also where nothing that came behind it matches', () => {
		const ring = new Ring();
		ring.append('a', 'b', 'c');
		expect(read(ring, [place(2, 7)], 1, FROM_START, {filter: WITH_X})).toEqual(['lost 7']);
	});

	it('also where what came behind it is longer than a piece', () => {
		const ring = new Ring();
		ring.append('a', 'b'.repeat(900));
		expect(read(ring, [place(2, 7)], 1, FROM_START, {pieceBytes: 64})).toEqual(['a', 'lost 7', 'b'.repeat(900)]);
	});

	it('of what was evicted with the messages around it, in front of those that are left', () => {
		const ring = new Ring({maxMessages: 3});
		ring.append('1', '2', '3', '4', '5', '6');
		const lines = read(ring, [place(2, 7), place(4, 8), place(5, 9)], 1, FROM_START);
		expect(lines.filter(line => !line.includes('overtaken'))).toEqual(['lost 7', 'lost 8', '4', 'lost 9', '5', '6']);
	});

	it('only when something has come behind it: until then it may become more', () => {
		const ring = new Ring();
		ring.append('a');
		expect(read(ring, [place(2, 7)], 1, FROM_START)).toEqual(['a']);
	});

	it('not of what was before it began, but of what went on then', () => {
		const ring = new Ring();
		ring.append('a');
		const at = (us: number): string[] => read(ring, [place(1, 7)], 1, {seq: 1, us});
		expect([at(1.8e15), at(1.8e15 + 1)]).toEqual([['lost 7', 'a'], ['a']]);
	});
});
