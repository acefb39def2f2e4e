import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {type IncomingMessage, request} from 'node:http';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {Child} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon, untilReady} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {temporaryFolder} from './support/folder.js';
import {follow, webSocketUrl} from './support/follower.js';
import {ask} from './support/http.js';
import {expectNumbers, expectNumbersOrGaps, framed, newlineEnded, numberedMessages, numbersIn, octetCounted} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {openStream, sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

/** The answer to `POST /buffer/resize`. */
interface Resized {
	bytes: {used: number; max: number};
	messages: {used: number; max: number};
	evicted: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

async function resize(daemon: Daemon, parameters: string): Promise<Resized> {
	const answer = await daemon.command(`/buffer/resize?${parameters}`);
	expect({status: answer.status, body: answer.body.toString('utf8')}).toMatchObject({status: 200});
	return JSON.parse(answer.body.toString('utf8')) as Resized;
}

/** Begins to resize again and again, between the sizes, until it is told to stop; resolves to how often it was done. */
function resizeUntilTold(daemon: Daemon, sizes: readonly string[]): {stop: () => Promise<number>; done: () => number} {
	let count = 0;
	const stopped = new AbortController();
	const work = (async () => {
		for (; !stopped.signal.aborted; count++) await resize(daemon, `bytes=${sizes[count % sizes.length]!}`);
	})();
	// Whoever stops it gets the error.
	work.catch(() => undefined);
	return {
		done: () => count,
		stop: async () => {
			stopped.abort();
			await work;
			return count;
		},
	};
}

async function send(daemon: Daemon, from: number, to: number): Promise<void> {
	await sendStream(daemon.streamSocket, framed(numberedMessages(to).slice(from - 1), newlineEnded));
	await daemon.received(to);
}

function residentBytes(daemon: Daemon): number {
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.child.pid}/status`, 'utf8'))![1]) * KIB;
}

describe('resizing', () => {
	test('keeps every message that has room, and numbers, epoch and counters; /status shows the new bounds', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '1M', '--compress', 'off']});
		await send(daemon, 1, 3000);
		const before = await daemon.status();
		expect(await resize(daemon, 'bytes=4MiB')).toEqual({
			bytes: {used: before.buffer.bytes.used, max: 4 * MIB}, messages: {used: 3000, max: 4 * MIB / 32}, evicted: 0,
		});
		const {epoch, counters, sources, buffer} = before;
		expect(await daemon.status()).toMatchObject({
			epoch, counters, sources, buffer: {...buffer, bytes: {max: 4 * MIB}, messages: {used: 3000, max: 4 * MIB / 32}},
		});
		expectNumbers(await daemon.lines(), 1, 3000);
		await send(daemon, 3001, 20_000);
		expectNumbers(await daemon.lines(), 1, 20_000);
	});

	test('to less than what is kept evicts the oldest, counts them, and keeps to both bounds from then on', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 20_000);
		const {evicted, messages, bytes} = await resize(daemon, 'bytes=1M');
		expect(evicted).toBe(20_000 - messages.used);
		expect(bytes).toEqual({used: expect.any(Number) as number, max: MIB});
		expect(bytes.used).toBeLessThanOrEqual(MIB);
		expect(bytes.used).toBeGreaterThan(0.95 * MIB - 16 * KIB);
		expectNumbers(await daemon.lines(), evicted + 1, 20_000);
		expect(await resize(daemon, 'messages=100')).toMatchObject({evicted: messages.used - 100, messages: {used: 100, max: 100}, bytes: {max: MIB}});
		expectNumbers(await daemon.lines(), 19_901, 20_000);
		expect(await resize(daemon, 'bytes=2M&messages=200')).toMatchObject({evicted: 0, messages: {used: 100, max: 200}, bytes: {max: 2 * MIB}});
		await send(daemon, 20_001, 20_500);
		expectNumbers(await daemon.lines(), 20_301, 20_500);
		expect((await daemon.status()).counters).toMatchObject({stored: 20_500, evicted: 20_300, cleared: 0});
		await expectAccounted(daemon);
	});

	test('to the size that it has changes nothing', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '2M', '--buffer-size', '500']});
		await send(daemon, 1, 300);
		const before = await daemon.status();
		for (let i = 0; i < 3; i++) expect(await resize(daemon, 'bytes=2M&messages=500')).toMatchObject({evicted: 0, messages: {used: 300, max: 500}});
		expect((await daemon.status()).buffer).toEqual(before.buffer);
	});

	test('leaves a bound in messages that was asked for, and lets one that was not grow with the bytes', async () => {
		const bounded = await startDaemon({args: ['--buffer-size', '500']});
		expect(await resize(bounded, 'bytes=128M')).toMatchObject({messages: {max: 500}});
		const free = await startDaemon({args: ['--buffer-bytes', '1M', '--compress', 'off']});
		expect(await resize(free, 'bytes=2M')).toMatchObject({messages: {max: 2 * MIB / 32}});
		expect(await resize(free, 'messages=7')).toMatchObject({messages: {max: 7}});
		expect(await resize(free, 'bytes=1M')).toMatchObject({messages: {max: 7}});
	});

	test('keeps a pause, also one that ends by itself', async () => {
		const daemon = await startDaemon();
		await daemon.command('/pause/on?for=1h');
		const before = await daemon.status();
		await resize(daemon, 'bytes=8M');
		expect(await daemon.status()).toMatchObject({paused: true, paused_until: before.paused_until});
		await send(daemon, 1, 10);
		expect(await daemon.lines()).toEqual([]);
		await daemon.command('/pause/off');
		expect((await daemon.status()).paused).toBe(false);
		await send(daemon, 11, 20);
		expectNumbers(await daemon.lines(), 11, 20);
	});

	test('gives memory back, and takes no more addresses the more often it is done', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '128M', '--compress', 'off']});
		await send(daemon, 1, 300_000);
		const full = residentBytes(daemon);
		await resize(daemon, 'bytes=1M');
		expect(full - residentBytes(daemon)).toBeGreaterThan(30 * MIB);
		const addresses = (): string => /^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.child.pid}/status`, 'utf8'))![1]!;
		await resize(daemon, 'bytes=128M');
		const before = Number(addresses());
		for (let i = 0; i < 20; i++) await resize(daemon, `bytes=${i % 2 === 0 ? 64 : 128}M`);
		expect(Number(addresses()) - before).toBeLessThan(2 * 128 * KIB);
	});
});

describe('while the ring is resized', () => {
	test.each([
		['a line a message', newlineEnded], ['octet-counted', octetCounted],
	])('a connection in the middle of a message goes on, %s', async (_, frame) => {
		const daemon = await startDaemon();
		const socket = await openStream(daemon.port('tcp'));
		const text = numberedMessages(40).map(frame).join('');
		// Cut in the middle of every message, also in the middle of its prefix.
		const step = frame(numberedMessages(1)[0]!).length + 1;
		for (let at = 0, i = 0; at < text.length; at += step, i++) {
			const received = frame === newlineEnded ? text.slice(0, at + step).split('\n').length - 1 : undefined;
			await new Promise(resolve => socket.write(text.slice(at, at + step), resolve));
			if (received !== undefined) await daemon.received(received);
			await resize(daemon, `bytes=${[300 * KIB, 2 * MIB, 70 * MIB][i % 3]!}`);
		}
		await daemon.received(40);
		expectNumbers(await daemon.lines(), 1, 40);
		expect((await daemon.status()).counters).toMatchObject({connections: 1, truncated: 0, unparsed: 0});
	});

	test('a follower gets every message once, in order, at full load', {timeout: 60_000}, async () => {
		const count = 200_000;
		const daemon = await startDaemon();
		const [fast, filtered] = await Promise.all(['/ws?fmt=rfc5424&batch=1', '/ws?fmt=rfc5424&q=number=7'].map(async path => follow(webSocketUrl(daemon.querySocket, path))));
		const resizing = resizeUntilTold(daemon, ['48M', '128M', '64M', '47M']);
		const messages = numberedMessages(count);
		for (let from = 0; from < count; from += 20_000) {
			await sendStream(daemon.port('tcp'), framed(messages.slice(from, from + 20_000), newlineEnded));
			await waitFor('the next resize', () => resizing.done() > from / 20_000);
		}
		expect(await resizing.stop()).toBeGreaterThanOrEqual(10);
		const got = (): string[] => fast!.frames.flatMap(frame => frame.replace(/\n$/, '').split('\n'));
		await fast!.untilFrames('the last message', frames => frames.at(-1)?.includes(`number=${count},`) === true);
		expectNumbers(got(), 1, count);
		const sevens = messages.filter(message => message.includes('number=7'));
		await filtered!.until(sevens.length);
		expect(numbersIn(filtered!.frames)).toEqual(numbersIn(sevens));
		expectNumbers(await daemon.lines(), 1, count);
		expect((await daemon.status()).counters).toMatchObject({received: count, stored: count, evicted: 0});
	});

	test('a follower that waits for the next message is woken by it', async () => {
		const daemon = await startDaemon();
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws'));
		for (let i = 1; i <= 10; i++) {
			const resized = resize(daemon, `bytes=${i}M`);
			await send(daemon, i, i);
			await follower.until(i);
			await resized;
		}
		expectNumbers(follower.frames, 1, 10);
	});

	test.each([
		['more', 'bytes=128M', false], ['less', 'bytes=1M', true],
	])('a dump goes on at its reader\'s pace; with %s room than is needed it tells what it misses', async (_, parameters, isShort) => {
		const count = 50_000;
		const daemon = await startDaemon();
		await send(daemon, 1, count);
		const asked = request({socketPath: daemon.querySocket, path: '/?fmt=rfc5424', agent: false}).end();
		const [answer] = await once(asked, 'response') as [IncomingMessage];
		answer.pause();
		const parts: Buffer[] = [];
		answer.on('data', (part: Buffer) => parts.push(part)).pause();
		const {evicted} = await resize(daemon, parameters);
		expect(evicted > 0).toBe(isShort);
		answer.resume();
		await once(answer, 'end');
		const gaps = expectNumbersOrGaps(Buffer.concat(parts).toString().trimEnd().split('\n'), 1, count);
		expect(gaps.map(({reason}) => reason)).toEqual(isShort ? ['overtaken'] : []);
	});

	test('a cursor from before means the same place after it', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 1000);
		const cursor = (await ask(daemon.querySocket, '/?l=1')).headers['circolog-cursor'] as string;
		await resize(daemon, 'bytes=1M');
		await send(daemon, 1001, 1010);
		const answer = await ask(daemon.querySocket, `/?cursor=${cursor}`);
		expectNumbers(answer.body.toString('utf8').trimEnd().split('\n'), 1001, 1010);
	});

	test('scans, counts and searches answer as before', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '1M']});
		await send(daemon, 1, 3000);
		const answers = async (): Promise<string[]> => Promise.all(
			['/count?q=number=7', '/?q=number=77&C=1', '/?reverse=1&l=3', '/top?by=app_name', '/?grep=number=1.99'].map(async path =>
				(await ask(daemon.querySocket, path)).body.toString('utf8')));
		const before = await answers();
		const resizing = resizeUntilTold(daemon, ['16M', '1100K', '500M', '2M']);
		for (let i = 0; i < 20; i++) expect(await answers()).toEqual(before);
		await resizing.stop();
	});
});

describe('commands at the same time', () => {
	test('are carried out one after the other', async () => {
		const daemon = await startDaemon();
		await send(daemon, 1, 10_000);
		const sizes = [1, 2, 3, 64, 1, 5];
		const answers = await Promise.all(sizes.map(async mib => resize(daemon, `bytes=${mib}M`)));
		const evicted = answers.reduce((sum, answer) => sum + answer.evicted, 0);
		const status = await daemon.status();
		expect(status.counters.evicted).toBe(evicted);
		expect(sizes.map(mib => mib * MIB)).toContain(status.buffer.bytes.max);
		expectNumbers(await daemon.lines(), evicted + 1, 10_000);
	});

	test('clear forgets what was there, also in the midst of a resize, and pause is not undone', async () => {
		const daemon = await startDaemon();
		for (let round = 0; round < 5; round++) {
			await send(daemon, round * 5000 + 1, round * 5000 + 5000);
			const [, cleared, paused] = await Promise.all([
				resize(daemon, `bytes=${round % 2 === 0 ? 128 : 64}M`), daemon.command('/logs/clear'), daemon.command('/pause/on'), resize(daemon, 'bytes=65M'),
			]);
			expect(JSON.parse(cleared.body.toString())).toEqual({cleared: 5000});
			expect(JSON.parse(paused.body.toString())).toEqual({paused: true});
			expect(await daemon.status()).toMatchObject({paused: true, buffer: {messages: {used: 0}}});
			expect(await daemon.lines()).toEqual([]);
			await daemon.command('/pause/off');
		}
		await expectAccounted(daemon);
	});

	test('a daemon that is told to end in the midst of a resize ends', async () => {
		const daemon = await startDaemon({args: ['--buffer-bytes', '256M']});
		await send(daemon, 1, 100_000);
		const resizing = resizeUntilTold(daemon, ['64M', '256M']);
		await waitFor('a resize', () => resizing.done() > 0);
		await daemon.stop();
		await expect(resizing.stop()).rejects.toThrow();
	});
});

describeWithPeers(['python3'], 'datagrams while the ring is resized', () => {
	test('over a unix socket, none is lost, and all are counted', {timeout: 60_000}, async () => {
		const count = 100_000;
		const daemon = await startDaemon();
		const resizing = resizeUntilTold(daemon, ['40M', '128M', '41M']);
		await sendDatagrams(daemon.syslogSocket, numberedMessages(count));
		await daemon.received(count);
		expect(await resizing.stop()).toBeGreaterThan(0);
		expectNumbers(await daemon.lines(), 1, count);
		expect((await daemon.status()).counters).toMatchObject({received: count, stored: count, kernel_drops: 0, truncated: 0, unparsed: 0});
		await expectAccounted(daemon);
	});
});

describe('what cannot be', () => {
	const refused: [string, RegExp][] = [
		['', /^bytes or messages has to be given, or both: bytes=128M, messages=1000000\n$/],
		['bytes=', /^bytes: "" is not allowed; allowed are sizes from 278944 to 3G, in bytes or with K, M or G, such as 64M\n$/],
		['bytes=much', /^bytes: "much" is not allowed; /],
		['bytes=-1', /^bytes: "-1" is not allowed; /],
		['bytes=276831', /^bytes: "276831" is not allowed; allowed are sizes from 278944 to 3G, [^;]+; messages of up to 65536 bytes, which --max-message-size allows, need that much\n$/],
		['bytes=3221225473', /^bytes: "3221225473" is not allowed; allowed are sizes from 278944 to 3G/],
		['bytes=1M&bytes=2M', /^bytes: given more than once/],
		['messages=0', /^messages: "0" is not allowed; allowed are whole numbers from 1 to 1000000000\n$/],
		['messages=1e6', /^messages: "1e6" is not allowed/],
		['bytes=1M&messages=-1', /^messages: "-1" is not allowed/],
		['buffer-bytes=1M', /^unknown parameter "buffer-bytes"; allowed are bytes, messages\n$/],
	];

	test('is refused with the reason, and changes nothing', async () => {
		const daemon = await startDaemon();
		const before = await daemon.status();
		for (const [parameters, sentence] of refused) {
			const answer = await daemon.command(`/buffer/resize?${parameters}`);
			expect(answer.status, parameters).toBe(400);
			expect(answer.body.toString('utf8')).toMatch(sentence);
			expect((await daemon.status()).buffer).toEqual(before.buffer);
		}
	});

	test('a ring that there is no memory for is refused with the reason, and the one there was goes on', async () => {
		const folder = temporaryFolder();
		const at = (name: string): string => join(folder, name);
		// Under a limit of address space that leaves room for the daemon, but not for two such rings.
		const child = new Child('/bin/sh', ['-c', 'ulimit -v 2000000 && exec "$0" "$@"', CIRCOLOGD,
			'--syslogd-socket', at('syslog.sock'), '--syslog-stream-socket', at('stream.sock'), '--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'),
		], cleanEnvironment());
		await untilReady(child);
		const command = async (path: string): Promise<{status: number; text: string}> => {
			const {status, body} = await ask(at('ctl.sock'), path, {method: 'POST'});
			return {status, text: body.toString('utf8')};
		};
		await sendStream(at('stream.sock'), [numberedMessages(10).map(newlineEnded).join('')]);
		for (let i = 0; i < 2; i++) {
			expect(await command('/buffer/resize?bytes=3G')).toEqual({
				status: 507, text: expect.stringMatching(/^there is no memory for a ring of 3221225472 bytes \(mmap of \d+ bytes: ENOMEM\); it stays as it is\n$/) as string,
			});
		}
		expect((await command('/buffer/resize?bytes=65M')).status).toBe(200);
		await waitFor('the messages', async () => (await ask(at('query.sock'), '/count')).body.toString('utf8').includes('10'));
		expectNumbers((await ask(at('query.sock'), '/')).body.toString('utf8').trimEnd().split('\n'), 1, 10);
		expect(child.ended).toBeUndefined();
	});
});
