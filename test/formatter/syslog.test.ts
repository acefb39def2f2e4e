import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {Message, STANDARD_RFC5424} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE, NEARLY_USUAL} from './messages.js';
import {written, writtenText} from './written.js';

// The minute written last is kept: the zone has to be there before it.
vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const NEW = '<13>1 2026-11-20T15:10:37.198438-08:00';

function formatterFor(host: string | Uint8Array) {
	const bytes = typeof host === 'string' ? new TextEncoder().encode(host) : host;
	return createFormatter('syslog', {...CONTEXT, hostOf: () => bytes});
}

function line(message: string | Uint8Array, host = 'here'): string {
	return writtenText(formatterFor(host), chunkOf([message]));
}

/** The line for an RFC 5424 message, put together from its fields. */
function fieldByField(bytes: Uint8Array): string {
	const message = new Message();
	parse(bytes, 0, bytes.length, message);
	expect(message.standard).toBe(STANDARD_RFC5424);
	const shown = (start: number, end: number): string => new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(start, end))
		.replace(/[\0-\x1f\x7f]/g, control => `#${control.charCodeAt(0).toString(8).padStart(3, '0')}`);
	const timestamp = shown(message.timestampStart, message.timestampEnd);
	const month = new Date(timestamp).toLocaleString('en', {month: 'short', timeZone: 'UTC'});
	const time = message.timestampStart === -1 ? 'Nov 20 16:08:40' : `${month} ${timestamp.slice(8, 10).replace(/^0/, ' ')} ${timestamp.slice(11, 19)}`;
	const host = message.hostnameStart === -1 ? 'here' : shown(message.hostnameStart, message.hostnameEnd);
	const app = message.appNameStart === -1 ? '' : shown(message.appNameStart, message.appNameEnd);
	const pid = message.procIdStart === -1 ? '' : `[${shown(message.procIdStart, message.procIdEnd)}]`;
	const tag = app + pid === '' ? '' : ` ${app}${pid}:`;
	const text = message.messageEnd > message.messageStart ? ` ${shown(message.messageStart, message.messageEnd)}` : '';
	return `${time} ${host}${tag}${text}\n`;
}

describe('the syslog format', () => {
	test.each([
		['RFC 5424, all fields', `${NEW} vm app 42 ID7 [a b="c"] hello`, 'Nov 20 15:10:37 vm app[42]: hello'],
		['no process id', `${NEW} vm app - - - hello`, 'Nov 20 15:10:37 vm app: hello'],
		['no application', `${NEW} vm - 42 - - hello`, 'Nov 20 15:10:37 vm [42]: hello'],
		['no tag', `${NEW} vm - - - - hello`, 'Nov 20 15:10:37 vm hello'],
		['no host', `${NEW} - app 42 - - hello`, 'Nov 20 15:10:37 here app[42]: hello'],
		['no timestamp: receive time, local zone', '<13>1 - vm app 42 - - hello', 'Nov 20 16:08:40 vm app[42]: hello'],
		['nothing but a message', '<13>1 - - - - - - hello', 'Nov 20 16:08:40 here hello'],
		['no message', `${NEW} vm app 42 - -`, 'Nov 20 15:10:37 vm app[42]:'],
		['an empty message', `${NEW} vm app 42 - - `, 'Nov 20 15:10:37 vm app[42]:'],
		['nothing at all', '<13>1 - - - - - -', 'Nov 20 16:08:40 here'],
		['a day below 10', '<13>1 2026-11-05T15:10:37Z vm app - - - a', 'Nov  5 15:10:37 vm app: a'],
		['rsyslog\'s second space', `${NEW} vm app 42 - -  hello`, 'Nov 20 15:10:37 vm app[42]:  hello'],
		['BSD', '<13>Nov 20 15:02:42 vm app[42]: hello', 'Nov 20 15:02:42 vm app[42]: hello'],
		['BSD without a host', '<13>Nov 20 15:02:42 app[42]: hello', 'Nov 20 15:02:42 here app[42]: hello'],
		['BSD without a tag', '<13>Nov 20 15:02:42 vm last message repeated 2 times', 'Nov 20 15:02:42 vm last message repeated 2 times'],
		['BSD without a name', '<14>Nov 20 15:02:42 [10977]: hello', 'Nov 20 15:02:42 here [10977]: hello'],
		['BSD with RFC 3339', '<13>2026-11-05T15:08:40Z vm app[42]: hello', 'Nov  5 15:08:40 vm app[42]: hello'],
		['BSD, only a timestamp', '<13>Nov 20 15:02:42', 'Nov 20 15:02:42 here'],
		['BSD with an unpadded day', '<13>Nov 5 15:02:42 vm app: a', 'Nov 5 15:02:42 vm app: a'],
		['a line of a log file', 'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: failure', 'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: failure'],
		['no standard', '<13>hello world', 'Nov 20 16:08:40 here hello world'],
		['no PRI', 'hello world', 'Nov 20 16:08:40 here hello world'],
		['nothing', '', 'Nov 20 16:08:40 here'],
	])('%s', (_what, message, expected) => {
		expect(line(message)).toBe(`${expected}\n`);
	});

	test('escapes control characters as rsyslog does, in every field', () => {
		expect(line('<13>1 - v\tm a\x01 4\x7f - - one\ntwo\x1b[2J\r\0')).toBe('Nov 20 16:08:40 v#011m a#001[4#177]: one#012two#033[2J#015#000\n');
		expect(line('<13>Nov 20 15:02:42 vm app: one\ntwo')).toBe('Nov 20 15:02:42 vm app: one#012two\n');
		expect(line('<13>1 - - - - - - a', 'h\n')).toBe('Nov 20 16:08:40 h#012 a\n');
	});

	test('escapes a control character wherever it stands among others', () => {
		for (let length = 1; length <= 40; length++) {
			for (let i = 0; i < length; i++) {
				const text = `${'x'.repeat(i)}\n${'y'.repeat(length - i - 1)}`;
				expect(line(`<13>1 - - - - - - ${text}`)).toBe(`Nov 20 16:08:40 here ${text.replace('\n', '#012')}\n`);
			}
		}
	});

	test('escapes each control character, and leaves every other one', () => {
		for (let code = 0; code < 0x80; code++) {
			const character = String.fromCharCode(code);
			const isControl = code < 0x20 || code === 0x7f;
			const expected = isControl ? `#${code.toString(8).padStart(3, '0')}` : character;
			expect(line(`<13>1 - - - - - - sixteen or more: ${character}|`)).toBe(`Nov 20 16:08:40 here sixteen or more: ${expected}|\n`);
		}
	});

	test('cuts a host from the context after 255 bytes', () => {
		expect(line('<13>1 - - - - - - a', 'h'.repeat(300))).toBe(`Nov 20 16:08:40 ${'h'.repeat(255)} a\n`);
	});

	test('asks for the host of the message it writes', () => {
		const asked: number[] = [];
		const formatter = createFormatter('syslog', {
			...CONTEXT,
			hostOf: (_chunk, i) => {
				asked.push(i);
				return new TextEncoder().encode(`host${i}`);
			},
		});
		const chunk = chunkOf(['<13>1 - - - - - - a', `${NEW} vm - - - - b`, '<13>1 - - - - - - c']);
		expect([0, 1, 2].map(i => writtenText(formatter, chunk, i))).toEqual([
			'Nov 20 16:08:40 host0 a\n', 'Nov 20 15:10:37 vm b\n', 'Nov 20 16:08:40 host2 c\n',
		]);
		expect(asked).toEqual([0, 2]);
	});

	test('is one line of valid UTF-8 without control characters, within its bound, whatever the bytes are', () => {
		fc.assert(fc.property(MESSAGE, fc.uint8Array({maxLength: 300}), (message, host) => {
			const text = writtenText(formatterFor(host), chunkOf(['<13>before', message, '<13>after']), 1);
			expect(text).toMatch(/^[^\0-\x1f\x7f]*\n$/);
		}), {numRuns: 2000});
	});

	test('shows the fields that parse finds in an RFC 5424 message', () => {
		fc.assert(fc.property(NEARLY_USUAL, message => {
			expect(line(message)).toBe(fieldByField(message));
		}), {numRuns: 3000});
	});

	test('stays within its bound where every byte has to be escaped', () => {
		const host = new Uint8Array(255);
		for (const begin of ['', '<13>', '<13>1 - - - - - - ', '<13>Nov 20 15:02:42 ']) {
			const message = new Uint8Array(1000);
			message.set(new TextEncoder().encode(begin));
			expect(written(formatterFor(host), chunkOf([message])).length).toBeGreaterThan(4900);
		}
	});

	test('shows U+FFFD for what is no UTF-8, as a decoder would', () => {
		fc.assert(fc.property(fc.uint8Array({minLength: 1, maxLength: 12}), fc.integer({min: 0x80, max: 0xff}), (tail, lead) => {
			const text = Uint8Array.from([lead, ...tail]).map(byte => byte < 0x20 || byte === 0x7f ? 0x20 : byte);
			const expected = new TextDecoder('utf-8', {ignoreBOM: true}).decode(text);
			const message = Uint8Array.from([...new TextEncoder().encode('<13>1 - - - - - - x'), ...text]);
			expect(line(message)).toBe(`Nov 20 16:08:40 here x${expected}\n`);
		}), {numRuns: 5000});
	});
});
