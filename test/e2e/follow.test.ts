import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {follow, refusedHandshake, webSocketUrl} from './support/follower.js';
import {expectNumbers, expectNumbersOrGaps, framed, newlineEnded, numberedMessages, numbersIn} from './support/numbered.js';
import {openStream, sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

async function send(daemon: Daemon, from: number, to: number): Promise<void> {
	await sendStream(daemon.streamSocket, framed(numberedMessages(to).slice(from - 1), newlineEnded));
	await daemon.received(to);
}

const url = (daemon: Daemon, query: string): string => webSocketUrl(daemon.querySocket, `/ws${query}`);

function residentKilobytes(pid: number): number {
	return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

describe('websocket follow', () => {
	test('shows the backlog as asked, then every new message, one a frame', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 10);
		const [all, two, none] = [await follow(url(daemon, '')), await follow(url(daemon, '?l=2&fmt=rfc5424')), await follow(url(daemon, '?l=0&fmt=json'))];
		await all.until(10);
		await two.until(2);
		await send(daemon, 11, 40);
		await Promise.all([all.until(40), two.until(32), none.until(30)]);
		expectNumbers(all.frames, 1, 40);
		expectNumbers(two.frames, 9, 40);
		expectNumbers(none.frames, 11, 40);
		expect(all.frames[0]).toMatch(/^Nov 20 15:10:37 sender counter\[4711\]: number=1, .* behind it$/);
		expect(two.frames).toEqual(numberedMessages(40).slice(8));
		expect(none.frames.map(frame => (JSON.parse(frame) as {app_name: string}).app_name)).toEqual(Array.from({length: 30}, () => 'counter'));
		expect((await daemon.status()).followers).toMatchObject({current: 3, total: 3, gaps: 0, messages_lost: 0});
	});

	test('the handshake tells the cursor, and a follower that leaves is forgotten', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 3);
		const follower = await follow(url(daemon, '?l=0'));
		expect(follower.headers['circolog-cursor']).toBe(`${(await daemon.status()).epoch}:${(await daemon.messages()).at(-1)?.seq ?? ''}`);
		follower.terminate();
		await daemon.until('no follower', ({followers}) => followers.current === 0);
	});

	test('what is sent right after the handshake reaches every follower', async () => {
		const daemon = await startDaemon();
		const sender = await openStream(daemon.streamSocket);
		for (let round = 1; round <= 200; round++) {
			const follower = await follow(url(daemon, `?l=0&fmt=${round % 2 === 0 ? 'json' : 'syslog'}`));
			sender.write(`<13>1 - - app - - - round ${round}\n`);
			await waitFor(`message ${round}`, () => follower.frames.length > 0, {deadlineMs: 2000});
			expect(follower.frames).toEqual([expect.stringContaining(`round ${round}`)]);
			follower.terminate();
		}
	});

	test('a broken follower resumes from its last cursor: no gap, no duplicate', async () => {
		const daemon = await startDaemon();
		const first = await follow(url(daemon, '?fmt=rfc5424'));
		const sending = send(daemon, 1, 20_000);
		await waitFor('a cursor in the middle of the stream', () => (first.cursor?.frames ?? 0) > 100);
		first.terminate();
		const seen = first.frames.slice(0, first.cursor?.frames);
		await sending;
		const second = await follow(url(daemon, `?fmt=rfc5424&cursor=${first.cursor?.value ?? ''}`));
		await second.until(20_000 - seen.length);
		expectNumbers([...seen, ...second.frames], 1, 20_000);
	});

	test('a follower that stands still is told exactly how many messages it has missed', async () => {
		const count = 100_000;
		const daemon = await startDaemon({args: ['--buffer-size', '1000']});
		const follower = await follow(url(daemon, '?fmt=rfc5424'));
		follower.pause();
		await send(daemon, 1, count);
		follower.resume();
		await follower.untilFrames('the newest message', frames => numbersIn(frames.slice(-1))[0] === count);

		const gaps = expectNumbersOrGaps(follower.frames, 1, count);
		expect(gaps.length).toBeGreaterThan(0);
		expect(gaps.filter(({reason}) => reason !== 'overtaken')).toEqual([]);
		const lost = gaps.reduce((sum, gap) => sum + gap.count, 0);
		expect((await daemon.status()).followers).toMatchObject({gaps: gaps.length, messages_lost: lost});
	});

	test('memory does not grow with followers that stand still', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '4M']});
		// Warm: what the receiver and the heap need anyway is not what is measured here.
		await send(daemon, 1, 40_000);
		const before = residentKilobytes(daemon.child.pid);
		for (let i = 0; i < 20; i++) {
			(await follow(url(daemon, `?l=0&fmt=${['syslog', 'rfc5424', 'json'][i % 3] ?? ''}`))).pause();
		}
		const count = 1_000_000;
		await sendStream(daemon.streamSocket, framed(numberedMessages(count), newlineEnded));
		await daemon.received(40_000 + count);
		// It takes 10 to 15 MB, whoever follows, and up to 50 on a busy machine, where garbage is collected late; a daemon
		// that buffers what they do not read, 75 MB at least.
		expect(residentKilobytes(daemon.child.pid) - before).toBeLessThan(65_000);
	});

	test('a clear is told to a follower that had not got everything yet', async () => {
		const count = 60_000;
		const daemon = await startDaemon({args: ['--buffer-size', '100000']});
		const follower = await follow(url(daemon, '?fmt=rfc5424'));
		follower.pause();
		await send(daemon, 1, count);
		expect(JSON.parse((await daemon.command('/logs/clear')).body.toString('utf8'))).toEqual({cleared: count});
		await send(daemon, count + 1, count + 10);
		follower.resume();
		await follower.untilFrames('the newest message', frames => numbersIn(frames.slice(-1))[0] === count + 10);
		const gaps = expectNumbersOrGaps(follower.frames, 1, count + 10);
		expect(gaps.map(({reason}) => reason)).toEqual(['cleared']);
	});

	test('what cannot be followed is refused before the handshake, with a sentence', async () => {
		const daemon = await startDaemon();
		for (const [path, status, reason] of [
			['/ws?lines=3', 400, /lines/],
			['/ws?l=many', 400, /\bl\b.*many/],
			['/ws?fmt=xml', 400, /fmt.*xml/],
			['/ws?cursor=nonsense', 400, /cursor.*nonsense/],
			['/nowhere', 404, /nowhere/],
		] as const) {
			const answer = await refusedHandshake(webSocketUrl(daemon.querySocket, path));
			expect(answer.status, path).toBe(status);
			expect(answer.text, path).toMatch(/^[^\n]+\n$/);
			expect(answer.text, path).toMatch(reason);
			expect((await daemon.status()).followers.total).toBe(0);
		}
	});

	test('on --query-addr a web page of another origin gets no websocket', async () => {
		const daemon = await startDaemon({args: ['--query-addr', '127.0.0.1:0']});
		await send(daemon, 1, 1);
		const port = daemon.port('http');
		const tcp = `ws://127.0.0.1:${port}/ws`;
		expect((await refusedHandshake(tcp, {Origin: 'https://attacker.example'})).status).toBe(403);
		expect((await refusedHandshake(tcp, {Host: `attacker.example:${port}`})).status).toBe(403);
		const own = await follow(tcp, {Origin: `http://127.0.0.1:${port}`});
		await own.until(1);
		expectNumbers(own.frames, 1, 1);
	});

	test('the daemon says goodbye with 1001 when it ends', async () => {
		const daemon = await startDaemon();
		const follower = await follow(url(daemon, ''));
		await daemon.stop();
		await waitFor('the close frame', () => follower.closed);
		expect(follower.closed).toBe(1001);
	});
});
