import {expect, test} from 'vitest';
import type {Formatter} from '../../../src/formatter/formatter.js';
import {createFormatter, FORMAT_NAMES} from '../../../src/formatter/index.js';
import type {Chunk} from '../../../src/hub/chunk.js';
import {FLAG_TRUNCATED} from '../../../src/hub/entry.js';
import {compileFilter} from '../../../src/query/compile-filter.js';
import {parseQuery} from '../../../src/query/parse-query.js';
import {QueryError} from '../../../src/query/query-error.js';
import {Framer} from '../../../src/syslog/framing.js';
import {chunkOf} from '../../formatter/chunk-of.js';
import {CONTEXT} from '../../formatter/context.js';
import {garbage} from '../../e2e/support/garbage.js';
import {Chance} from '../chance.js';
import {RUN_MS, SEED} from '../settings.js';
import {capture, mutated} from './mutation.js';

/** Of the whole run, what each of the tests here takes. */
const SHARE_MS = RUN_MS / 8;
const MAX_FRAME_BYTES = 300;
const GUARD = 0xa5;
const NOW = new Date('2026-11-20T15:08:40Z');
const QUERIES = [
	'error AND NOT app_name:sshd', 'severity:<=warning OR facility:auth', '/fail(ed|ure) for .{1,20}/i', '(a OR b) -c', 'hostname:web*', 'received:>="2026-11-20T15:00:00Z" seq:<100',
	'sd.meta.sequenceId:7', '"quoted \\"text\\"" raw:"<13>"', 'pid:[1000 TO 2000]', 'message:/^\\s*$/', 'NOT (NOT (NOT x))', 'source:"udp:127.0.0.1:514"', 'today -1h',
];

/** Does one thing after another until its time is over; what fails names what it failed with. */
function eachFor(ms: number, name: string, one: (chance: Chance) => void): number {
	const end = performance.now() + ms;
	let i = 0;
	for (; performance.now() < end; i++) {
		try {
			one(new Chance(SEED + i, name));
		} catch (error) {
			throw new Error(`${name}: seed ${SEED + i}: ${(error as Error).message}`, {cause: error});
		}
	}
	console.log(`${name}: ${i.toLocaleString('en')} times`);
	return i;
}

/** The frames of a stream that comes in pieces, which end at `ends`. Each piece is overwritten when it has been pushed. */
function framesOf(stream: Buffer, ends: readonly number[]): string[] {
	const frames: string[] = [];
	const sink = {
		frame(bytes: Uint8Array, start: number, end: number, flags: number): void {
			const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
			frames.push(flags === FLAG_TRUNCATED ? `${text}…` : text);
		},
	};
	const framer = new Framer(MAX_FRAME_BYTES);
	let start = 0;
	for (const end of [...ends, stream.length]) {
		const piece = Buffer.from(stream.subarray(start, end));
		framer.push(piece, 0, piece.length, sink);
		piece.fill(0x21);
		start = end;
	}
	framer.end(sink);
	return frames;
}

test('a stream has the same frames, wherever its pieces end', {timeout: 2 * SHARE_MS + 60_000}, () => {
	const times = eachFor(SHARE_MS, 'framing', chance => {
		const stream = mutated(Buffer.concat(Array.from({length: chance.between(1, 4)}, () => mutated(capture(chance), chance))), chance).subarray(0, 2000);
		const frames = framesOf(stream, []);
		const whole = frames.join('\n');
		const isFit = (frame: string): boolean => frame.length > 0 && frame.length <= MAX_FRAME_BYTES + 1;
		if (!frames.every(isFit)) throw new Error(`frames of ${frames.map(({length}) => length).join(', ')} bytes`);
		const ends = Array.from({length: chance.between(2, 40)}, () => chance.between(0, stream.length)).sort((a, b) => a - b);
		for (const cuts of [ends, ...Array.from(stream, (_, at) => [at])]) {
			if (framesOf(stream, cuts).join('\n') !== whole) expect(framesOf(stream, cuts), `cut at ${cuts.join(', ')}`).toEqual(frames);
		}
	});
	expect(times).toBeGreaterThan(0);
});

/** What a formatter writes; throws where that is more than it has asked for. */
function writtenBy(formatter: Formatter, chunk: Chunk): Buffer {
	const bound = formatter.bound(chunk.end(0) - chunk.start(0));
	const bytes = Buffer.alloc(bound + 1, GUARD);
	const end = formatter.write(chunk, 0, bytes, 0);
	if (end > bound || bytes[bound] !== GUARD) throw new Error(`${formatter.contentType}: ${end} bytes, where ${bound} were asked for`);
	return bytes.subarray(0, end);
}

test('every format writes every message, within the bytes it has asked for, and every query looks at it', {timeout: 2 * SHARE_MS + 60_000}, () => {
	const formatters = FORMAT_NAMES.map(name => createFormatter(name === 'template' ? {name, template: '{{hostname}} {{app_name}} {{sd.meta.sequenceId}} {{message}}'} : name, CONTEXT));
	const filters = QUERIES.map(text => compileFilter(parseQuery(text, 'q', NOW), CONTEXT));
	const selected = new Uint32Array(1);
	const times = eachFor(SHARE_MS, 'messages', chance => {
		const message = chance.once(3) ? garbage(chance.number, 2000) : mutated(capture(chance), chance);
		const chunk = chunkOf([message.subarray(0, 60_000)]);
		for (const formatter of formatters) {
			const output = writtenBy(formatter, chunk);
			if (formatter.alwaysUtf8 && !output.equals(Buffer.from(output.toString('utf8')))) throw new Error(`${formatter.contentType}: no UTF-8`);
		}
		for (const filter of filters) filter.select(chunk, 0, 1, selected);
	});
	expect(times).toBeGreaterThan(0);
});

test('a query is understood, or refused with its place', {timeout: 2 * SHARE_MS + 60_000}, () => {
	const chunk = chunkOf(['<86>1 2026-11-20T15:08:40Z web1 sshd 1234 - [meta sequenceId="7"] Failed password for root']);
	const selected = new Uint32Array(1);
	const times = eachFor(SHARE_MS, 'queries', chance => {
		const text = mutated(Buffer.from(`${chance.pick(QUERIES)}${chance.pick([' ', ' AND ', ' OR ', ''])}${chance.pick(QUERIES)}`), chance).toString(chance.pick(['utf8', 'latin1'])).slice(0, 4000);
		const begun = performance.now();
		try {
			compileFilter(parseQuery(text, 'q', NOW), CONTEXT).select(chunk, 0, 1, selected);
		} catch (error) {
			if (!(error instanceof QueryError)) throw error;
		}
		const ms = performance.now() - begun;
		if (ms > 2000) throw new Error(`${JSON.stringify(text)} took ${Math.round(ms)} ms`);
	});
	expect(times).toBeGreaterThan(0);
});
