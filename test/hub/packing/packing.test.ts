import fc from 'fast-check';
import {createCipheriv} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Chunk} from '../../../src/hub/chunk.js';
import {
	ENTRY_BYTES, ENTRY_FLAGS, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_PRIORITY, ENTRY_SOURCE, ENTRY_TEXT_END,
} from '../../../src/hub/entry.js';
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

function chunkOf(entries: readonly Entry[]): Chunk {
	const chunk = new Chunk(BLOCK_BYTES);
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
	unpacker.packed.set(out.subarray(0, length));
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
		fc.assert(fc.property(fc.array(entry, {minLength: 1, maxLength: 60}), entries => {
			if (roundTrip(chunkOf(entries), pack) > 0) packed++;
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
			unpacker.packed.set(out.subarray(0, length));
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
			unpacker.packed.set(out.subarray(0, length));
			const words = Buffer.from(unpacker.words()!).toString('latin1');
			for (const run of texts.flatMap(value => value.match(/[A-Za-z]{2,}/g) ?? [])) expect(words).toContain(run);
		}), {numRuns: 300});
	});
});

test('has room for as many messages as a block can have', () => {
	const most = Math.floor(BLOCK_BYTES / (ENTRY_BYTES + 2));
	const chunk = chunkOf(textEntries(Array.from({length: most}, (_, i) => String(i % 10))));
	expect(roundTrip(chunk, packs.columns)).toBeGreaterThan(0);
});
