import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {type AddressInfo, connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {SystemError} from '../src/libc/calls.js';
import {nowUs} from '../src/libc/clocks.js';
import {closeDescriptor, descriptorOf, waitReadable} from '../src/libc/descriptors.js';
import {mapMemory, viewMemory} from '../src/libc/memory.js';
import {pollReadable} from '../src/libc/poll.js';
import {
	AF_UNIX, bindSocket, datagramSocket, holdMore, receiveMany, setSocketOption, SO_PASSCRED, socketDrops, socketName, socketOption, SOL_SOCKET,
} from '../src/libc/sockets.js';
import {DatagramBatch} from '../src/receiver/datagram-batch.js';
import {BATCH_DATAGRAMS} from '../src/receiver/message-headers.js';
import {openUdp, openUnixDatagram} from '../src/receiver/open-datagram.js';
import {ipv6Bytes, unixAddress} from '../src/receiver/socket-address.js';
import {describeWithPeers} from './e2e/support/peers.js';

let folder = '';
let path = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'circolog-test-'));
	path = join(folder, 'test.sock');
});
afterEach(() => {
	rmSync(folder, {recursive: true});
});

/** A batch over memory of its own. */
function batchFor(capacity: number): {batch: DatagramBatch; bytes: Uint8Array} {
	const slots = mapMemory(BATCH_DATAGRAMS * capacity);
	return {batch: new DatagramBatch({address: slots.address, offset: 0, stride: capacity, capacity}, false), bytes: new Uint8Array(slots.buffer)};
}

const SEND = 'import socket,sys; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.sendto(sys.argv[2].encode(),sys.argv[1])';

function send(text: string): void {
	const sent = spawnSync('python3', ['-c', SEND, path, text], {encoding: 'utf8'});
	expect(sent.stderr).toBe('');
}

describe('mapped memory', () => {
	it('is zeroed, and the same bytes through every view', () => {
		const mapped = mapMemory(1_000_000);
		const bytes = new Uint8Array(mapped.buffer);
		expect(bytes.every(byte => byte === 0)).toBe(true);
		new Uint8Array(viewMemory(mapped.address, 1_000_000).buffer)[999_999] = 7;
		expect(bytes[999_999]).toBe(7);
	});

	it('that cannot be had is an error with its code', () => {
		expect(() => mapMemory(2 ** 52)).toThrow(SystemError);
		expect(() => mapMemory(2 ** 52)).toThrow('ENOMEM');
	});
});

describe('the clock', () => {
	it('tells the same time as Date, in microseconds', () => {
		const before = Date.now();
		const us = nowUs();
		expect(us).toBeGreaterThanOrEqual(1000 * before);
		expect(us).toBeLessThan(1000 * (Date.now() + 1));
		expect(Number.isInteger(us)).toBe(true);
	});
});

describe('a stream socket', () => {
	const SO_SNDBUF = 7;

	/** What waits for the other end at the most: before, and when more may. */
	async function held(where: string | number): Promise<[before: number, after: number]> {
		const server = createServer(() => undefined).listen(where);
		await once(server, 'listening');
		const client = typeof where === 'string' ? connect(where) : connect((server.address() as AddressInfo).port, '127.0.0.1');
		await once(client, 'connect');
		const fd = descriptorOf(client);
		const before = socketOption(fd, SOL_SOCKET, SO_SNDBUF);
		holdMore(fd, 2 * before);
		const after = socketOption(fd, SOL_SOCKET, SO_SNDBUF);
		client.destroy();
		server.close();
		await once(server, 'close');
		expect(descriptorOf(client)).toBe(-1);
		holdMore(-1, 1e6);
		return [before, after];
	}

	it('holds more if it is a unix socket', async () => {
		const [before, after] = await held(path);
		expect(after).toBe(2 * before);
	});

	it('is left to TCP where it is its own', async () => {
		const [before, after] = await held(0);
		expect(after).toBe(before);
	});
});

describeWithPeers(['python3'], 'a datagram socket', () => {
	it('delivers datagrams whole, and who sent them', () => {
		const fd = openUnixDatagram(path);
		const {batch, bytes} = batchFor(64);
		expect(batch.receive(fd)).toBe(0);
		send('one');
		send('second');
		expect(batch.receive(fd)).toBe(2);
		const texts = [0, 1].map(i => Buffer.from(bytes.subarray(batch.offset(i), batch.offset(i) + batch.headers.length(i))).toString());
		expect(texts).toEqual(['one', 'second']);
		const credentials = batch.headers.control(0, SOL_SOCKET, 2);
		expect(batch.headers.words[credentials]).toBeGreaterThan(1);
		expect(batch.headers.words[credentials + 1]).toBe(process.getuid!());
		closeDescriptor(fd);
	});

	it('marks a datagram that was longer than its slot', () => {
		const fd = openUnixDatagram(path);
		const {batch} = batchFor(4);
		send('longer');
		expect([batch.receive(fd), batch.headers.length(0), batch.headers.flags(0) & 0x20]).toEqual([1, 4, 0x20]);
		closeDescriptor(fd);
	});

	it('reports a path that is taken by its code', () => {
		const fd = openUnixDatagram(path);
		expect(() => openUnixDatagram(path)).toThrow('EADDRINUSE');
		closeDescriptor(fd);
	});

	it('is told which port the kernel chose', () => {
		const {fd, port} = openUdp('127.0.0.1', 0);
		expect(port).toBeGreaterThan(0);
		expect([...socketName(fd)].slice(4, 8)).toEqual([127, 0, 0, 1]);
		expect(socketDrops(fd)).toBe(0);
		closeDescriptor(fd);
	});

	it('wakes its thread for what has arrived while the poll was paused, when that is resumed', async () => {
		const fd = datagramSocket(AF_UNIX);
		bindSocket(fd, unixAddress(path));
		const {batch} = batchFor(64);
		let events = 0;
		const poll = pollReadable(fd, () => {
			events += batch.receive(fd);
		});
		poll.pause();
		poll.pause();
		send('paused');
		for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
		expect(events).toBe(0);
		poll.resume();
		poll.resume();
		while (events < 1) await new Promise(setImmediate);
		send('resumed');
		while (events < 2) await new Promise(setImmediate);
		poll.close();
		poll.resume();
		closeDescriptor(fd);
	});

	it('wakes its thread when something arrives, and no more once the poll is closed', async () => {
		const fd = datagramSocket(AF_UNIX);
		setSocketOption(fd, SOL_SOCKET, SO_PASSCRED, 1);
		bindSocket(fd, unixAddress(path));
		const {batch} = batchFor(64);
		let events = 0;
		await new Promise<void>(resolve => {
			const poll = pollReadable(fd, () => {
				events += 1;
				batch.receive(fd);
				poll.close();
				poll.close();
				resolve();
			});
			send('wake');
		});
		send('too late');
		await new Promise(setImmediate);
		await new Promise(setImmediate);
		expect(events).toBe(1);
		closeDescriptor(fd);
	});
});

describeWithPeers(['python3'], 'a wait for a descriptor', () => {
	/** Longer than anybody waits for a test. */
	const LONG_US = 999_999;

	it('is over when something arrives, or is there already', () => {
		const fd = openUnixDatagram(path);
		const sender = spawn('python3', ['-c', SEND, path, 'later']);
		let isThere = false;
		for (let waits = 0; !isThere && waits < 60; waits++) isThere = waitReadable(fd, LONG_US);
		expect([isThere, waitReadable(fd, 0)]).toEqual([true, true]);
		sender.kill();
		closeDescriptor(fd);
	});

	it('is over when nothing has come for so long', () => {
		const fd = openUnixDatagram(path);
		const begun = performance.now();
		expect(waitReadable(fd, 2000)).toBe(false);
		expect(performance.now() - begun).toBeGreaterThanOrEqual(2);
		closeDescriptor(fd);
	});
});

describe('a descriptor that is no socket', () => {
	it('is an error of the socket, not of the program', () => {
		expect(receiveMany(0x7ffffff, 0, 1)).toBe(-1);
	});
});

describe('an IPv6 address', () => {
	it.each([
		['::', '00000000000000000000000000000000'],
		['::1', '00000000000000000000000000000001'],
		['fe80::1:2', 'fe800000000000000000000000010002'],
		['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
		['2001:db8::', '20010db8000000000000000000000000'],
		['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
	])('%s is read', (text, hex) => {
		expect(Buffer.from(ipv6Bytes(text)).toString('hex')).toBe(hex);
	});
});
