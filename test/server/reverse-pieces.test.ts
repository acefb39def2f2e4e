import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {CatFormatter} from '../../src/formatter/cat.js';
import {EVERYTHING, type Filter} from '../../src/query/filter.js';
import {placeAfter} from '../../src/server/cursor.js';
import {extentOf} from '../../src/server/extent.js';
import {restartMessage} from '../../src/server/gap.js';
import {LineRenderer} from '../../src/server/line-renderer.js';
import {PieceMaker} from '../../src/server/piece-maker.js';
import {ForwardPieces, type Pieces} from '../../src/server/pieces.js';
import {ReversePieces} from '../../src/server/reverse-pieces.js';
import {ScanSpace} from '../../src/server/scan.js';
import {Turns} from '../../src/server/turns.js';
import {Ring} from './ring.js';

/** A filter that goes by one message at a time. */
function filterOf(readsText: boolean, matches: (text: string, seq: number) => boolean): Filter {
	return {
		matchesAll: false,
		readsText,
		mayMatch: () => true,
	select(chunk, from, to, into) {
			let count = 0;
			for (let i = from; i < to; i++) {
				const text = readsText ? Buffer.from(chunk.bytes.subarray(chunk.start(i), chunk.end(i))).toString() : '';
				if (matches(text, chunk.firstSeq + i)) into[count++] = i;
			}
			return count;
		},
	};
}

const WITH_X = filterOf(true, text => text.includes('x'));
/** Asks index entries only. */
const EVERY_SEVENTH = filterOf(false, (_text, seq) => seq % 7 === 0);
const NONE = filterOf(false, () => false);

interface Asked {
	filter?: Filter;
	lines?: number;
	count?: number;
	/** The sequence number that the cursor has; without one, what is there is all that was asked for. */
	after?: number | undefined;
	pieceBytes?: number;
}

async function piecesOf(ring: Ring, reverse: boolean, {filter = EVERYTHING, lines = Infinity, count = Infinity, after, pieceBytes = 512}: Asked): Promise<Pieces> {
	const {reader} = ring;
	const renderer = new LineRenderer(new CatFormatter());
	const space = new ScanSpace(reader.chunk());
	const out = new Uint8Array(pieceBytes);
	const {from, head, promisedFrom} = placeAfter(reader, after === undefined ? undefined : {epoch: reader.epoch, seq: after});
	const range = {from, until: head};
	const extent = await extentOf({reader, space, filter, readsText: false, range, turns: new Turns(Infinity), isWanted: () => true}, {lines, count, reverse});
	return reverse
		? new ReversePieces(reader, renderer, filter, extent, {promisedFrom, notice: undefined}, space, out)
		: new ForwardPieces(new PieceMaker(reader, renderer, {filter, before: 0, after: 0, limit: extent.limit}, space, out), extent, promisedFrom);
}

/** The lines of all pieces that are still to be made, each of which is made longer until it has `fullBytes`. */
function linesOf(pieces: Pieces, fullBytes = 0): {lines: string[]; lost: number} {
	let text = '';
	let lost = 0;
	while (pieces.make()) {
		do lost += pieces.lost;
		while (pieces.bytes.length < fullBytes && pieces.make(true));
		text += Buffer.from(pieces.bytes).toString();
	}
	expect(pieces.make(), 'after the end').toBe(false);
	return {lines: text.split('\n').slice(0, -1), lost};
}

describe('an answer from the newest message to the oldest', () => {
	it('is the one from the oldest to the newest, the other way round', async () => {
		const line = fc.oneof(
			{weight: 6, arbitrary: fc.string({maxLength: 40, unit: 'grapheme-ascii'}).map(text => text.replaceAll('x', 'y'))},
			{weight: 1, arbitrary: fc.constant('x')},
			{weight: 1, arbitrary: fc.nat(900).map(length => 'long '.padEnd(length, 'z'))},
		);
		const some = fc.constantFrom(0, 1, 2, 5, 40, Infinity);
		await fc.assert(fc.asyncProperty(
			fc.array(line, {minLength: 1, maxLength: 200, size: 'max'}), fc.constantFrom(EVERYTHING, WITH_X, EVERY_SEVENTH, NONE),
			some, some.map(count => Math.max(1, count)), fc.option(fc.nat(120), {nil: undefined}),
			fc.constantFrom(16, 256, 4096), fc.constantFrom(5, 60, 1e6), fc.constantFrom(0, 1, 200, 5000),
			async (texts, filter, lines, count, after, pieceBytes, maxMessages, fullBytes) => {
				const ring = new Ring({maxMessages});
				ring.append(...texts.map((text, i) => `${i + 1}.${text}`));
				const asked = {filter, lines, count, after, pieceBytes};
				const forward = linesOf(await piecesOf(ring, false, asked));
				expect(linesOf(await piecesOf(ring, false, asked), fullBytes)).toEqual(forward);
				const backward = linesOf(await piecesOf(ring, true, asked), fullBytes);
				expect(backward).toEqual({lines: [...forward.lines].reverse(), lost: forward.lost});
			},
		), {numRuns: 500});
	});

	it('goes through all blocks of a ring', async () => {
		const ring = new Ring();
		ring.append(...Array.from({length: 3000}, (_, i) => `${i + 1} ${'.'.repeat(100)}`));
		const {lines} = linesOf(await piecesOf(ring, true, {}));
		const kept = ring.reader.head - ring.reader.tail;
		expect(kept).toBeGreaterThan(300);
		expect(lines.map(line => Number(line.split(' ')[0]))).toEqual(Array.from({length: kept}, (_, i) => 3000 - i));
	});

	it('makes room for a message that is larger than its buffer', async () => {
		const ring = new Ring();
		ring.append('a', 'b'.repeat(800), 'c');
		const pieces = await piecesOf(ring, true, {pieceBytes: 64});
		const made: string[] = [];
		while (pieces.make()) made.push(Buffer.from(pieces.bytes).toString());
		expect(made).toEqual(['c\n', `${'b'.repeat(800)}\na\n`, '']);
	});

	it('stays at its newest message while others come', async () => {
		const ring = new Ring();
		ring.append('1', '2');
		const pieces = await piecesOf(ring, true, {});
		ring.append('3');
		expect(linesOf(pieces).lines).toEqual(['2', '1']);
	});

	it.each<[string, number | undefined, RegExp[], number]>([
		['tells at its end how much of what a cursor promised was evicted meanwhile', 3, [/^6 messages lost: evicted/], 6],
		['ends where the ring ends now, if nothing was promised', undefined, [], 0],
	])('%s', async (_what, after, ending, lost) => {
		const ring = new Ring({maxMessages: 20});
		ring.append(...Array.from({length: 20}, (_, i) => `${i + 1} ${'.'.repeat(60)}`));
		const pieces = await piecesOf(ring, true, {after, pieceBytes: 330});
		expect(pieces.make()).toBe(true);
		const first = Buffer.from(pieces.bytes).toString().match(/^\d+/gm);
		expect(first).toEqual(['20', '19']);
		ring.append(...Array.from({length: 9}, () => 'new'));
		const rest = linesOf(pieces);
		const numbers = rest.lines.filter(line => line.includes('..')).map(line => Number(line.split(' ')[0]));
		expect(numbers).toEqual([18, 17, 16, 15, 14, 13, 12, 11, 10]);
		expect(rest.lines.slice(numbers.length)).toEqual(ending.map(text => expect.stringMatching(text) as string));
		expect(rest.lost).toBe(lost);
	});

	it('tells of all that is left where everything was evicted meanwhile', async () => {
		const ring = new Ring({maxMessages: 5});
		ring.append('1', '2', '3');
		const pieces = await piecesOf(ring, true, {after: 1});
		ring.append('4', '5', '6', '7', '8', '9');
		expect(linesOf(pieces)).toEqual({lines: [expect.stringMatching(/^2 messages lost: evicted/)], lost: 2});
	});

	it('has a notice behind all messages', () => {
		const ring = new Ring();
		ring.append('1', '2');
		const {reader} = ring;
		const ending = {promisedFrom: reader.head, notice: restartMessage()};
		const extent = {from: 1, until: 3, limit: 1};
		const pieces = new ReversePieces(reader, new LineRenderer(new CatFormatter()), EVERYTHING, extent, ending, new ScanSpace(reader.chunk()), new Uint8Array(512));
		expect(linesOf(pieces)).toEqual({lines: ['2', expect.stringMatching(/^the daemon has started anew/)], lost: 0});
	});
});
