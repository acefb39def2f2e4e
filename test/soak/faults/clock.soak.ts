import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {run} from '../../e2e/support/child.js';
import {type Daemon, startDaemon} from '../../e2e/support/daemon.js';
import {temporaryFolder} from '../../e2e/support/folder.js';
import {follow, webSocketUrl} from '../../e2e/support/follower.js';
import {describeWithPeers, peer} from '../../e2e/support/peers.js';
import {sendStream} from '../../e2e/support/stream.js';

const HOUR_MS = 3_600_000;

/** A daemon whose clock can be set; it begins with the real time. */
async function startWithClock(): Promise<{daemon: Daemon; setAhead: (ms: number) => void}> {
	const file = join(temporaryFolder(), 'clock');
	const setAhead = (ms: number): void => {
		writeFileSync(file, `${ms < 0 ? '' : '+'}${ms / 1000}\n`);
	};
	setAhead(0);
	const library = (await run(peer('faketime'), ['-f', '+0', '/bin/sh', '-c', 'echo "$LD_PRELOAD"'])).stdout.toString().trim().replace('libfaketime.so', 'libfaketimeMT.so');
	const daemon = await startDaemon({env: {LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1'}});
	expect(readFileSync(`/proc/${daemon.child.pid}/maps`, 'latin1')).toContain('libfaketime');
	return {daemon, setAhead};
}

describeWithPeers(['faketime'], 'a clock that is set', () => {
	test('forward and back leaves messages in their order, followers with all of them, and all books and answers right', async () => {
		const {daemon, setAhead} = await startWithClock();
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=json'));
		const ahead = [0, 30 * 24 * HOUR_MS, -400 * 24 * HOUR_MS, HOUR_MS, -HOUR_MS, 0];
		for (const [i, ms] of ahead.entries()) {
			setAhead(ms);
			await sendStream(daemon.streamSocket, [`<13>1 - - clock - - - message ${i}\n`]);
			await daemon.received(i + 1);
			expect(Math.abs(Date.parse((await daemon.messages()).at(-1)!.received) - Date.now() - ms)).toBeLessThan(60_000);
			for (const path of ['/stats', '/histogram?by=severity', '/metrics', '/?since=-1m', '/count?since=today', '/top?field=app_name', '/losses']) {
				const {status, text} = await daemon.curl(path);
				expect({path, status}).toEqual({path, status: 200});
				expect(text).not.toMatch(/NaN|Infinity|-\d+(?:\.\d+)?,"bytes_per_second/);
			}
		}
		await follower.until(ahead.length);
		expect((await daemon.messages()).map(({message}) => message)).toEqual(ahead.map((_, i) => `message ${i}`));
		expect(follower.frames.map(frame => (JSON.parse(frame) as {message: string}).message)).toEqual(ahead.map((_, i) => `message ${i}`));
		await daemon.stop();
	});
});
