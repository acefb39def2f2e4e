import {afterEach, describe, expect, test, vi} from 'vitest';
import {Message} from '../../src/syslog/message.js';

afterEach(() => {
	vi.unstubAllEnvs();
	vi.resetModules();
});

/** Reads the timestamp of a message that was received at `received`, in a time zone. */
async function timestampIn(zone: string, text: string, received: string): Promise<{us: number; completed: string}> {
	vi.stubEnv('TZ', zone);
	// What was read last is kept with its zone: new modules know of none.
	const {parse} = await import('../../src/syslog/parse.js');
	const {timestampUs} = await import('../../src/syslog/timestamp.js');
	const {completeBsdTimestamp} = await import('../../src/syslog/bsd-timestamp.js');
	const bytes = new TextEncoder().encode(text);
	const message = new Message();
	parse(bytes, 0, bytes.length, message);
	const receivedUs = Date.parse(received) * 1000;
	const out = new Uint8Array(25);
	if (/^[A-Z]/.test(text)) completeBsdTimestamp(bytes, message.timestampStart, message.timestampEnd, receivedUs, out, 0);
	return {us: timestampUs(message, receivedUs), completed: new TextDecoder().decode(out)};
}

describe('timestampUs', () => {
	test.each([
		['UTC', '2026-11-20T15:08:40+00:00'],
		['Asia/Kolkata', '2026-11-20T15:08:40+05:30'],
		['America/St_Johns', '2026-11-20T15:08:40-03:30'],
	])('takes a BSD timestamp as local time: %s', async (zone, expected) => {
		expect(await timestampIn(zone, 'Nov 20 15:08:40 vm a', '2026-11-21T00:00:00Z')).toEqual({us: Date.parse(expected) * 1000, completed: expected});
	});

	test.each([
		['<13>1 2026-11-20T15:08:40.123456+01:00 vm a - - - m', 1_795_183_720_123_456],
		['<13>1 1969-12-31T23:59:59.5Z vm a - - - m', -500_000],
		['<13>1 9999-12-31T23:59:59Z vm a - - - m', 253_402_300_799_000_000],
		['<13>1970-01-01T00:00:01Z vm a: m', 1_000_000],
		['<13>1 - vm a - - - m', NaN],
		['hello', NaN],
	])('of %j is %d wherever it is read', async (text, expected) => {
		expect((await timestampIn('Asia/Kolkata', text, '2026-11-21T00:00:00Z')).us).toBe(expected);
	});
});
