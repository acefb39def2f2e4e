import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter, type FormatOptions} from '../../src/formatter/index.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE} from './messages.js';
import {writtenText} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const NEW = '<13>1 2026-11-20T15:10:37.198438-08:00';

function line(format: FormatOptions | 'short-precise', message: string | Uint8Array): string {
	return writtenText(createFormatter(format, CONTEXT), chunkOf([message]));
}

describe('the short formats', () => {
	test.each<[FormatOptions['name'], string, string, string]>([
		['short-precise', 'Nov 21 00:10:37.198438', 'Nov 20 15:02:42.000000', 'Nov 20 16:08:40.123456'],
		['short-iso', '2026-11-21T00:10:37+0100', '2026-11-20T15:02:42+0100', '2026-11-20T16:08:40+0100'],
		['short-iso-precise', '2026-11-21T00:10:37.198438+0100', '2026-11-20T15:02:42.000000+0100', '2026-11-20T16:08:40.123456+0100'],
		['short-unix', '1795216237.198438', '1795183362.000000', '1795187320.123456'],
	])('%s shows the moment that the sender gave, in local time, else that of receipt', (name, ofNew, ofBsd, ofReceipt) => {
		expect(line({name}, `${NEW} vm app 42 ID7 [a b="c"] hello`)).toBe(`${ofNew} vm app[42]: hello\n`);
		expect(line({name}, '<13>Nov 20 15:02:42 vm app[42]: hello')).toBe(`${ofBsd} vm app[42]: hello\n`);
		expect(line({name}, '<13>1 - vm app 42 - - hello')).toBe(`${ofReceipt} vm app[42]: hello\n`);
	});

	test.each<[FormatOptions['name'], string, string]>([
		['syslog', 'Nov 20 23:10:37', 'Nov 20 14:02:42'],
		['short-precise', 'Nov 20 23:10:37.198438', 'Nov 20 14:02:42.000000'],
		['short-iso', '2026-11-20T23:10:37+0000', '2026-11-20T14:02:42+0000'],
		['short-unix', '1795216237.198438', '1795183362.000000'],
	])('%s shows UTC where that is wanted, of BSD timestamps too', (name, ofNew, ofBsd) => {
		expect(line({name, utc: true}, `${NEW} vm - - - - a`)).toBe(`${ofNew} vm a\n`);
		expect(line({name, utc: true}, '<13>Nov 20 15:02:42 vm app: a')).toBe(`${ofBsd} vm app: a\n`);
	});

	test('a fraction of fewer digits is filled up', () => {
		expect(line('short-precise', '<13>1 2026-11-20T15:10:37.5Z vm - - - - a')).toBe('Nov 20 16:10:37.500000 vm a\n');
	});

	test('after the time they are what the format syslog is, whatever the bytes are', () => {
		const syslog = createFormatter('syslog', CONTEXT);
		const short = createFormatter('short-iso', CONTEXT);
		fc.assert(fc.property(MESSAGE, message => {
			const chunk = chunkOf([message]);
			const [time = '', ...rest] = writtenText(short, chunk).split(' ');
			expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]00$/);
			expect(writtenText(syslog, chunk).replace(/^[A-Z][a-z]{2} [ \d]?\d [\d:]{8} /, '')).toBe(rest.join(' '));
		}), {numRuns: 2000});
	});
});
