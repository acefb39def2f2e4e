import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Masker, MAX_MASKED_BYTES, MAX_SCANNED_BYTES, MAX_TOKEN_BYTES, MAX_TOKENS} from '../../src/analysis/masking.js';
import {MESSAGE} from '../formatter/messages.js';

function scanned(text: string | Uint8Array): Masker {
	const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
	const masker = new Masker();
	masker.scan(bytes, 0, bytes.length);
	return masker;
}

const textOf = ({text, length}: Masker): string => new TextDecoder().decode(text.subarray(0, length));

function tokensOf(masker: Masker): string[] {
	return Array.from({length: masker.count}, (_, i) => new TextDecoder().decode(masker.text.subarray(masker.start(i), masker.ends[i])));
}

describe('masking', () => {
	test.each([
		// Numbers.
		['took 17 ms', 'took <*> ms'], ['took 17ms, 3.5 MB (12%)', 'took <*>, <*> MB (<*>%)'], ['-1 +2 a-3 .5', '<*> <*> a-<*> <*>'], ['at 0xffff81a0', 'at <*>'],
		['1,234,567 of 10/20', '<*> of <*>'], ['CPU#0', 'CPU#<*>'], ['blk_-6952295868487656571', 'blk_<*>'], ['v2.6.5', 'v<*>'], ['libc.so.6', 'libc.so.<*>'],
		// Times.
		['at 15:08:40,123', 'at <*>'], ['2026-11-20T15:08:40.123456+01:00 up', '<*> up'], ['Jun 14 15:16:01', 'Jun <*> <*>'],
		// Addresses.
		['from 10.0.0.1:514', 'from <*>'], ['[192.168.1.1]', '[<*>]'], ['10.0.0.0/8', '<*>'], ['fe80::1', '<*>'], ['from ::1 port', 'from <*> port'], ['::ffff:10.0.0.1', '<*>'],
		['2001:db8:0:0:0:0:2:1', '<*>'], ['mac aa:bb:cc:dd:ee:ff.', 'mac <*>.'], ['fe80::a:', '<*>:'],
		// Ids.
		['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '<*>'], ['deadbeef-dead-beef-dead-beefdeadbeef', '<*>'], ['commit 9fceb02', 'commit <*>'], ['commit fceb02d', 'commit <*>'], ['taskID2019352994', '<*>'],
		// What stays.
		['ssh2 eth0 x86 usb1-port', 'ssh2 eth0 x86 usb1-port'], ['decade facade', 'decade facade'], ['A::B a::add std::vector', 'A::B a::add std::vector'],
		['mice.c:12: x', 'mice.c:<*>: x'], ['/var/log/syslog', '/var/log/syslog'], ['com.apple.cts', 'com.apple.cts'], ['- -- + . ::', '- -- + . ::'], ['grün é1', 'grün é1'],
		['/proc/1234/status', '/proc/<*>/status'], ['user=root uid=0', 'user=root uid=<*>'],
		// White space.
		['  a\t b\r\n c  ', 'a b c'], ['', ''], [' \t', ''],
	])('%j becomes %j', (text, expected) => {
		expect(textOf(scanned(text))).toBe(expected);
	});

	test('ends tokens at white space, and after what stands before values', () => {
		expect(tokensOf(scanned('logname= uid=0 a,b;c|d (x)'))).toEqual(['logname=', ' uid=', '<*>', ' a,', 'b;', 'c|', 'd', ' (x)']);
	});
});

describe('hostile text', () => {
	test.each([
		['too many tokens', 'ab '.repeat(4000), `${Array.from({length: MAX_TOKENS}, () => 'ab').join(' ')} …`],
		['one token of 8 kB', 'ab'.repeat(4096), '…'],
		['a token that is too long', `a ${'b'.repeat(MAX_TOKEN_BYTES)} c`, 'a <*> c'],
		['a token that is just not too long', `a ${'b'.repeat(MAX_TOKEN_BYTES - 1)} c`, `a ${'b'.repeat(MAX_TOKEN_BYTES - 1)} c`],
		['words past the limit', `a b${' '.repeat(MAX_SCANNED_BYTES)}c`, 'a b …'],
		['blanks past the limit', `a b${' '.repeat(3)}`, 'a b'],
	])('is cut: %s', (_name, text, expected) => {
		expect(textOf(scanned(text))).toBe(expected);
	});

	test('is taken apart within bounds, and alike wherever it stands', () => {
		const digits = fc.stringMatching(/^[0-9a-f:.,;=+-]{0,3000}$/).map(text => new TextEncoder().encode(text));
		fc.assert(fc.property(fc.oneof(MESSAGE, digits, fc.uint8Array({maxLength: 3000, size: 'max'})), fc.uint8Array({minLength: 1, maxLength: 50}), (bytes, around) => {
			const masker = scanned(bytes);
			expect(masker.length).toBeLessThanOrEqual(MAX_MASKED_BYTES);
			expect(masker.count).toBeLessThanOrEqual(MAX_TOKENS + 1);
			expect(masker.count === 0 ? 0 : masker.ends[masker.count - 1]).toBe(masker.length);
			for (let i = 0; i < masker.count; i++) expect(masker.ends[i]).toBeGreaterThan(masker.start(i));
			const inside = new Masker();
			inside.scan(Uint8Array.from([...around, ...bytes, ...around]), around.length, around.length + bytes.length);
			expect(textOf(inside)).toBe(textOf(masker));
		}));
	});
});
