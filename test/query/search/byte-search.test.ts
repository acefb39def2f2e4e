import fc from 'fast-check';
import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {Hub} from '../../../src/hub.js';
import type {Chunk} from '../../../src/hub/chunk.js';
import {HubMemory} from '../../../src/hub/memory.js';
import {HubReader} from '../../../src/hub/reader.js';
import {ByteSearch} from '../../../src/query/search/byte-search.js';
import {kernelChunk, kernelFor} from '../../../src/kernel/kernel-memory.js';

const CHUNK_BYTES = 64 * 1024;
const kernelBytes = kernelChunk(CHUNK_BYTES).bytes;
const plainBytes = new Uint8Array(CHUNK_BYTES);

/** Both ways to search. */
const PLACES: [name: string, bytes: Uint8Array][] = [['by the kernel', kernelBytes], ['without a kernel', plainBytes]];

function latin1(text: string): Uint8Array {
	return Buffer.from(text, 'latin1');
}

function lowerCase(text: string): string {
	return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** What `find` is to find: positions count from the start of `text`. */
function naive(text: string, needle: string, ignoreCase: boolean): number {
	return ignoreCase ? lowerCase(text).indexOf(lowerCase(needle)) : text.indexOf(needle);
}

/** Finds the needle in `text`, which stands at `at` among bytes that would complete a match that sticks out. */
function found(bytes: Uint8Array, at: number, text: string, needle: string, ignoreCase: boolean): number {
	const around = latin1(needle === '' ? '.' : needle);
	for (let i = Math.max(0, at - 300); i < at; i++) bytes[i] = around.at((i - at) % around.length)!;
	for (let i = at + text.length, k = 0; i < Math.min(bytes.length, at + text.length + 300); i++, k++) bytes[i] = around[k % around.length]!;
	bytes.set(latin1(text), at);
	const position = new ByteSearch(latin1(needle), ignoreCase).find(bytes, at, at + text.length);
	return position === -1 ? -1 : position - at;
}

type Case = [needle: string, text: string, exactly: number, ignoringCase: number];

const LONG = `${'ab'.repeat(200)}C`;

const CASES: Case[] = [
	// Valid
	['word', 'word', 0, 0],
	['word', 'a word', 2, 2],
	['word', 'a Word, a word', 10, 2],
	['WORD', 'a word', -1, 2],
	['aab', 'aaaaab', 3, 3],
	['abab', 'abaabab', 3, 3],
	['a', 'bbbbbbbbbbbbbbbba', 16, 16],
	['10.0.0.1', 'from 10.0.0.12 and 110.0.0.1', 5, 5],
	['session opened', 'sshd: Session Opened for root', -1, 6],
	['Ünïcode', 'an Ünïcode word', 3, 3],
	['\n', 'one\ntwo', 3, 3],
	[LONG, `${'x'.repeat(100)}${LONG}`, 100, 100],
	[lowerCase(LONG), `${'AB'.repeat(300)}c`, -1, 200],
	['x'.repeat(256), 'x'.repeat(256), 0, 0],
	['x'.repeat(257), 'x'.repeat(257), 0, 0],
	// Incomplete
	['', '', 0, 0],
	['', 'text', 0, 0],
	['word', '', -1, -1],
	['word', 'wor', -1, -1],
	['word', 'ord', -1, -1],
	['word', 'wor word'.slice(0, 7), -1, -1],
	['x', '', -1, -1],
	[LONG, LONG.slice(0, -1), -1, -1],
	[LONG, LONG.slice(1), -1, -1],
	// Hostile: what becomes the same by 0x20, and is not the same letter
	['@', '`', -1, -1],
	['`', '@', -1, -1],
	['[', '{', -1, -1],
	['{', '[{', 1, 1],
	['a@b', 'A`B a`b A@B', -1, 8],
	['k[0]', 'K{0} K[0]', -1, 5],
	[' ', '\0', -1, -1],
	['\0', ' \0', 1, 1],
	['5', '\x15', -1, -1],
	['\xc1', '\xe1', -1, -1],
	['a\xc1', 'A\xe1 A\xc1', -1, 3],
	['\xff', '\xdf\xff', 1, 1],
	// Hostile: almost everywhere
	[`${'a'.repeat(99)}b`, `${'a'.repeat(500)}b`, 401, 401],
	[`b${'a'.repeat(99)}`, `${'a'.repeat(200)}b${'a'.repeat(99)}`, 200, 200],
	['a'.repeat(300), `${'a'.repeat(299)}b${'a'.repeat(299)}B${'a'.repeat(300)}`, 600, 600],
	[`${'a'.repeat(300)}b`, `${'a'.repeat(1000)}b`, 700, 700],
];

test('chunks for searching have a kernel here', () => {
	expect(kernelFor(kernelBytes.buffer)).toBeDefined();
	expect(kernelFor(plainBytes.buffer)).toBeUndefined();
});

describe.each(PLACES)('%s', (_name, bytes) => {
	test.each(CASES)('finds %j in %j at %i, or at %i if case is ignored', (needle, text, exactly, ignoringCase) => {
		for (const at of [0, 1, 37, CHUNK_BYTES - text.length]) {
			expect([found(bytes, at, text, needle, false), found(bytes, at, text, needle, true)]).toEqual([exactly, ignoringCase]);
		}
	});

	test('finds a needle at every place of a text of every length, and none that sticks out', () => {
		const wrong: number[][] = [];
		for (const needle of ['k', 'kQ', 'needle', 'a needle of 17 by']) {
			const search = new ByteSearch(latin1(needle), true);
			for (const at of [0, 3, CHUNK_BYTES - 150]) {
				for (let place = 0; place <= 150 - needle.length; place++) {
					bytes.fill(0x2e);
					bytes.set(latin1(needle.toUpperCase()), at + place);
					for (let from = 0; from <= 150; from++) {
						const toEnd = search.find(bytes, at + from, at + 150);
						const fromStart = search.find(bytes, at, at + from);
						if (toEnd !== (from <= place ? at + place : -1)) wrong.push([at, place, from, toEnd]);
						if (fromStart !== (place + needle.length <= from ? at + place : -1)) wrong.push([at, place, from, fromStart]);
					}
				}
			}
		}
		expect(wrong).toEqual([]);
	});

	test('finds what a naive search finds', () => {
		const alphabet = fc.constantFrom('ab', 'aAb', 'aAbB', 'ab\n', 'kK@`[{', 'e \xc3\xa4\xe3', 'session opened');
		const texts = alphabet.chain(characters => {
			const character = fc.constantFrom(...Array.from(characters));
			return fc.record({
				text: fc.string({unit: character, maxLength: 300}),
				needle: fc.oneof(
					{weight: 5, arbitrary: fc.string({unit: character, maxLength: 12})},
					{weight: 1, arbitrary: fc.string({unit: character, maxLength: 80})},
				),
			});
		});
		fc.assert(fc.property(texts, fc.boolean(), fc.nat({max: 70}), fc.boolean(), ({text, needle}, ignoreCase, offset, atEnd) => {
			const at = atEnd ? CHUNK_BYTES - text.length : offset;
			expect(found(bytes, at, text, needle, ignoreCase)).toBe(naive(text, needle, ignoreCase));
		}), {numRuns: 2000});
	});

	test('finds parts of a text, however long they are', () => {
		const periods = fc.string({unit: fc.constantFrom('a', 'b', 'B', '-'), minLength: 1, maxLength: 5});
		const texts = fc.array(fc.tuple(periods, fc.integer({min: 1, max: 200})), {minLength: 1, maxLength: 5});
		fc.assert(fc.property(texts, fc.nat(), fc.nat(), fc.boolean(), (parts, a, b, ignoreCase) => {
			const text = parts.map(([period, times]) => period.repeat(times)).join('');
			const from = a % text.length;
			const needle = text.slice(from, from + 1 + b % 700);
			expect(found(bytes, 5, text, needle, ignoreCase)).toBe(naive(text, needle, ignoreCase));
		}), {numRuns: 500});
	});

	test('takes any number of searches by turns', () => {
		const searches = Array.from({length: 200}, (_, i) => new ByteSearch(latin1(`<${i}>`), true));
		bytes.set(latin1(searches.map((_, i) => `<${i}>`).join('')));
		const length = searches.reduce((sum, _, i) => sum + `<${i}>`.length, 0);
		let expected = 0;
		for (const [i, search] of searches.entries()) {
			expect(search.find(bytes, 0, length)).toBe(expected);
			expected += `<${i}>`.length;
		}
		expect(searches[0]!.find(bytes, 0, length)).toBe(0);
	});
});

/** Chunks of the messages with a kernel and without one, as a reader fills them. */
function chunksOf(messages: readonly string[], maxMessageBytes: number): [name: string, chunk: Chunk][] {
	const limits = {maxBytes: 64 * 1024 + 8 * maxMessageBytes, maxMessages: 1e6, maxMessageBytes};
	const memory = HubMemory.format(new ArrayBuffer(limits.maxBytes + maxMessageBytes), limits);
	const hub = new Hub(memory);
	for (const message of messages) {
		memory.bytes.set(latin1(message), limits.maxBytes);
		hub.append(limits.maxBytes, message.length, 1, 13, 0, 0, 0, 0);
	}
	hub.publish();
	return [['by the kernel', usedAgain(memory.geometry.blockBytes)], ['without a kernel', new HubReader(memory).chunk()]]
		.map(([name, chunk]) => {
			new HubReader(memory).read(1, chunk as Chunk);
			expect((chunk as Chunk).count).toBe(messages.length);
			return [name as string, chunk as Chunk];
		});
}

/** One chunk of each size: every chunk is a new reservation of address space. */
function usedAgain(bytes: number): Chunk {
	const chunk = chunks.get(bytes) ?? kernelChunk(bytes);
	chunks.set(bytes, chunk);
	return chunk;
}

const chunks = new Map<number, Chunk>();

function selected(chunk: Chunk, needle: string, ignoreCase: boolean, from = 0, to = chunk.count): number[] {
	const into = new Uint32Array(to - from);
	return [...into.subarray(0, new ByteSearch(latin1(needle), ignoreCase).selectContaining(chunk, from, to, into))];
}

describe('messages', () => {
	type Selection = [needle: string, ignoreCase: boolean, messages: number[]];
	const MESSAGES = ['one word', 'WORD', 'two\nlines', 'wo', 'rd', 'a word, a word', LONG, `${LONG} word`, LONG.slice(1)];
	const SELECTIONS: Selection[] = [
		['word', false, [0, 5, 7]],
		['word', true, [0, 1, 5, 7]],
		['nowhere', true, []],
		['', true, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
		['b', true, [6, 7, 8]],
		[LONG, false, [6, 7]],
		[lowerCase(LONG), false, []],
		[lowerCase(LONG), true, [6, 7]],
		// The LF behind a message is not its own, and no message goes on in the next.
		['\n', false, [2]],
		['o\nl', false, [2]],
		['word\n', true, []],
		['wo\nrd', true, []],
		['\ntwo', true, []],
	];

	test.each(SELECTIONS)('with %j in their text are selected, ignoring case: %s', (needle, ignoreCase, messages) => {
		for (const [name, chunk] of chunksOf(MESSAGES, 1000)) {
			expect([name, ...selected(chunk, needle, ignoreCase)]).toEqual([name, ...messages]);
		}
	});

	test('are those that a naive search selects, in any part of what a chunk has kept', () => {
		const text = fc.string({unit: fc.constantFrom('a', 'A', 'b', '\n'), minLength: 1, maxLength: 40});
		const needles = fc.string({unit: fc.constantFrom('a', 'B', '\n'), minLength: 1, maxLength: 6});
		fc.assert(fc.property(
			fc.array(text, {minLength: 1, maxLength: 40}), needles, fc.boolean(), fc.nat(), fc.nat(), fc.nat(),
			(messages, needle, ignoreCase, a, b, c) => {
				const dropped = a % messages.length;
				const kept = messages.slice(dropped);
				const from = b % (kept.length + 1);
				const to = from + c % (kept.length - from + 1);
				const expected = [...kept.keys()].filter(i => i >= from && i < to && naive(kept[i]!, needle, ignoreCase) !== -1);
				for (const [, chunk] of chunksOf(messages, 1000)) {
					chunk.drop(dropped);
					expect(selected(chunk, needle, ignoreCase, from, to)).toEqual(expected);
				}
			},
		), {numRuns: 500});
	});

	test('are all selected, however many a chunk holds', () => {
		const messages = Array.from({length: 10_000}, (_, i) => i % 3 === 2 ? 'a' : 'b');
		for (const [, chunk] of chunksOf(messages, 300_000)) {
			expect(selected(chunk, 'a', false)).toEqual([...messages.keys()].filter(i => i % 3 === 2));
			expect(selected(chunk, 'b', true)).toEqual([...messages.keys()].filter(i => i % 3 !== 2));
		}
	});
});

describe('where the engine has no WebAssembly to give', () => {
	const SCRIPT = `
		import {ByteSearch} from './dist/query/search/byte-search.js';
		import {kernelChunk, kernelFor} from './dist/kernel/kernel-memory.js';
		const {bytes} = kernelChunk(4096);
		bytes.set(Buffer.from('Needle'), 4090);
		const at = new ByteSearch(Buffer.from('nEEDLE'), true).find(bytes, 0, bytes.length);
		console.log(kernelFor(bytes.buffer) === undefined ? 'without' : 'with', at);
	`;
	/** Less than the kernel's memory takes, and more than node does. */
	const ADDRESS_SPACE_KIB = 8 * 1024 ** 2;

	test.each([
		['for want of address space', `ulimit -v ${ADDRESS_SPACE_KIB} && exec "$0" --input-type=module -e "$1"`],
		['for want of a compiler', 'exec "$0" --jitless --input-type=module -e "$1"'],
	])('the same is found %s', (_name, command) => {
		const output = execFileSync('sh', ['-c', command, process.execPath, SCRIPT], {
			cwd: new URL('../../..', import.meta.url), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
		});
		expect(output).toBe('without 4090\n');
	});
});
