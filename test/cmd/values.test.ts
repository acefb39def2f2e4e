import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {address, NotAllowed, octalMode, onOff, seconds, size, socketPath, text, type ValueParser, wholeNumber} from '../../src/cmd/values.js';

const KIB = 1024;

function table(parse: ValueParser<unknown>, valid: Record<string, unknown>, refused: readonly string[]): void {
	test.each(Object.entries(valid))('takes %j', (value, expected) => {
		expect(parse(value)).toEqual(expected);
	});
	test.each(refused)('refuses %j', value => {
		expect(parse(value)).toBeInstanceOf(NotAllowed);
	});
}

describe('whole numbers', () => {
	table(wholeNumber(1, 1000), {'1': 1, '1000': 1000, '007': 7}, [
		'', ' ', '0', '1001', '-1', '+1', '1.0', '1e2', '0x10', '١', '1\n', '9'.repeat(400), 'NaN', 'Infinity',
	]);
	test('says what is allowed', () => {
		expect(wholeNumber(1, 1_000_000_000)('abc')).toEqual(new NotAllowed('a whole number from 1 to 1000000000'));
	});
});

describe('seconds', () => {
	table(seconds(0.1, 60), {'1': 1, '0.1': 0.1, '.5': 0.5, '60': 60, '60.0': 60, '007': 7}, [
		'', ' ', '0', '0.01', '61', '-1', '+1', '1.', '.', '1s', '1e1', '0x10', '1\n', '9'.repeat(400), 'NaN', 'Infinity',
	]);
	test('says what is allowed', () => {
		expect(seconds(0.1, 3600)('abc')).toEqual(new NotAllowed('a number of seconds from 0.1 to 3600'));
	});
});

describe('sizes', () => {
	table(size(64, 4 * KIB ** 3), {
		'64': 64, '64b': 64, '1K': KIB, '1k': KIB, '512K': 512 * KIB, '64M': 64 * KIB ** 2, '1G': KIB ** 3,
		'1KB': KIB, '1kib': KIB, '64MiB': 64 * KIB ** 2, '4gb': 4 * KIB ** 3,
	}, ['', 'M', '63', '5G', '1.5G', '1T', '64iB', '64 M', '-64M', '0x40', '1KK', `${'9'.repeat(15)}G`]);
	test('says what is allowed in the units that users type', () => {
		expect(size(64 * KIB, KIB ** 3)('1')).toEqual(new NotAllowed('a size from 64K to 1G, in bytes or with K, M or G, such as 64M'));
	});
});

describe('addresses', () => {
	table(address(0), {
		'127.0.0.1:514': {host: '127.0.0.1', port: 514}, 'localhost:9080': {host: 'localhost', port: 9080},
		'log-1.example.com:1': {host: 'log-1.example.com', port: 1}, ':9080': {port: 9080}, ':0': {port: 0},
		'[::1]:514': {host: '::1', port: 514}, '[fe80::1%eth0]:65535': {host: 'fe80::1%eth0', port: 65_535},
	}, [
		'', ':', '9080', 'localhost', 'localhost:', '127.0.0.1:65536', '127.0.0.1:-1', '127.0.0.1:1x', '1.2.3:514', '1.2.3.256:514',
		'[]:514', '[::1]', '[::1]514', '[127.0.0.1]:514', '[::g]:514', 'a b:514', 'http://localhost:514', '::1', '::1:514', '*:514', 'x\0:1',
	]);
	test('tells who forgets the brackets of an IPv6 address', () => {
		expect(address(0)('2001:db8::7')).toMatchObject({allowed: expect.stringContaining('[2001:db8::7]:9080') as string});
	});
	test('have no port 0 to connect to', () => {
		expect(address(1)(':0')).toBeInstanceOf(NotAllowed);
	});
});

describe('octal modes', () => {
	table(octalMode, {'660': 0o660, '0660': 0o660, '0o660': 0o660, '000': 0, '777': 0o777}, [
		'', '0o', '1660', '4755', '668', '0x1b0', '-660', 'rw-rw----',
	]);
});

describe('paths of sockets', () => {
	const longest = `/${'a'.repeat(106)}`;
	table(socketPath, {'/run/x.sock': '/run/x.sock', 'x y:%.sock': 'x y:%.sock', [longest]: longest}, ['', `${longest}a`, '/run/\0x', 'é'.repeat(54)]);
});

describe('switches from the environment', () => {
	table(onOff, {'1': true, 'yes': true, 'ON': true, '0': false, 'false': false}, ['', '2', 'maybe']);
});

test('texts are not empty', () => {
	expect(text('json')).toBe('json');
	expect(text('')).toBeInstanceOf(NotAllowed);
});

test('no value makes a parser throw', () => {
	const parsers: ValueParser<unknown>[] = [wholeNumber(0, 9), size(0, 9), address(0), octalMode, socketPath, onOff, text];
	fc.assert(fc.property(fc.string({unit: 'binary'}), fc.constantFrom(...parsers), (value, parse) => {
		parse(value);
	}));
});
