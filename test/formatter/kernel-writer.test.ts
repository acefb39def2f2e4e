import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import type {Formatter} from '../../src/formatter/formatter.js';
import {createFormatter, type FormatName} from '../../src/formatter/index.js';
import {kernelChunk, outputsFor} from '../../src/kernel/kernel-memory.js';
import {chunkOf, fillChunk, RECEIVED_US} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE, NEARLY_USUAL} from './messages.js';
import {MUTATED, REAL_MESSAGES, USUAL} from './real-messages.js';

// The minute written last is kept: the zone has to be there before it.
vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const FORMATS = ['syslog', 'json'] as const satisfies FormatName[];

/** Every chunk is a new reservation of address space: one serves all tests. */
const chunk = kernelChunk(256 * 1024);
const [output] = outputsFor(chunk);
const OUTPUTS: [where: string, output: Uint8Array][] = [['in the kernel\'s memory', output!], ['in any memory', new Uint8Array(output!.length)]];
const GUARD = 0xa5;
/** Between two messages; some thirty are received within a minute. */
const STEP_US = 1_999_999.5;

/** What `write` makes of each message, where no kernel can be. */
function oneByOne(format: FormatName, messages: readonly (string | Uint8Array)[]): Buffer {
	const formatter = createFormatter(format, CONTEXT);
	const plain = chunkOf(messages, RECEIVED_US, STEP_US);
	return Buffer.concat(messages.map((_, i) => {
		const out = new Uint8Array(formatter.bound(plain.end(i) - plain.start(i)));
		return out.slice(0, formatter.write(plain, i, out, 0));
	}));
}

/** Structured data in which names are alike, or the same. */
const DATA_NAME = fc.constantFrom('a', 'b', 'ab', 'sequenceId', 'sequenceNo', 'sequences', 'equenceId', 'n'.repeat(32), 'x\\y', 'v@32473');
const DATA = fc.array(fc.tuple(DATA_NAME, fc.array(fc.tuple(DATA_NAME, fc.constantFrom('', '1', 'a value of more than sixteen bytes', 'é', '\n', '#', '/')), {maxLength: 12})), {minLength: 1, maxLength: 8})
	.map(elements => elements.map(([id, params]) => `[${id}${params.map(([name, value]) => ` ${name}="${value}"`).join('')}]`).join(''));

/** What runs make of them, and `write` of those before which a run stops; and how many it was asked for. */
function byRuns(formatter: Formatter, messages: readonly (string | Uint8Array)[], out: Uint8Array): {text: Buffer; alone: number} {
	fillChunk(chunk, messages, RECEIVED_US, STEP_US);
	let at = 0;
	let alone = 0;
	for (let i = 0; i < messages.length; i++) {
		i += formatter.run!.write(chunk, i, messages.length, out, at);
		at = formatter.run!.end;
		if (i === messages.length) break;
		alone += 1;
		at = formatter.write(chunk, i, out, at);
	}
	return {text: Buffer.from(out.slice(0, at)), alone};
}

describe.each(FORMATS)('the format %s, written by the kernel', format => {
	describe.each(OUTPUTS)('%s', (_where, out) => {
		test('is the same for messages that keep to the standard, or nearly so', () => {
			const formatter = createFormatter(format, CONTEXT);
			fc.assert(fc.property(fc.array(NEARLY_USUAL, {maxLength: 30}), messages => {
				expectSame(byRuns(formatter, messages, out).text, oneByOne(format, messages));
			}), {numRuns: 500});
		});

		test('is the same for messages of any bytes', () => {
			const formatter = createFormatter(format, CONTEXT);
			fc.assert(fc.property(fc.array(fc.oneof(MESSAGE, MUTATED), {maxLength: 30}), messages => {
				expectSame(byRuns(formatter, messages, out).text, oneByOne(format, messages));
			}), {numRuns: 1000});
		});

		test('is the same for messages that differ from a usual one in one byte, whichever', () => {
			const formatter = createFormatter(format, CONTEXT);
			const usual = new TextEncoder().encode(USUAL);
			for (let at = 0; at < usual.length; at++) {
				const changed = Array.from({length: 256}, (_, byte) => usual.with(at, byte));
				expectSame(byRuns(formatter, changed, out).text, oneByOne(format, changed));
			}
		});

		test('is the same for every length of the text, and every length of a name', () => {
			const formatter = createFormatter(format, CONTEXT);
			const texts = Array.from({length: 100}, (_, n) => `<13>1 2026-11-20T15:10:37Z vm app - - - ${'x'.repeat(n)}`);
			const names = Array.from({length: 140}, (_, n) => `<13>1 2026-11-20T15:10:37Z ${'h'.repeat(n)} ${'a'.repeat(n / 3)} ${'p'.repeat(n)} ${'m'.repeat(n / 4)} [${'i'.repeat(n / 4)} ${'n'.repeat(n / 4)}="${'v'.repeat(n)}"] x`);
			for (const messages of [texts, names]) expectSame(byRuns(formatter, messages, out).text, oneByOne(format, messages));
		});

		test('is the same for every day of four years, and for days that there are not', () => {
			const formatter = createFormatter(format, CONTEXT);
			for (const year of ['1900', '2000', '2023', '2024']) {
				const days = Array.from({length: 13 * 33}, (_, i) => `${year}-${two(Math.floor(i / 33))}-${two(i % 33)}`);
				const messages = days.map(day => `<13>1 ${day}T15:10:37Z vm app - - - x`);
				expectSame(byRuns(formatter, messages, out).text, oneByOne(format, messages));
			}
		});

		test('is the same for every time of day and every zone, and for those that there are not', () => {
			const formatter = createFormatter(format, CONTEXT);
			const times = Array.from({length: 3 * 62}, (_, i) => ['15:00:00', '15:00:00', '15:00:00'].map((time, k) => k === i % 3 ? time.replace(/(\d\d)/, two(Math.floor(i / 3))) : time)[i % 3]!)
				.flatMap(time => [time, time.split(':').reverse().join(':'), `15:${time.slice(0, 2)}:00`]);
			const zones = Array.from({length: 62}, (_, i) => [`+${two(i)}:00`, `-00:${two(i)}`, `+1${i}`]).flat();
			const messages = [...times.map(time => `${time}Z`), ...zones.map(zone => `15:00:00${zone}`)].map(time => `<13>1 2026-11-20T${time} vm app - - - x`);
			expectSame(byRuns(formatter, messages, out).text, oneByOne(format, messages));
		});

		test('leaves out nothing of real lines, and writes nearly all of them', () => {
			const formatter = createFormatter(format, CONTEXT);
			let alone = 0;
			for (let i = 0; i < REAL_MESSAGES.length; i += 200) {
				const messages = REAL_MESSAGES.slice(i, i + 200);
				const written = byRuns(formatter, messages, out);
				expectSame(written.text, oneByOne(format, messages));
				alone += written.alone;
			}
			expect(alone).toBeLessThan(REAL_MESSAGES.length / 20);
		});

		test('is the same for structured data of all kinds', () => {
			const formatter = createFormatter(format, CONTEXT);
			fc.assert(fc.property(fc.array(DATA, {maxLength: 20}), all => {
				const messages = all.map(data => `<13>1 2026-11-20T15:10:37Z vm app - - ${data} text`);
				expectSame(byRuns(formatter, messages, out).text, oneByOne(format, messages));
			}), {numRuns: 500});
			const many = Array.from({length: 80}, (_, n) => `<13>1 2026-11-20T15:10:37Z vm app - - [${Array.from({length: n + 1}, (__, k) => `i${k}`).join('][')}] x`);
			expectSame(byRuns(formatter, many, out).text, oneByOne(format, many));
		});

		test('goes no further than there is room', () => {
			const formatter = createFormatter(format, CONTEXT);
			const messages = Array<string>(5).fill(USUAL);
			const whole = oneByOne(format, messages);
			const ends = [0, ...[...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1)];
			fillChunk(chunk, messages, RECEIVED_US, STEP_US);
			for (let room = 0; room < 2 * whole.length; room++) {
				out.fill(GUARD, 0, 3 * whole.length);
				const count = formatter.run!.write(chunk, 0, messages.length, out.subarray(0, 5 + room), 5);
				const {end} = formatter.run!;
				expect(end).toBe(5 + ends[count]!);
				expectSame(Buffer.from(out.subarray(5, end)), whole.subarray(0, end - 5));
				expect(out.subarray(0, 5).every(byte => byte === GUARD)).toBe(true);
				expect(out.subarray(5 + room, 3 * whole.length).every(byte => byte === GUARD)).toBe(true);
				if (room >= 2 * whole.length - 1) expect(count).toBe(messages.length);
			}
		});
	});

	test('begins at any message of a chunk, and ends before any', () => {
		const formatter = createFormatter(format, CONTEXT);
		const messages = Array.from({length: 8}, (_, i) => `${USUAL} ${i}`);
		for (let dropped = 0; dropped < 4; dropped++) {
			fillChunk(chunk, messages, RECEIVED_US, STEP_US);
			chunk.drop(dropped);
			const all = oneByOne(format, messages).toString().split(/(?<=\n)/);
			for (let from = 0; from < chunk.count; from++) {
				for (let to = from; to <= chunk.count; to++) {
					expect(formatter.run!.write(chunk, from, to, output!, 0)).toBe(to - from);
					expect(Buffer.from(output!.subarray(0, formatter.run!.end)).toString()).toBe(all.slice(dropped + from, dropped + to).join(''));
				}
			}
		}
	});

	test('is left to others where the chunk is in no kernel\'s memory', () => {
		const formatter = createFormatter(format, CONTEXT);
		expect(formatter.run!.write(chunkOf([USUAL]), 0, 1, output!, 3)).toBe(0);
		expect(formatter.run!.end).toBe(3);
	});
});

/** As `toEqual`, which takes a thousand times as long. */
function expectSame(actual: Buffer, expected: Buffer): void {
	if (!actual.equals(expected)) expect(actual.toString('latin1')).toBe(expected.toString('latin1'));
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}
