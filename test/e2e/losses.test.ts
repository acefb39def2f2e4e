import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {follow, webSocketUrl} from './support/follower.js';
import {ask} from './support/http.js';
import {expectEverMore, type Losses, lossesOf} from './support/losses.js';
import {framed, newlineEnded, numberedMessages, octetCounted} from './support/numbered.js';
import {openStream, sendStream} from './support/stream.js';
import type {JsonMessage} from './support/status.js';
import {openUdp} from './support/udp.js';
import {waitFor} from './support/wait.js';

/** Reasons and counts of the entries, in order. */
function told({losses}: Losses): string[] {
	return losses.map(({reason, count}) => `${count} ${reason}`);
}

/** The sum of the totals for a reason. */
function total({totals}: Losses, reason: string): number {
	return totals.filter(each => each.reason === reason).reduce((sum, {count}) => sum + count, 0);
}

describe('every loss has an entry, which says when it was, where and why', () => {
	test('discarded in a pause', async () => {
		const daemon = await startDaemon();
		const before = Date.now();
		await sendStream(daemon.streamSocket, framed(numberedMessages(5), newlineEnded));
		await daemon.received(5);
		await daemon.command('/pause/on');
		await sendDatagrams(daemon.syslogSocket, numberedMessages(3));
		await daemon.received(8);
		await daemon.command('/pause/off');
		const answer = await lossesOf(daemon);
		expect(answer).toMatchObject({
			losses: [{
				source: `unix-dgram:${daemon.syslogSocket}`, reason: 'discarded_paused', count: 3, unit: 'message', fate: 'lost',
				text: 'discarded while paused', from_seq: 6, to_seq: 6,
			}],
			forgotten: 0,
			totals: [{source: `unix-dgram:${daemon.syslogSocket}`, reason: 'discarded_paused', count: 3}],
		});
		const {from, to} = answer.losses[0]!;
		expect(Date.parse(from)).toBeGreaterThanOrEqual(before);
		expect(Date.parse(to)).toBeLessThanOrEqual(Date.now());
		expect(from <= to).toBe(true);
	});

	test('cut because it was too long, cut by the end of the connection, and nothing in it', async () => {
		const daemon = await startDaemon({args: ['--max-message-size', '1K']});
		await sendStream(daemon.streamSocket, [octetCounted(`<13>1 - - app - - - ${'x'.repeat(3000)}`)]);
		await daemon.received(1);
		await sendStream(daemon.streamSocket, ['100 <13>1 - - app - - - half of it']);
		await daemon.received(2);
		await sendDatagrams(daemon.syslogSocket, ['', '']);
		await daemon.received(4);
		expect(told(await lossesOf(daemon))).toEqual(['1 truncated', '1 incomplete', '2 discarded_empty']);
		expect((await daemon.status()).counters.truncated).toBe(2);
	});

	test('cleared, and missed by a reader who came too late', async () => {
		const daemon = await startDaemon({args: ['--buffer-size', '10']});
		await sendStream(daemon.streamSocket, framed(numberedMessages(3), newlineEnded));
		const {epoch} = await daemon.received(3);
		await sendStream(daemon.streamSocket, framed(numberedMessages(30).slice(3), newlineEnded));
		await daemon.received(30);
		expect((await ask(daemon.querySocket, `/?cursor=${epoch}:3`)).body.toString()).toContain('17 messages lost');
		await daemon.command('/logs/clear');
		expect(await lossesOf(daemon)).toMatchObject({losses: [
			{source: 'readers', reason: 'overtaken', count: 17, from_seq: 21},
			{source: 'ring', reason: 'cleared', count: 10, from_seq: 31},
		]});
	});

	test('dropped by the kernel, while the daemon did not read', async () => {
		const daemon = await startDaemon();
		const udp = openUdp(daemon.port('udp'));
		daemon.child.kill('SIGSTOP');
		// More than any receive buffer of the usual size has room for.
		const sent = 40_000;
		for (let i = 0; i < sent; i += 500) await udp.send(numberedMessages(500));
		daemon.child.kill('SIGCONT');
		const {counters} = await daemon.until('all of them', ({counters: {received, kernel_drops}}) => received + kernel_drops >= sent);
		expect(counters.kernel_drops).toBeGreaterThan(0);
		const answer = await lossesOf(daemon, '?reason=kernel_drops');
		expect(total(answer, 'kernel_drops')).toBe(counters.kernel_drops);
		expect(answer.losses.reduce((sum, {count}) => sum + count, 0)).toBe(counters.kernel_drops);
		expect(answer.losses[0]!.source).toBe(`udp:127.0.0.1:${daemon.port('udp')}`);
	});
});

describe('who follows is told where it happened', () => {
	/** Sends some, throws three away in a pause, and sends some more. */
	async function pausedBetween(daemon: Daemon): Promise<void> {
		await sendStream(daemon.streamSocket, framed(numberedMessages(2), newlineEnded));
		await daemon.received(2);
		await daemon.command('/pause/on');
		await sendDatagrams(daemon.syslogSocket, numberedMessages(3));
		await daemon.received(5);
		await daemon.command('/pause/off');
		await sendStream(daemon.streamSocket, framed(numberedMessages(4).slice(2), newlineEnded));
		await daemon.received(7);
	}
	const notice = /^<44>1 \S+ \S+ circologd \d+ GAP \[circolog@32473 count="3" reason="discarded_paused" source="(unix-dgram:\S+)"\] 3 messages lost: discarded while paused \(\1\)$/;
	const numbersAndNotices = (lines: readonly string[]): string[] => lines.map(line => /number=(\d+)/.exec(line)?.[1] ?? (notice.test(line) ? 'lost' : line));

	test('by websocket, at the time, and whatever it looks for', async () => {
		const daemon = await startDaemon();
		const [all, some] = [await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424')), await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424&grep=number%3D4'))];
		await pausedBetween(daemon);
		await all.until(5);
		await some.until(2);
		expect(numbersAndNotices(all.frames)).toEqual(['1', '2', 'lost', '3', '4']);
		expect(numbersAndNotices(some.frames)).toEqual(['lost', '4']);
	});

	test('later, by a cursor from before; but not where everything there was is asked for', async () => {
		const daemon = await startDaemon();
		await pausedBetween(daemon);
		const {epoch} = await daemon.status();
		const lines = async (query: string): Promise<string[]> => (await daemon.curl(`/?fmt=rfc5424${query}`)).text.split('\n').slice(0, -1);
		expect(numbersAndNotices(await lines(`&cursor=${epoch}:1`))).toEqual(['2', 'lost', '3', '4']);
		expect(numbersAndNotices(await lines(`&cursor=${epoch}:2`))).toEqual(['lost', '3', '4']);
		expect(numbersAndNotices(await lines(`&cursor=${epoch}:3`))).toEqual(['4']);
		expect(numbersAndNotices(await lines(`&cursor=${epoch}:1&follow=1&timeout=0`))).toEqual(['2', 'lost', '3', '4']);
		expect(numbersAndNotices(await lines('&follow=1&timeout=0'))).toEqual(['1', '2', '3', '4']);
		expect(numbersAndNotices(await lines(''))).toEqual(['1', '2', '3', '4']);
	});

	test('as JSON, with the time of the loss', async () => {
		const daemon = await startDaemon();
		await pausedBetween(daemon);
		const {epoch} = await daemon.status();
		const found = (await daemon.curl(`/?fmt=json&cursor=${epoch}:2`)).text.split('\n').slice(0, -1).map(line => JSON.parse(line) as JsonMessage);
		const [{to}] = (await lossesOf(daemon)).losses as [{to: string}, ...unknown[]];
		expect(found[0]).toMatchObject({
			received: to, msg_id: 'GAP', severity: 4,
			structured_data: {'circolog@32473': {count: ['3'], reason: ['discarded_paused'], source: [`unix-dgram:${daemon.syslogSocket}`]}},
		});
	});

	test('of a hole in a sender\'s numbers, behind it', async () => {
		const daemon = await startDaemon();
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=rfc5424'));
		const message = (number: number): string => `<13>1 - web1 app - - [meta sequenceId="${number}"] number=${number}\n`;
		await sendStream(daemon.streamSocket, [message(1), message(9)]);
		await waitFor('the entry', async () => (await lossesOf(daemon)).losses.length > 0);
		await sendStream(daemon.streamSocket, [message(10)]);
		await follower.until(4);
		expect(follower.frames[2]).toContain(`[circolog@32473 count="7" reason="sequence_hole" source="web1 on unix-stream:${daemon.streamSocket}"]`);
	});
});

describe('/losses', () => {
	async function pausedTwice(): Promise<Daemon> {
		const daemon = await startDaemon();
		await daemon.command('/pause/on');
		await sendStream(daemon.streamSocket, framed(numberedMessages(2), newlineEnded));
		await daemon.received(2);
		await daemon.command('/pause/off');
		await sendDatagrams(daemon.syslogSocket, ['']);
		await daemon.received(3);
		return daemon;
	}

	test('tells only of what was asked for: reasons, a span of time, the last ones', async () => {
		const daemon = await pausedTwice();
		expect(told(await lossesOf(daemon))).toEqual(['2 discarded_paused', '1 discarded_empty']);
		expect(told(await lossesOf(daemon, '?reason=discarded_empty'))).toEqual(['1 discarded_empty']);
		expect(told(await lossesOf(daemon, '?reason=discarded_empty&reason=discarded_paused'))).toHaveLength(2);
		expect(told(await lossesOf(daemon, '?l=1'))).toEqual(['1 discarded_empty']);
		expect(told(await lossesOf(daemon, '?l=0'))).toEqual([]);
		expect(told(await lossesOf(daemon, '?since=-1h'))).toHaveLength(2);
		expect(told(await lossesOf(daemon, '?since=%2B1h'))).toEqual([]);
		expect(told(await lossesOf(daemon, '?until=-1h'))).toEqual([]);
		expect((await lossesOf(daemon, '?reason=kernel_drops')).totals).toEqual([]);
	});

	test('what it cannot read it refuses, and says why', async () => {
		const daemon = await startDaemon();
		for (const [query, sentence] of [
			['?reason=bad', 'reason: "bad" is no reason; allowed are discarded_paused, '],
			['?since=soon', 'since, position 1: "soon" is no time; '],
			['?l=many', 'l: "many" is not a number of lines; allowed are '],
			['?q=x', 'unknown parameter "q"; allowed are since, until, reason, l\n'],
		] as const) {
			for (const socket of [daemon.querySocket, daemon.ctlSocket]) {
				const {status, body} = await ask(socket, `/losses${query}`);
				expect([status, body.toString().slice(0, sentence.length)]).toEqual([400, sentence]);
			}
		}
	});

	test('is in /metrics by source and reason', async () => {
		const daemon = await pausedTwice();
		const text = (await ask(daemon.querySocket, '/metrics')).body.toString();
		expect(text).toContain(`circolog_losses_total{source="unix-stream:${daemon.streamSocket}",reason="discarded_paused"} 2\n`);
		expect(text).toContain(`circolog_losses_total{source="unix-dgram:${daemon.syslogSocket}",reason="discarded_empty"} 1\n`);
	});
});

test('received = stored + counted, for each source and at any moment, and the ledger says the same in the end', async () => {
	const daemon = await startDaemon({args: ['--max-message-size', '1K']});
	const looks = expectEverMore(daemon);
	const sending = {isOver: false};
	const pausing = (async () => {
		while (!sending.isOver) await daemon.command('/pause/toggle');
		await daemon.command('/pause/off');
	})();
	const long = `<13>1 - - app - - - ${'x'.repeat(2000)}`;
	const message = '<13>1 - - app - - - one';
	for (let round = 0; round < 5; round++) {
		await Promise.all([
			sendDatagrams(daemon.syslogSocket, Array.from({length: 1200}, (_, i) => ['', long, message][i % 3]!)),
			sendStream(daemon.streamSocket, Array.from({length: 4}, () => `${message}\n${octetCounted(long)}\0\n${message}\n`.repeat(100))),
			sendStream(daemon.port('tcp'), [`${message}\n`.repeat(100), '999 <13>1 - - app - - - cut off']),
			openStream(daemon.port('tcp')).then(socket => {
				socket.write('50 <13>1 - - app');
				socket.resetAndDestroy();
			}),
		]);
	}
	sending.isOver = true;
	await pausing;
	await daemon.until('all of it', ({sources}) => sources.every(({name, received}) => !name.startsWith('unix-dgram') || received === 6000)
		&& sources.find(({name}) => name.startsWith('tcp'))!.received >= 505);
	expect(await looks.end()).toBeGreaterThan(10);
	await expectAccounted(daemon);
	const {sources} = await daemon.status();
	const {totals} = await lossesOf(daemon);
	const counted = (source: string, ...reasons: string[]): number =>
		totals.filter(each => each.source === source && reasons.includes(each.reason)).reduce((sum, {count}) => sum + count, 0);
	for (const {name, received, stored, discarded_paused, discarded_empty, truncated} of sources) {
		expect(counted(name, 'discarded_paused', 'discarded_empty'), name).toBe(received - stored);
		expect(counted(name, 'discarded_paused'), name).toBe(discarded_paused);
		expect(counted(name, 'discarded_empty'), name).toBe(discarded_empty);
		expect(counted(name, 'truncated', 'incomplete'), name).toBe(truncated);
	}
	expect(totals.map(({reason}) => reason)).toEqual(expect.arrayContaining(['discarded_paused', 'discarded_empty', 'truncated', 'incomplete']));
}, 60_000);
