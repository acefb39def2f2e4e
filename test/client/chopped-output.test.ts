import {describe, expect, test} from 'vitest';
import {ChoppedOutput} from '../../src/client/chopped-output.js';
import type {Output} from '../../src/client/output.js';

/** Takes all that is written. */
class Taken implements Output {
	bytes = Buffer.alloc(0);
	isFull = false;

	get text(): string {
		return this.bytes.toString('latin1');
	}

	write(bytes: Buffer, then?: () => void): boolean {
		this.bytes = Buffer.concat([this.bytes, bytes]);
		then?.();
		return !this.isFull;
	}

	whenDrained(then: () => void): void {
		then();
	}
}

/** What is written of bytes that come in these pieces. */
async function chopped(pieces: readonly Uint8Array[], columns: number): Promise<Buffer> {
	const taken = new Taken();
	const output = new ChoppedOutput(taken, () => columns, '>');
	for (const piece of pieces) output.write(Buffer.from(piece));
	await output.close();
	return taken.bytes;
}

const TEXT = Buffer.from('short\n\nmuch too long\n\x1b[31m日本語 and more\x1b[0m\n👨‍👩‍👧 family here\nno end but long');
const CHOPPED = 'short\n\nmuch to>\n\x1b[31m日本語 >\x1b[0m\n👨‍👩‍👧 fami>\nno end >';

describe('lines', () => {
	test('are cut wherever their bytes are split', async () => {
		for (let at = 0; at <= TEXT.length; at++) {
			expect((await chopped([TEXT.subarray(0, at), TEXT.subarray(at)], 8)).toString(), `split at ${at}`).toBe(CHOPPED);
		}
	});

	test('are cut when each byte comes alone', async () => {
		expect((await chopped(Array.from(TEXT, byte => Uint8Array.of(byte)), 8)).toString()).toBe(CHOPPED);
	});

	test('that have room keep their bytes, also such that are not UTF-8', async () => {
		const bytes = Buffer.of(0x61, 0xff, 0xe2, 0x82, 0x0a, 0x80, 0x0a);
		expect(await chopped([bytes], 4)).toEqual(bytes);
	});

	test('that are cut show what is not UTF-8 as terminals do', async () => {
		expect((await chopped([Buffer.of(0x61, 0xff, 0x62, 0x63, 0x64, 0x0a)], 4)).toString()).toBe('a\ufffdb>\n');
	});

	test('with tabs are as wide as they look', async () => {
		expect((await chopped([Buffer.from('a\tb\na\n')], 8)).toString()).toBe('a>\na\n');
	});

	test('of any length take bounded memory, and leave no colour behind', async () => {
		const taken = new Taken();
		const output = new ChoppedOutput(taken, () => 4, '>');
		output.write(Buffer.from('\x1b[31m'));
		for (let i = 0; i < 100; i++) output.write(Buffer.alloc(10_000, 'x'));
		expect(taken.text).toBe('\x1b[31mxxx>');
		output.write(Buffer.from('xx\x1b[0m\nnext line\n'));
		expect(taken.text).toBe('\x1b[31mxxx>\x1b[0m\nnex>\n');
	});

	test('follow the width as it changes', () => {
		const taken = new Taken();
		let columns = 4;
		const output = new ChoppedOutput(taken, () => columns, '>');
		output.write(Buffer.from('abcdef\nabc'));
		columns = 5;
		output.write(Buffer.from('def\n'));
		expect(taken.text).toBe('abc>\nabcd>\n');
	});
});

test('who writes is told when there is no room, and when all before has gone out', () => {
	const taken = new Taken();
	const output = new ChoppedOutput(taken, () => 4, '>');
	const told: string[] = [];
	expect(output.write(Buffer.from('abc\n'), () => told.push(taken.text))).toBe(true);
	taken.isFull = true;
	expect(output.write(Buffer.from('d'), () => told.push(taken.text))).toBe(false);
	output.whenDrained(() => told.push('drained'));
	expect(told).toEqual(['abc\n', 'abc\n', 'drained']);
});
