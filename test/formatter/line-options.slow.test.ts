import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {NAME_COLORS} from '../../src/formatter/colors.js';
import {createFormatter, type FormatName, type FormatOptions, LINE_FORMATS, TEXT_FORMATS} from '../../src/formatter/index.js';
import type {TextMarker} from '../../src/formatter/text-marker.js';
import {Highlight} from '../../src/query/highlight.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {escaped} from './escaped.js';
import {MESSAGE} from './messages.js';
import {written, writtenText} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const NEW = '1 2026-11-20T15:10:37.198438-08:00';
const TIME = 'Nov 20 15:10:37';

function line(options: Partial<FormatOptions>, message: string | Uint8Array): string {
	return writtenText(createFormatter({name: 'syslog', ...options}, CONTEXT), chunkOf([message]));
}

/** What an option makes of the message between others, and what the format makes of it without. */
function bothOf(name: FormatName, options: Partial<FormatOptions>, message: Uint8Array): {plain: string; bytes: Uint8Array} {
	const chunk = chunkOf(['<13>before', message, '<13>after']);
	const bytes = written(createFormatter({name, ...options}, CONTEXT), chunk, 1);
	return {plain: writtenText(createFormatter(name, CONTEXT), chunk, 1), bytes};
}

describe('without the host', () => {
	test.each([
		['RFC 5424, all fields', `<13>${NEW} vm app 42 ID7 [a b="c"] hello`, `${TIME} app[42]: hello`],
		['no application', `<13>${NEW} vm - 42 - - hello`, `${TIME} [42]: hello`],
		['no tag', `<13>${NEW} vm - - - - hello`, `${TIME} hello`],
		['no host', `<13>${NEW} - app 42 - - hello`, `${TIME} app[42]: hello`],
		['no message', `<13>${NEW} vm app 42 - -`, `${TIME} app[42]:`],
		['nothing at all', '<13>1 - - - - - -', 'Nov 20 16:08:40'],
		['BSD', '<13>Nov  5 15:02:42 vm app[42]: hello', 'Nov  5 15:02:42 app[42]: hello'],
		['BSD without a host', '<13>Nov 20 15:02:42 app[42]: hello', 'Nov 20 15:02:42 app[42]: hello'],
		['BSD without a tag', '<13>Nov 20 15:02:42 vm last message repeated 2 times', 'Nov 20 15:02:42 last message repeated 2 times'],
		['BSD with RFC 3339', '<13>2026-11-05T15:08:40Z vm app[42]: hello', 'Nov  5 15:08:40 app[42]: hello'],
		['BSD, only a timestamp', '<13>Nov 20 15:02:42', 'Nov 20 15:02:42'],
		['BSD with an unpadded day', '<13>Nov 5 15:02:42 vm app: a', 'Nov 5 15:02:42 app: a'],
		['no standard', '<13>hello world', 'Nov 20 16:08:40 hello world'],
		['nothing', '', 'Nov 20 16:08:40'],
	])('%s', (_what, message, expected) => {
		expect(line({noHostname: true}, message)).toBe(`${expected}\n`);
	});

	test.each<[FormatName, string]>([
		['short-precise', 'Nov 21 00:10:37.198438 app[42]: hello'],
		['short-iso', '2026-11-21T00:10:37+0100 app[42]: hello'],
		['short-iso-precise', '2026-11-21T00:10:37.198438+0100 app[42]: hello'],
		['short-unix', '1795216237.198438 app[42]: hello'],
	])('%s', (name, expected) => {
		expect(line({name, noHostname: true}, `<13>${NEW} vm app 42 - - hello`)).toBe(`${expected}\n`);
	});

	test('in UTC too', () => {
		expect(line({noHostname: true, utc: true}, `<13>${NEW} vm app 42 - - hello`)).toBe('Nov 20 23:10:37 app[42]: hello\n');
	});
});

describe('raw', () => {
	const ANSI = '\x1b[2J\tbell\x07 del\x7f nul\0';

	test.each<[FormatName, string]>([
		['syslog', `${TIME} vm app: ${ANSI} a#012b#015c\n`],
		['short-iso', `2026-11-21T00:10:37+0100 vm app: ${ANSI} a#012b#015c\n`],
		['cat', `${ANSI} a#012b#015c\n`],
		['template', `<${ANSI} a#012b#015c>\n`],
	])('%s keeps control characters, but a line stays a line', (name, expected) => {
		expect(line({name, raw: true, template: '<{{message}}>'}, `<13>${NEW} vm app - - - ${ANSI} a\nb\rc`)).toBe(expected);
	});

	test('verbose keeps them in values, and a field stays a line', () => {
		expect(line({name: 'verbose', raw: true}, `<13>${NEW} vm app - - - ${ANSI} a\nb`)).toContain(`\n    message=${ANSI} a#012b\n`);
	});

	test.each(TEXT_FORMATS)('%s keeps bytes that are no UTF-8, and says so', name => {
		const formatter = createFormatter({name, raw: true, template: '{{message}}'}, CONTEXT);
		const message = Buffer.concat([Buffer.from(`<13>${NEW} vm app - - - `), Uint8Array.of(0xe4, 0xff, 0x80)]);
		expect(formatter.alwaysUtf8).toBe(false);
		expect(Buffer.from(written(formatter, chunkOf([message]))).subarray(-4)).toEqual(Buffer.of(0xe4, 0xff, 0x80, 0x0a));
	});

	test.each([...LINE_FORMATS, 'cat'] as const)('%s is one line, and escaped it is what the format is', name => {
		fc.assert(fc.property(MESSAGE, message => {
			const {plain, bytes} = bothOf(name, {raw: true}, message);
			const text = bytes.subarray(0, -1);
			expect([bytes.at(-1), text.includes(0x0a), text.includes(0x0d)]).toEqual([0x0a, false, false]);
			expect(`${escaped(new TextDecoder('utf-8', {ignoreBOM: true}).decode(text))}\n`).toBe(plain);
		}), {numRuns: 1000});
	});
});

describe('in colours', () => {
	const message = (severity: number): string => `<${8 + severity}>${NEW} vm app 42 - - hello`;
	const LINE = `${TIME} vm app[42]: hello`;

	test.each([
		['emerg', 0, `\x1b[1;31m${LINE}\x1b[0m\n`],
		['alert', 1, `\x1b[1;31m${LINE}\x1b[0m\n`],
		['crit', 2, `\x1b[1;31m${LINE}\x1b[0m\n`],
		['err', 3, `\x1b[31m${LINE}\x1b[0m\n`],
		['warning', 4, `\x1b[33m${LINE}\x1b[0m\n`],
		['notice', 5, `\x1b[1m${TIME} vm \x1b[38;5;28mapp\x1b[39m[42]: hello\x1b[0m\n`],
		['info', 6, `${TIME} vm \x1b[38;5;28mapp\x1b[39m[42]: hello\n`],
		['debug', 7, `\x1b[90m${LINE}\x1b[0m\n`],
	])('%s', (_name, severity, expected) => {
		expect(line({color: true}, message(severity))).toBe(expected);
	});

	test.each([
		['RFC 5424', `<14>${NEW} vm sshd 42 - - hello`, `${TIME} vm \x1b[38;5;163msshd\x1b[39m[42]: hello`],
		['BSD', '<14>Nov 20 15:02:42 vm sshd[42]: hello', 'Nov 20 15:02:42 vm \x1b[38;5;163msshd\x1b[39m[42]: hello'],
		['BSD without a host', '<14>Nov 20 15:02:42 sshd: hello', 'Nov 20 15:02:42 here \x1b[38;5;163msshd\x1b[39m: hello'],
		['BSD without a name', '<14>Nov 20 15:02:42 [10977]: hello', 'Nov 20 15:02:42 here [10977]: hello'],
		['BSD without a tag', '<14>Nov 20 15:02:42 vm hello, world', 'Nov 20 15:02:42 vm hello, world'],
		['no standard', '<14>hello', 'Nov 20 16:08:40 here hello'],
		['no message', `<14>${NEW} vm sshd - - -`, `${TIME} vm \x1b[38;5;163msshd\x1b[39m:`],
		['no PRI, which is notice', 'hello', '\x1b[1mNov 20 16:08:40 here hello\x1b[0m'],
		['control characters', '<11>\x1b[2J', '\x1b[31mNov 20 16:08:40 here #033[2J\x1b[0m'],
	])('a name has the same colour everywhere: %s', (_what, text, expected) => {
		expect(line({color: true}, text)).toBe(`${expected}\n`);
	});

	test('without the host, and in other formats', () => {
		expect(line({color: true, noHostname: true}, message(4))).toBe(`\x1b[33m${TIME} app[42]: hello\x1b[0m\n`);
		expect(line({color: true, name: 'short-unix'}, message(4))).toBe('\x1b[33m1795216237.198438 vm app[42]: hello\x1b[0m\n');
		expect(line({color: true, utc: true}, message(4))).toBe('\x1b[33mNov 20 23:10:37 vm app[42]: hello\x1b[0m\n');
	});

	test('what a raw message switches on ends with its line', () => {
		expect(line({color: true, raw: true}, `<14>${NEW} vm - - - - \x1b[7mhello`)).toBe(`${TIME} vm \x1b[7mhello\x1b[0m\n`);
	});

	test.each(LINE_FORMATS)('%s is the same text, whatever the bytes are', name => {
		fc.assert(fc.property(MESSAGE, fc.nat(191), (message, priority) => {
			const withPriority = Buffer.concat([Buffer.from(`<${priority}>`), message.subarray(message.indexOf(0x3e) + 1)]);
			const {plain, bytes} = bothOf(name, {color: true}, withPriority);
			expect(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes).replace(/\x1b\[[\d;]+m/g, '')).toBe(plain);
		}), {numRuns: 1000});
	});

	test('names can be read on black and on white', () => {
		const LEVELS = [0, 95, 135, 175, 215, 255];
		const light = (level: number): number => ((LEVELS[level]! / 255 + 0.055) / 1.055) ** 2.4;
		for (const color of NAME_COLORS) {
			const cube = color - 16;
			// Relative luminance and contrast of the Web Content Accessibility Guidelines.
			const luminance = 0.2126 * light(Math.floor(cube / 36)) + 0.7152 * light(Math.floor(cube / 6) % 6) + 0.0722 * light(cube % 6);
			expect((luminance + 0.05) / 0.05, `${color} on black`).toBeGreaterThan(3);
			expect(1.05 / (luminance + 0.05), `${color} on white`).toBeGreaterThan(3);
		}
	});

	test('the names of a host have several', () => {
		const names = ['sshd', 'cron', 'nginx', 'kernel', 'sudo', 'systemd', 'postfix', 'dbus', 'chronyd', 'rsyslogd'];
		const colors = names.map(name => /38;5;(\d+)m/.exec(line({color: true}, `<14>${NEW} vm ${name} - - - a`))?.[1]);
		expect(new Set(colors).size).toBeGreaterThan(4);
		expect(NAME_COLORS.map(String)).toEqual(expect.arrayContaining(colors));
	});
});

describe('marks', () => {
	const marking = (pattern: string): TextMarker => new Highlight([pattern], 'highlight');
	const NAME = '\x1b[38;5;28mapp\x1b[39m';

	test.each([
		['RFC 5424', `<14>${NEW} vm app 42 - - disk full`, `${TIME} vm app[42]: \x1b[7mdisk\x1b[27m full`],
		['at the end, and more than once', `<14>${NEW} vm app - - - a disk, a disk`, `${TIME} vm app: a \x1b[7mdisk\x1b[27m, a \x1b[7mdisk\x1b[27m`],
		['none, for it stands in the name', `<14>${NEW} vm disk - - - full`, `${TIME} vm disk: full`],
		['none, for there is no text', `<14>${NEW} vm disk - - -`, `${TIME} vm disk:`],
		['BSD', '<14>Nov 20 15:10:37 vm app[42]: disk full', `${TIME} vm app[42]: \x1b[7mdisk\x1b[27m full`],
		['BSD, none, for it stands in the tag', '<14>Nov 20 15:10:37 vm disk[42]: full', `${TIME} vm disk[42]: full`],
		['BSD without a tag', '<14>Nov 20 15:10:37 vm disk full', `${TIME} vm \x1b[7mdisk\x1b[27m full`],
		['no standard', '<14>a disk', 'Nov 20 16:08:40 here a \x1b[7mdisk\x1b[27m'],
	])('without colours: %s', (_what, message, expected) => {
		expect(line({highlight: marking('disk')}, message)).toBe(`${expected}\n`);
	});

	test.each([
		['err', 3, `\x1b[31m${TIME} vm app[42]: \x1b[7mhello\x1b[27m\x1b[0m\n`],
		['info', 6, `${TIME} vm ${NAME}[42]: \x1b[7mhello\x1b[27m\n`],
		['debug', 7, `\x1b[90m${TIME} vm app[42]: \x1b[7mhello\x1b[27m\x1b[0m\n`],
	])('leave the line its colour: %s', (_name, severity, expected) => {
		expect(line({color: true, highlight: marking('hello')}, `<${8 + severity}>${NEW} vm app 42 - - hello`)).toBe(expected);
		expect(line({color: true, highlight: marking('hello')}, `<${8 + severity}>Nov 20 15:10:37 vm app[42]: hello`)).toBe(expected);
	});

	test('are of what was sent, and stand around what is shown for it', () => {
		expect(line({highlight: marking('\\t|#')}, `<14>${NEW} vm - - - - a\tb#`)).toBe(`${TIME} vm a\x1b[7m#011\x1b[27mb\x1b[7m#\x1b[27m\n`);
		const invalid = Buffer.concat([Buffer.from(`<14>${NEW} vm - - - - a`), Uint8Array.of(0xff), Buffer.from('b')]);
		expect(line({highlight: marking('[^a-z]')}, invalid)).toBe(`${TIME} vm a\x1b[7m\ufffd\x1b[27mb\n`);
	});

	test('end with the line, also where the text is raw', () => {
		expect(line({raw: true, highlight: marking('hello')}, `<14>${NEW} vm - - - - hello \x1b[7m`)).toBe(`${TIME} vm \x1b[7mhello\x1b[27m \x1b[7m\x1b[0m\n`);
	});

	test.each(LINE_FORMATS)('%s is the same text, and has room, whatever the bytes are', name => {
		fc.assert(fc.property(MESSAGE, fc.constantFrom('[a-m0-4]', '.', '\\s+', '[^a-y]+'), (message, pattern) => {
			for (const color of [false, true]) {
				const {plain, bytes} = bothOf(name, {color, highlight: marking(pattern)}, message);
				expect(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes).replace(/\x1b\[[\d;]+m/g, '')).toBe(plain);
			}
		}), {numRuns: 500});
	});

	test.each([1, 2, 3, 100, 1001])('of every other one of %i characters have room', length => {
		const text = Array.from({length}, (_, i) => i % 2 === 0 ? '\x01' : '\x02').join('');
		expect(line({color: true, highlight: marking('\\x01')}, `<11>${NEW} vm - - - - ${text}`).match(/\x1b\[7m#001\x1b\[27m/g)).toHaveLength(Math.ceil(length / 2));
	});
});
