import {expect, test} from 'vitest';
import {startDaemon} from '../e2e/support/daemon.js';
import {CTL, type Ended, lines, runToEnd, send} from './support.js';

test('gives the ring another size, and says which, and what was evicted', async () => {
	const daemon = await startDaemon();
	await send(daemon, 1, 1234);
	await daemon.received(1234);
	const ctl = async (...args: string[]): Promise<Ended> => runToEnd(CTL, ['resize', ...args, '--ctl-socket', daemon.ctlSocket], {
		CIRCOLOG_BUFFER_BYTES: '1', CIRCOLOG_BUFFER_SIZE: '1',
	});
	const says = (stdout: string): Ended => ({code: 0, stdout, stderr: ''});
	expect(await ctl('--buffer-bytes', '128MiB')).toEqual(says('resized to 128 MiB and at most 67,108,864 messages; evicted 0 messages\n'));
	expect(await ctl('-buffer-size', '1233')).toEqual(says('resized to 128 MiB and at most 1,233 messages; evicted 1 message\n'));
	const both = await ctl('--buffer-bytes=1M', '--buffer-size=3', '--json');
	expect(JSON.parse(both.stdout)).toEqual({
		bytes: {used: expect.any(Number) as number, max: 1_048_576}, messages: {used: 3, max: 3}, evicted: 1230,
	});
	expect((await daemon.lines()).join('\n')).toBe(lines(1232, 1234).trimEnd());
});

test.each([
	[[], /^circolog-ctl: resize needs --buffer-bytes or --buffer-size, or both\n$/],
	[['--buffer-bytes', '63K'], /^circolog-ctl: --buffer-bytes: "63K" is not allowed: a size from 64K to 3G/],
	[['--buffer-bytes', '100K'], /^circolog-ctl: bytes: "102400" is not allowed; allowed are sizes from 278944 to 3G[^\n]+\n$/],
	[['--buffer-size', '0'], /^circolog-ctl: --buffer-size: "0" is not allowed: a whole number from 1 to 1000000000\n$/],
	[['128M'], /^circolog-ctl: unexpected argument '128M'\n$/],
])('refuses %j with one line and exit code 2', async (args, line) => {
	const daemon = await startDaemon();
	const ended = await runToEnd(CTL, ['resize', ...args, '--ctl-socket', daemon.ctlSocket]);
	expect(ended).toMatchObject({code: 2, stdout: ''});
	expect(ended.stderr).toMatch(line);
	expect((await daemon.status()).buffer.bytes.max).toBe(64 * 2 ** 20);
});

test('the flags of resize are those of no other command', async () => {
	expect(await runToEnd(CTL, ['status', '--buffer-bytes', '1M'])).toEqual({
		code: 2, stdout: '', stderr: 'circolog-ctl: --buffer-bytes belongs to resize: status does not take it\n',
	});
});
