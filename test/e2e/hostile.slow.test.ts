import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {follow, webSocketUrl} from './support/follower.js';
import {garbage, randomNumbers} from './support/garbage.js';
import {expectNumbers, numberedMessages, octetCounted} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {openStream, sendStream} from './support/stream.js';
import {openUdp} from './support/udp.js';
import {waitFor} from './support/wait.js';

const SEED = 20_261_120;
const TEXT = '<13>1 - - app - - - text';
const LAST = '<13>1 - - proof - - - still alive\n';

/** Proves that the daemon still takes messages, that its books are right and that every format shows every message. */
async function expectHealthy(daemon: Daemon): Promise<void> {
	await sendStream(daemon.streamSocket, [LAST]);
	await expectAccounted(daemon);
	const status = await daemon.status();
	const lines = await daemon.lines('syslog');
	expect(lines.at(-1)).toContain('still alive');
	expect(lines).toHaveLength(status.buffer.messages.used);
	expect(lines.filter(line => /[\0-\x1f\x7f]/.test(line))).toEqual([]);
	const messages = await daemon.messages();
	expect(messages).toHaveLength(lines.length);
	expect(messages.at(-1)).toMatchObject({app_name: 'proof', message: 'still alive'});
	expect(messages.every(({seq, received}) => typeof seq === 'number' && typeof received === 'string')).toBe(true);
}

describeWithPeers(['python3'], 'hostile datagrams', () => {
	test('random bytes on the datagram sockets: the daemon lives, and each datagram is stored or counted', async () => {
		const daemon = await startDaemon();
		const random = randomNumbers(SEED);
		const datagrams = Array.from({length: 3000}, () => garbage(random, 2000));
		await sendDatagrams(daemon.syslogSocket, datagrams);
		const udp = openUdp(daemon.port('udp'));
		for (let i = 0; i < 500; i += 50) {
			await udp.send(datagrams.slice(i, i + 50));
			await daemon.until('them', ({counters}) => counters.received + counters.kernel_drops >= 3000 + i + 50);
		}
		expect((await daemon.status()).counters).toMatchObject({received: 3500, kernel_drops: 0});
		await expectHealthy(daemon);
	});

	test.each([
		['no PRI', 'just text', {priority: 13, message: 'just text'}],
		['PRI too high', '<192>text', {priority: 13, message: '<192>text'}],
		['PRI much too high', '<99999999999>text', {priority: 13, message: '<99999999999>text'}],
		['PRI with leading zeros', '<007>text', {priority: 13, message: '<007>text'}],
		['PRI without an end', '<13', {priority: 13, message: '<13'}],
		['PRI without a number', '<>text', {priority: 13, message: '<>text'}],
		['NUL inside', '<13>1 - - app - - - a\0b', {priority: 13, app_name: 'app', message: 'a\0b'}],
		['bytes that are not UTF-8', Buffer.from('<13>1 - - app - - - a\xff\xfeb', 'latin1'), {app_name: 'app', message: 'a\u{FFFD}\u{FFFD}b'}],
		['a parameter called __proto__', '<13>1 - - app - - [__proto__ __proto__="x"] text', {app_name: 'app', message: 'text'}],
		['structured data without an end', '<13>1 - - app - - [a@1 b="c', {priority: 13}],
		['a thousand elements', `<13>1 - - app - - ${'[a@1 b="c"]'.repeat(1000)} text`, {app_name: 'app', message: 'text'}],
	])('%s: the message is kept', async (_name, bytes, expected) => {
		const daemon = await startDaemon();
		await sendDatagrams(daemon.syslogSocket, [bytes]);
		await daemon.received(1);
		const [message, ...more] = await daemon.messages();
		expect(more).toEqual([]);
		expect(message).toMatchObject(expected);
		expect((await daemon.curl('/?fmt=rfc5424')).body).toEqual(Buffer.concat([Buffer.from(bytes as string), Buffer.from('\n')]));
		await expectHealthy(daemon);
	});

	test('empty datagrams are counted, not stored; one that is too long is cut, marked and counted', async () => {
		const daemon = await startDaemon({args: ['--max-message-size', '1K']});
		await sendDatagrams(daemon.syslogSocket, ['', '\n', '\0', `<13>1 - - app - - - ${'x'.repeat(100_000)}`, '<13>1 - - app - - - next']);
		const {counters} = await daemon.received(5);
		expect(counters).toMatchObject({stored: 2, discarded_empty: 3, truncated: 1});
		const [cut, next] = await daemon.lines('rfc5424');
		expect(cut).toMatch(/^<13>1 - - app - - - x+$/);
		expect(cut).toHaveLength(1024);
		expect(next).toMatch(/ next$/);
		await expectHealthy(daemon);
	});
});

describe('hostile streams', () => {
	test('random bytes on many connections: the daemon lives, and each frame is stored or counted', async () => {
		const daemon = await startDaemon();
		const random = randomNumbers(SEED + 1);
		await Promise.all(Array.from({length: 40}, async (_, i) =>
			sendStream(i % 2 === 0 ? daemon.streamSocket : daemon.port('tcp'), Array.from({length: 10}, () => garbage(random, 20_000)))));
		await daemon.until('all connections', ({sources}) => sources.reduce((sum, {connections}) => sum + connections, 0) >= 40);
		await expectHealthy(daemon);
	});

	test.each([
		['a line longer than allowed', `<13>1 - - app - - - ${'x'.repeat(3_000_000)}\n`, 1],
		['a count larger than allowed', `3000000 <13>1 - - app - - - ${'x'.repeat(3_000_000 - 20)}`, 1],
		['a count of seven digits', `9999999 <13>1 - - app - - - ${'x'.repeat(9_999_999 - 20)}`, 1],
	])('%s is cut and counted, and the connection stays usable', async (_name, bytes, truncated) => {
		const daemon = await startDaemon();
		await sendStream(daemon.port('tcp'), [bytes, '<13>1 - - app - - - behind it\n']);
		const {counters} = await daemon.received(2);
		expect(counters).toMatchObject({stored: 2, truncated});
		const [cut, behind] = await daemon.lines('rfc5424');
		expect(cut).toHaveLength(65_536);
		expect(behind).toBe('<13>1 - - app - - - behind it');
		await expectHealthy(daemon);
	});

	test.each([
		['a line that starts with a digit', '2026 was a year\n', ['2026 was a year']],
		['a count of 0', '0 <13>1 - - app - - - text\n', ['0 <13>1 - - app - - - text']],
		['a count with a leading zero', '026 <13>1 - - app - - - text\n', ['026 <13>1 - - app - - - text']],
		['a count that is no number', '12a <13>text\n', ['12a <13>text']],
		['a count of eight digits', '10000000 <13>text\n', ['10000000 <13>text']],
		['a count that includes the LF', `${octetCounted(`${TEXT}\n`)}${TEXT} 2\n`, [TEXT, `${TEXT} 2`]],
		['both framings in turn', `${octetCounted(TEXT)}${TEXT} 2\n${octetCounted(TEXT)}`, [TEXT, `${TEXT} 2`, TEXT]],
		['a counted frame of several lines', `${octetCounted(`${TEXT}\n\n2026 b`)}${TEXT}\n`, [`${TEXT}\n\n2026 b`, TEXT]],
		['a count cut by the end of the connection', `100 ${TEXT}`, [TEXT]],
		['a line cut by the end of the connection', TEXT, [TEXT]],
		['NUL, CRLF and LF as ends', `${TEXT}\0${TEXT} 2\r\n${TEXT} 3\n`, [TEXT, `${TEXT} 2`, `${TEXT} 3`]],
	])('%s', async (_name, bytes, messages) => {
		const daemon = await startDaemon();
		// Byte by byte too: no decision may depend on how the network cuts the stream.
		for (const pieces of [[bytes], bytes.split('')]) {
			await daemon.command('/logs/clear');
			// The daemon closes its side when it has read everything.
			await sendStream(daemon.port('tcp'), pieces);
			await daemon.until('the messages', ({buffer}) => buffer.messages.used >= messages.length);
			expect((await daemon.lines('rfc5424')).join('\n')).toBe(messages.join('\n'));
			const status = await daemon.status();
			expect(status.buffer.messages.used).toBe(messages.length);
			await expectAccounted(daemon);
		}
	});

	test('connections beyond 1024 are refused and counted, and those that were there go on', async () => {
		const daemon = await startDaemon();
		const address = daemon.port('tcp');
		const first = await openStream(address);
		await Promise.all(Array.from({length: 1100}, async (_, i) => openStream(address, `127.0.0.${2 + i % 5}`).then(socket => socket.on('error', () => undefined).resume())));
		const {counters} = await daemon.until('all connections', ({counters: {connections, connections_refused: refused}}) => connections + refused >= 1101);
		expect(counters).toMatchObject({connections: 1024, connections_refused: 77});
		first.write('<13>1 - - first - - - still here\n');
		await daemon.received(1);
		await expectHealthy(daemon);
	});

	test('a connection that is reset ends like any other: what came before is kept, and its descriptor is given back', async () => {
		const daemon = await startDaemon();
		const descriptors = (): number => readdirSync(`/proc/${daemon.child.pid}/fd`).length;
		const before = descriptors();
		const messages = numberedMessages(2000);
		for (let i = 0; i < 10; i++) {
			const socket = await openStream(daemon.port('tcp'));
			await new Promise(resolve => socket.write(messages.slice(i * 200, (i + 1) * 200).join('\n'), resolve));
			socket.resetAndDestroy();
			await daemon.received((i + 1) * 200);
		}
		expectNumbers(await daemon.lines('rfc5424'), 1, 2000);
		await waitFor('the descriptors', () => descriptors() <= before);
		await expectHealthy(daemon);
	});

	test('the garbage of one connection never touches another', async () => {
		const daemon = await startDaemon();
		const random = randomNumbers(SEED + 2);
		const good = await openStream(daemon.port('tcp'));
		const bad = await openStream(daemon.port('tcp'));
		for (let i = 0; i < 200; i++) {
			const message = `<13>1 - - good - - - ${i}\n`;
			good.write(message.slice(0, 10));
			bad.write(garbage(random, 500));
			good.write(message.slice(10));
		}
		good.end();
		bad.end();
		await Promise.all([once(good.resume(), 'close'), once(bad.resume(), 'close')]);
		await waitFor('the last good message', async () => (await daemon.messages()).some(({message}) => message === '199'));
		const kept = (await daemon.messages()).filter(({app_name}) => app_name === 'good');
		expect(kept.map(({message}) => message)).toEqual(Array.from({length: 200}, (_, i) => String(i)));
	});

	test('random bytes on the query and control sockets and in websockets do no harm', async () => {
		const daemon = await startDaemon();
		const random = randomNumbers(SEED + 3);
		for (const socket of [daemon.querySocket, daemon.ctlSocket]) {
			for (let i = 0; i < 20; i++) {
				const stream = await openStream(socket);
				stream.on('error', () => undefined);
				stream.end(garbage(random, 5000));
				stream.resume();
				await once(stream, 'close');
			}
		}
		const talker = await follow(webSocketUrl(daemon.querySocket, '/ws'));
		for (let i = 0; i < 20; i++) {
			talker.send(garbage(random, 1000));
		}
		const shouter = await follow(webSocketUrl(daemon.querySocket, '/ws'));
		shouter.send(Buffer.alloc(50_000_000));
		await daemon.until('the end of the one who shouts', ({followers}) => followers.current < 2);
		expect((await daemon.status()).paused).toBe(false);
		await expectHealthy(daemon);
	});
});
