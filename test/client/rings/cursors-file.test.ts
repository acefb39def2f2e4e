import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {CursorsFile} from '../../../src/client/rings/cursors-file.js';
import {temporaryFolder} from '../../e2e/support/folder.js';

const A = '0123456789ab:41';
const B = 'ba9876543210:42';

function fail(error: Error): never {
	throw error;
}

function fileWith(text?: string): {path: string; file: CursorsFile} {
	const path = join(temporaryFolder(), 'cursors');
	if (text !== undefined) writeFileSync(path, text);
	return {path, file: new CursorsFile(path, fail)};
}

describe('a file of several cursors', () => {
	test('holds one for each daemon, whatever it is called', () => {
		const {path, file} = fileWith();
		expect(file.read()).toEqual(new Map());
		const odd = '/run/a b\n%20/q.sock';
		file.note('a:9080', B);
		file.note('a:9080', A);
		file.note(odd, B);
		file.save();
		expect(readFileSync(path, 'utf8')).toBe(`${A} a:9080\n${B} /run/a%20b%0A%2520/q.sock\n`);
		expect(new CursorsFile(path, fail).read()).toEqual(new Map([['a:9080', A], [odd, B]]));
	});

	test('keeps those that are not read now', () => {
		const {path, file} = fileWith(`${A} a:9080\n${A} b:9080\n`);
		file.read();
		file.note('b:9080', B);
		file.save();
		expect(readFileSync(path, 'utf8')).toBe(`${A} a:9080\n${B} b:9080\n`);
	});

	test.each([A, 'x a:9080', `${A} `, `${A} a b`, `${A} a\n\n${A} b`])('with %j is no such file', text => {
		const {path, file} = fileWith(text);
		expect(() => file.read()).toThrow(`${path} holds no cursors of several daemons, which look like "0123456789ab:42 a:9080"; remove it to begin anew`);
	});

	test('with nothing in it is as good as none', () => {
		expect(fileWith('\n').file.read()).toEqual(new Map());
	});
});
