import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {cursorBefore, isCursor, laterCursor} from '../../src/client/cursor.js';
import {CursorFile} from '../../src/client/cursor-file.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {waitFor} from '../e2e/support/wait.js';

const A = '0123456789ab:41';
const B = '0123456789ab:42';

function fail(error: Error): never {
	throw error;
}

describe('a cursor file', () => {
	test('holds what was noted last, and nothing else is left in its folder', () => {
		const folder = temporaryFolder();
		const path = join(folder, 'cursor');
		const file = new CursorFile(path, fail);
		expect(file.read()).toBeUndefined();
		file.save();
		expect(readdirSync(folder)).toEqual([]);
		file.note(A);
		file.note(B);
		file.save();
		expect(readFileSync(path, 'utf8')).toBe(`${B}\n`);
		expect(readdirSync(folder)).toEqual(['cursor']);
		expect(new CursorFile(path, fail).read()).toBe(B);
	});

	test('is written by itself', async () => {
		const path = join(temporaryFolder(), 'cursor');
		const file = new CursorFile(path, fail);
		file.note(A);
		await waitFor('the file', () => new CursorFile(path, fail).read() === A);
	});

	test('with nothing in it is as good as none', () => {
		const path = join(temporaryFolder(), 'cursor');
		writeFileSync(path, '\n');
		expect(new CursorFile(path, fail).read()).toBeUndefined();
	});

	test('that cannot be used is named', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'cursor');
		writeFileSync(path, 's=abc');
		expect(() => new CursorFile(path, fail).read()).toThrow(`${path} holds no cursor, which looks like 0123456789ab:42; remove it to begin anew`);
		expect(() => new CursorFile(folder, fail).read()).toThrow(`cannot read the cursor in ${folder}: EISDIR`);
		const nowhere = join(folder, 'none/cursor');
		const errors: Error[] = [];
		const file = new CursorFile(nowhere, error => errors.push(error));
		file.note(A);
		expect(() => {
			file.save();
		}).toThrow(`cannot write the cursor to ${nowhere}: ENOENT`);
		file.note(B);
		await waitFor('the error', () => errors.length > 0);
		expect(errors).toMatchObject([{message: `cannot write the cursor to ${nowhere}: ENOENT`}]);
	});
});

test('cursors have a form and an order', () => {
	expect([A, '0123456789ab:0', '', 'x', `${A}\n`, `${A} `, '0123456789AB:1', '0123456789ab:', '0123456789ab:-1'].map(isCursor))
		.toEqual([true, true, false, false, false, false, false, false, false]);
	expect([A, '0123456789ab:0'].map(cursorBefore)).toEqual(['0123456789ab:40', '0123456789ab:0']);
	expect([laterCursor(A, B), laterCursor(B, A), laterCursor(undefined, A), laterCursor(A, undefined)]).toEqual([B, B, A, A]);
	expect(laterCursor('0123456789ab:9', '0123456789ab:10')).toBe('0123456789ab:10');
	expect(laterCursor(B, 'ba9876543210:1')).toBe('ba9876543210:1');
});
