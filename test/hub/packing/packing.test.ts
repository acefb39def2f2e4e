import fc from 'fast-check';
import {createCipheriv} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Chunk} from '../../../src/hub/chunk.js';
import {
	ENTRY_BYTES, ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_PRIORITY, ENTRY_SOURCE, ENTRY_TEXT_END,
} from '../../../src/hub/entry.js';
import {
	MAX_COLUMNS, MAX_PARTS, MAX_STRINGS, MAX_TEMPLATES, MAX_TIME_US, MAX_TOKENS,
} from '../../../src/hub/packing/format.js';
import {Packer} from '../../../src/hub/packing/packer.js';
import {Unpacker} from '../../../src/hub/packing/unpacker.js';

const BLOCK_BYTES = 64 * 1024;
const LINES = readdirSync(join(import.meta.dirname, '../../data')).filter(name => name.endsWith('.log'))
	.flatMap(name => readFileSync(join(import.meta.dirname, '../../data', name), 'utf8').split('\n'));

interface Entry {
	readonly text: Uint8Array;
	readonly receivedUs: number;
	readonly originA: number;
	readonly originB: number;
	readonly priority: number;
	readonly source: number;
	readonly flags: number;
}

const packer = new Packer();
const unpacker = new Unpacker(BLOCK_BYTES);
const out = new Uint8Array(BLOCK_BYTES);

const PLAIN: Omit<Entry, 'text'> = {receivedUs: 1.7e15, originA: 4242, originB: 0, priority: 13, source: 0, flags: 4};

function chunkOf(entries: readonly Entry[], blockBytes = BLOCK_BYTES): Chunk {
	const chunk = new Chunk(blockBytes);
	const view = new DataView(chunk.bytes.buffer);
	let at = 0;
	for (const [i, entry] of entries.entries()) {
		// As a block, it takes no more than it has room for.
		if (at + entry.text.length + 1 > chunk.entry(i)) break;
		chunk.bytes.set(entry.text, at);
		at += entry.text.length;
		chunk.bytes[at++] = 10;
		const place = chunk.entry(i);
		view.setFloat64(place, entry.receivedUs, true);
		view.setUint32(place + ENTRY_TEXT_END, at, true);
		view.setUint32(place + ENTRY_ORIGIN_A, entry.originA, true);
		view.setUint32(place + ENTRY_ORIGIN_B, entry.originB, true);
		view.setUint8(place + ENTRY_PRIORITY, entry.priority);
		view.setUint8(place + ENTRY_SOURCE, entry.source);
		view.setUint8(place + ENTRY_FLAGS, entry.flags);
		chunk.count = i + 1;
	}
	chunk.firstSeq = 1;
	return chunk;
}

/** Each message of a chunk as it can be compared. */
function contents(chunk: Chunk): unknown[] {
	return Array.from({length: chunk.count}, (_, i) => [
		Buffer.from(chunk.bytes.subarray(chunk.start(i), chunk.end(i))).toString('latin1'),
		chunk.receivedUs(i), chunk.originA(i), chunk.originB(i), chunk.priority(i), chunk.source(i), chunk.flags(i),
	]);
}

/** Packs and unpacks; returns the packed size, 0 if it cannot be packed. */
function roundTrip(chunk: Chunk, pack: (chunk: Chunk) => number): number {
	const length = pack(chunk);
	if (length === 0) return 0;
	unpacker.stage(out.subarray(0, length));
	unpacker.unpack(7, true);
	expect(unpacker.chunk.firstSeq).toBe(7);
	expect(contents(unpacker.chunk).join('\n')).toBe(contents(chunk).join('\n'));
	return length;
}

const packs = {
	columns: (chunk: Chunk) => packer.pack(chunk, out, 1),
	whole: (chunk: Chunk) => packer.packWhole(chunk, out, 1),
};

function textEntries(texts: readonly string[]): Entry[] {
	return texts.map((text, i) => ({...PLAIN, text: Buffer.from(text, 'latin1'), receivedUs: PLAIN.receivedUs + 50 * i}));
}

/** What senders write, and what looks like it. */
const token = fc.oneof(
	fc.constantFrom('2026-11-20T15:08:40.198438+00:00', '2024-02-29T23:59:59Z', '2023-02-29T00:00:00Z', '1969-12-31T00:00:00', '9999-12-31T23:59:59.9', '2026-13-01T00:00:00', '2026-11-20T24:00:00', '2026-11-20T15:08:40.', '2026-11-20T15:08:40.1234567', '0000-01-01T00:00:00'),
	fc.constantFrom('10:30:22', '24:00:00', '23:60:00', '1:2:3', '00:00:00:00', '10:30:2'),
	fc.constantFrom('192.168.1.1', '256.1.1.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '0.0.0.0', '255.255.255.255', '1.2.3.4x'),
	fc.constantFrom('0', '00', '007', '123456789', '1234567890', '000000000000', '99999999999999999999999', '1000000000', '999999999'),
	fc.constantFrom('sshd', 'a1', '0x7f', 'blk_-6952295868487656571', 'é', '\0', '\n', '-', ' ', '[', '', 'T', 'Z', '+'),
	fc.nat().map(String),
	fc.string({unit: 'binary-ascii', maxLength: 6}),
);
const text = fc.oneof(
	fc.array(token, {maxLength: 12}).map(parts => parts.join('')),
	fc.array(token, {maxLength: 12}).map(parts => parts.join(' ')),
	fc.constantFrom(...LINES),
	fc.uint8Array({maxLength: 60}).map(bytes => Buffer.from(bytes).toString('latin1')),
);
const entry: fc.Arbitrary<Entry> = fc.record({
	text: text.map(value => Buffer.from(value, 'latin1')),
	receivedUs: fc.oneof(fc.integer({min: 1.7e15, max: 1.7e15 + 1e9}), fc.nat(2 ** 31).map(value => value * 2 ** 20)),
	originA: fc.nat(2 ** 32 - 1),
	originB: fc.oneof(fc.constantFrom(0, 1000), fc.nat(65_535)),
	priority: fc.nat(191),
	source: fc.nat(63),
	flags: fc.nat(31),
});

describe('a packed block', () => {
	test.each(Object.entries(packs))('gives the same messages again, whatever they are (%s)', (_, pack) => {
		let packed = 0;
		fc.assert(fc.property(fc.array(entry, {minLength: 1, maxLength: 60}), fc.option(fc.nat(59), {nil: 0}), (entries, evicted) => {
			const chunk = chunkOf(entries);
			// As a block, of which the first messages have been evicted.
			chunk.drop(Math.min(evicted, chunk.count - 1));
			if (roundTrip(chunk, pack) > 0) packed++;
		}), {numRuns: 1000});
		expect(packed).toBeGreaterThan(100);
	});

	test('gives the same messages again where each is there many times with other values', () => {
		fc.assert(fc.property(fc.array(text, {minLength: 1, maxLength: 5}), fc.array(fc.tuple(fc.nat(4), fc.nat()), {minLength: 20, maxLength: 200}), (texts, uses) => {
			const entries = textEntries(uses.map(([which, number]) => `${texts[which % texts.length]!} ${number} ${which}.5`));
			expect(roundTrip(chunkOf(entries), packs.columns)).toBeGreaterThan(0);
		}), {numRuns: 300});
	});

	test('is a fraction of real log lines as RFC 5424, also where there are few of them', () => {
		const texts = Array.from({length: 250}, (_, i) => {
			const line = LINES[i % LINES.length]!;
			const time = new Date(1.7e12 + 7 * i).toISOString();
			return `<86>1 ${time} combo sshd ${1000 + i % 7} - [meta sequenceId="${i}"] ${line}`;
		});
		const chunk = chunkOf(textEntries(texts));
		const length = roundTrip(chunk, packs.columns);
		expect(length).toBeGreaterThan(0);
		expect(chunk.end(chunk.count - 1) / length).toBeGreaterThan(5);
	});

	test('is given up where it would be no smaller', () => {
		const random = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(20_000));
		const chunk = chunkOf([{...PLAIN, text: random}]);
		expect(packs.columns(chunk)).toBe(0);
		expect(packs.whole(chunk)).toBe(0);
	});

	test('tells entries without the texts', () => {
		fc.assert(fc.property(fc.array(entry, {minLength: 1, maxLength: 60}), entries => {
			const chunk = chunkOf(entries);
			const length = packs.columns(chunk);
			fc.pre(length > 0);
			unpacker.stage(out.subarray(0, length));
			unpacker.unpack(1, false);
			const {chunk: unpacked} = unpacker;
			for (let i = 0; i < chunk.count; i++) {
				expect(unpacked.receivedUs(i)).toBe(chunk.receivedUs(i));
				expect(unpacked.priority(i)).toBe(chunk.priority(i));
				expect(unpacked.originA(i)).toBe(chunk.originA(i));
				expect(unpacked.flags(i)).toBe(chunk.flags(i));
			}
		}), {numRuns: 200});
	});

	test('has every run of letters that its messages have among its words', () => {
		fc.assert(fc.property(fc.array(text, {minLength: 1, maxLength: 30}), texts => {
			const length = packs.columns(chunkOf(textEntries(texts)));
			fc.pre(length > 0);
			unpacker.stage(out.subarray(0, length));
			const words = Buffer.from(unpacker.words()!).toString('latin1');
			for (const run of texts.flatMap(value => value.match(/[A-Za-z]{2,}/g) ?? [])) expect(words).toContain(run);
		}), {numRuns: 300});
	});
});

describe('whatever a hostile sender writes, a block', () => {
	/** Long runs, which cross every word that the kernels look at. */
	const run = fc.tuple(fc.constantFrom('a', '0', '7', 'Z', '\xff', '\0', '-', '\n', 'a1', '1a', '1.', '12:', '2026-'), fc.integer({min: 1, max: 150}))
		.map(([piece, count]) => piece.repeat(count));

	test('is packed rightly: long runs of the same', () => {
		fc.assert(fc.property(fc.array(fc.array(fc.oneof(run, token), {maxLength: 8}).map(parts => parts.join('')), {minLength: 1, maxLength: 40}), texts => {
			roundTrip(chunkOf(textEntries(texts)), packs.columns);
		}), {numRuns: 1000});
	});

	test.each(Object.entries({
		digits: '7', zeros: '0', letters: 'x', 'zero bytes': '\0', 'bytes of 255': '\xff', 'line feeds': '\n', dots: '.', 'letters and digits': 'a1',
		'digits with dots': '1.', 'clock pieces': '00:', 'stamp pieces': '2026-11-20T',
	}))('is packed rightly: nothing but %s, in one long message and in all short ones', (_, piece) => {
		const long = piece.repeat(Math.floor((BLOCK_BYTES - ENTRY_BYTES - 1) / piece.length));
		roundTrip(chunkOf(textEntries([long])), packs.columns);
		for (let length = 1; length < 40; length++) {
			expect(roundTrip(chunkOf(textEntries(Array.from({length: 60}, () => long.slice(0, length)))), packs.columns)).toBeGreaterThan(0);
		}
	});

	test('is packed rightly: each byte as a message', () => {
		const texts = Array.from({length: 1024}, (_, i) => String.fromCharCode(i % 256));
		expect(roundTrip(chunkOf(textEntries(texts)), packs.columns)).toBeGreaterThan(0);
	});

	test('is packed rightly: words that a zero byte ends, and numbers', () => {
		const words = ['abc', 'abd', 'a', 'é', '', '12', '1a', 'x'.repeat(60), 'y'.repeat(60), 'x'.repeat(130), 'y'.repeat(130)];
		const texts = words.flatMap(word => ['', 'to ', '7 '].flatMap(before => [`${before}${word}\0`, `${before}${word}\0 and ${word}\0${word}`]));
		expect(roundTrip(chunkOf(textEntries(texts)), packs.columns)).toBeGreaterThan(0);
	});

	test('is packed rightly: numbers at every count of digits, with zeros before them and without', () => {
		const numbers = Array.from({length: 40}, (_, i) => ['9'.repeat(i + 1), `1${'0'.repeat(i)}`, '0'.repeat(i + 1), `${'0'.repeat(i)}1`]).flat();
		const texts = numbers.flatMap(number => [number, `a ${number} b`, `x=${number}.`, `${number}-${number}:${number}`]);
		expect(roundTrip(chunkOf(textEntries(texts)), packs.columns)).toBeGreaterThan(0);
	});

	test('is packed rightly: times of all ages, real ones and others', () => {
		const years = ['0000', '1582', '1900', '1969', '1970', '1999', '2000', '2023', '2024', '2041', '2042', '2099', '2100', '2400', '9999'];
		const days = ['00-01', '01-00', '01-01', '02-28', '02-29', '02-30', '03-01', '04-31', '06-30', '07-31', '08-31', '09-31', '12-31', '13-01', '19-39'];
		const texts = years.flatMap(year => days.flatMap(day => ['00:00:00', '23:59:59.999999', '23:59:60', '24:00:00.5', '29:59:59', '12:34:56.1234567']
			.map(time => `${year}-${day}T${time}Z`)));
		for (let from = 0; from < texts.length; from += 200) {
			expect(roundTrip(chunkOf(textEntries(texts.slice(from, from + 200))), packs.columns)).toBeGreaterThan(0);
		}
	});
});

describe('a block whose times', () => {
	const timed = (times: readonly number[]): number => roundTrip(chunkOf(times.map(receivedUs => ({...PLAIN, text: Buffer.from('the same text in each of them'), receivedUs}))), packs.columns);

	test('are as far apart as they can be is packed rightly', () => {
		const time = fc.constantFrom(0, 1, MAX_TIME_US / 2, MAX_TIME_US - 1, MAX_TIME_US, PLAIN.receivedUs);
		fc.assert(fc.property(fc.array(time, {minLength: 3, maxLength: 40}), times => {
			expect(timed(times)).toBeGreaterThan(0);
		}));
	});

	test.each([-1, 0.5, MAX_TIME_US + 1, Infinity, NaN])('cannot be is refused: %d', time => {
		expect(timed([PLAIN.receivedUs, time, PLAIN.receivedUs])).toBe(0);
	});
});

describe('a block that has more of something than can be packed', () => {
	const LARGE_BYTES = 4 * 1024 * 1024;
	const large = {packer: new Packer(), unpacker: new Unpacker(LARGE_BYTES), out: new Uint8Array(LARGE_BYTES)};
	const word = (i: number): string => i.toString(26).replace(/./g, digit => String.fromCharCode(97 + parseInt(digit, 26)));

	/** Whether texts can be packed; if so, they come out again. */
	function isPacked(texts: readonly string[]): boolean {
		const chunk = chunkOf(textEntries(texts), LARGE_BYTES);
		expect(chunk.count).toBe(texts.length);
		const length = large.packer.pack(chunk, large.out, 1);
		if (length === 0) return false;
		large.unpacker.stage(large.out.subarray(0, length));
		large.unpacker.unpack(1, true);
		expect(contents(large.unpacker.chunk).join('\n')).toBe(contents(chunk).join('\n'));
		return true;
	}

	const many = (count: number, text: (i: number) => string): string[] => Array.from({length: count}, (_, i) => text(i));
	const cases: Record<string, {most: number; texts: (count: number) => string[]}> = {
		templates: {most: MAX_TEMPLATES, texts: count => many(count, word)},
		tokens: {most: MAX_TOKENS, texts: count => many(count, () => '7')},
		// A template has a part more than slots.
		'tokens of one message': {most: MAX_PARTS - 1, texts: count => ['7 and '.repeat(count)]},
		'zero bytes': {most: MAX_PARTS - 1, texts: count => ['\0and '.repeat(count)]},
		strings: {most: MAX_STRINGS, texts: count => many(count, i => `${word(i)}0`)},
		parts: {most: Math.floor(MAX_PARTS / 5), texts: count => many(count, i => `${word(i)} comes before 1 2 3 4`)},
		columns: {most: MAX_COLUMNS, texts: count => [many(count, i => `${word(i)}=${i}`).join(' ')]},
	};
	test.each(Object.entries(cases))('is refused: %s', (_, {most, texts}) => {
		expect(isPacked(texts(most))).toBe(true);
		expect(isPacked(texts(most + 1))).toBe(false);
	});

	test('does no harm to the next one', () => {
		expect(isPacked(many(MAX_TEMPLATES + 1, word))).toBe(false);
		expect(isPacked(['one 1', 'one 2'.repeat(10)])).toBe(true);
	});
});

test('packs the same whether a chunk lies in its own memory or not, and wherever its messages begin', () => {
	fc.assert(fc.property(fc.array(entry, {minLength: 2, maxLength: 60}), fc.nat(), (entries, which) => {
		const chunk = chunkOf(entries);
		chunk.drop(which % chunk.count);
		const length = roundTrip(chunk, packs.columns);
		const packed = Buffer.from(out.subarray(0, length));
		expect(packs.columns(packer.chunk)).toBe(length);
		expect(packed.compare(out.subarray(0, length))).toBe(0);
	}), {numRuns: 200});
});

test('leaves nothing of messages behind when it is cleared', () => {
	const secret = 'correct horse battery staple 4711';
	const own = new Packer(BLOCK_BYTES);
	const length = own.pack(chunkOf(textEntries(Array.from({length: 20}, (_, i) => `${secret} ${i}`))), out, 1);
	unpacker.stage(out.subarray(0, length));
	unpacker.unpack(1, true);
	own.clear();
	unpacker.clear();
	for (const {buffer} of [own.chunk.bytes, unpacker.chunk.bytes]) expect(Buffer.from(buffer).every(byte => byte === 0)).toBe(true);
});

test('has room for as many messages as a block can have', () => {
	const most = Math.floor(BLOCK_BYTES / (ENTRY_BYTES + 2));
	const chunk = chunkOf(textEntries(Array.from({length: most}, (_, i) => String(i % 10))));
	expect(roundTrip(chunk, packs.columns)).toBeGreaterThan(0);
});
