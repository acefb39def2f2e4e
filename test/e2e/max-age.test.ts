import {describe, expect, test} from 'vitest';
import {Child} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {follow, webSocketUrl} from './support/follower.js';
import {findInMemory} from './support/process-memory.js';
import {sendStream} from './support/stream.js';

const SECOND = 1000;

/** Waits until all has expired, and returns how many ms that took since `sent`. */
async function untilExpired(daemon: Daemon, count: number, sent: number): Promise<number> {
	await daemon.until(`${count} expired messages`, ({counters}) => counters.expired === count);
	return performance.now() - sent;
}

describe('--max-age', () => {
	test('forgets on time, not before it, and also when nothing new comes', async () => {
		const daemon = await startDaemon({args: ['--max-age', '2s']});
		const sent = performance.now();
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - app - - - one', '<13>1 - - app - - - two']);
		await daemon.received(2);
		const received = performance.now();
		expect(await daemon.lines()).toHaveLength(2);
		expect(await untilExpired(daemon, 2, sent)).toBeGreaterThanOrEqual(2 * SECOND);
		// Half a second, and what a busy machine takes to ask.
		expect(performance.now() - received).toBeLessThan(8 * SECOND);
		expect(await daemon.lines()).toEqual([]);
		const {buffer, counters} = await daemon.status();
		expect(buffer).toMatchObject({messages: {used: 0}, bytes: {used: 0}, max_age: 2, oldest_seq: 3});
		expect(counters).toMatchObject({received: 2, stored: 2, evicted: 0, cleared: 0, expired: 2});
		const {body} = await daemon.curl('/metrics');
		expect(body.toString()).toMatch(/^circolog_expired_messages_total 2$/m);
	});

	test('a reader whose cursor is at a message that has expired is told how many, and why', async () => {
		const daemon = await startDaemon({args: ['--max-age', '1s']});
		const cursor = (await daemon.curl('/')).headers.get('circolog-cursor')!;
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - app - - - one', '<13>1 - - app - - - two']);
		await daemon.received(2);
		await untilExpired(daemon, 2, 0);
		const {body} = await daemon.curl(`/?fmt=rfc5424&cursor=${cursor}`);
		expect(body.toString()).toMatch(/^<44>1 \S+ \S+ circologd \S+ GAP \[circolog@32473 count="2" reason="expired"\] 2 messages lost: too old to be kept/);
	});

	test('under load, everything is there or expired or evicted, and followers get all of it', async () => {
		const daemon = await startDaemon({args: ['--max-age', '1s', '--buffer-bytes', '2M', '--max-message-size', '2K']});
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424'));
		const count = 30_000;
		const lines = Array.from({length: count}, (_, i) => `<13>1 - host app - - - message ${i} ${'x'.repeat(i % 300)}\n`);
		for (let i = 0; i < count; i += 1000) await sendStream(daemon.streamSocket, lines.slice(i, i + 1000));
		await daemon.received(count);
		const {counters, buffer} = await daemon.status();
		expect(counters.stored).toBe(counters.evicted + counters.expired + buffer.messages.used);
		await daemon.until('an empty ring', status => status.buffer.messages.used === 0);
		const last = await daemon.status();
		expect(last.counters.evicted + last.counters.expired).toBe(count);
		expect(last.buffer.bytes.used).toBe(0);
		const followed = (): number => follower.frames.filter(frame => !frame.includes(' GAP ')).length;
		await follower.untilFrames('all that there was for it', () => followed() + last.followers.messages_lost === count);
	});

	test.each([['0s'], ['999ms'], ['soon'], ['20000h']])('%s is refused', async age => {
		const child = new Child(CIRCOLOGD, ['--max-age', age], cleanEnvironment());
		expect(await child.exited).toEqual({code: 2, signal: null});
		expect(child.stderr).toMatch(/^circologd: --max-age: ".*" is not allowed: a time span from 1000 ms to 8784 h, such as .*\n$/);
	});
});

describe('memory', () => {
	test('what has expired is nowhere in the daemon\'s memory', async () => {
		const daemon = await startDaemon({args: ['--max-age', '1s']});
		const secret = `q${'0123456789abcdef'.repeat(2)}`;
		await sendDatagrams(daemon.syslogSocket, [`<13>1 - - app - - - datagram ${secret}`]);
		await sendStream(daemon.streamSocket, [`<13>1 - - app - - - li`, `ne ${secret}\n`]);
		await daemon.received(2);
		expect(findInMemory(daemon.child.pid, secret).length).toBeGreaterThan(0);
		await untilExpired(daemon, 2, 0);
		expect(findInMemory(daemon.child.pid, secret)).toEqual([]);
	});
});
