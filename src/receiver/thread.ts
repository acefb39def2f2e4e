import {randomInt} from 'node:crypto';
import {lookup} from 'node:dns/promises';
import {unlinkSync} from 'node:fs';
import {isIP} from 'node:net';
import {parentPort, workerData} from 'node:worker_threads';
import {Hub} from '../hub.js';
import {Ipv6Table} from '../hub/ipv6-table.js';
import {MAX_SOURCES} from '../hub/layout.js';
import {HubMemory} from '../hub/memory.js';
import {HubMove} from '../hub/move.js';
import {PackedQueue} from '../hub/packed-queue.js';
import {wipe} from '../hub/packing/web-assembly.js';
import {WakeUp} from '../hub/wake-up.js';
import {Ledger} from '../losses/ledger.js';
import {LedgerMemory} from '../losses/ledger-memory.js';
import {OriginMask} from '../redact/origin-mask.js';
import {Redaction} from '../redact/redaction.js';
import {AllowList} from './allow-list.js';
import {ConnectionGate, descriptorsForConnections} from './connection-gate.js';
import {DatagramBatch} from './datagram-batch.js';
import {DatagramSource} from './datagram-source.js';
import {Intake} from './intake.js';
import {threadId} from '../libc/affinity.js';
import {nowUs} from '../libc/clocks.js';
import {viewMemory} from '../libc/memory.js';
import {openUdp, openUnixDatagram, withCredentials} from './open-datagram.js';
import {type Command, type HubPlace, listenerName, type ListenerSpec, type ReceiverInput, type Report} from './protocol.js';
import {RateLimiter} from './rate-limiter.js';
import {scratchLayout} from './scratch.js';
import {StreamSource} from './stream-source.js';
import {TlsEntrance} from './tls-entrance.js';

/** Datagrams taken from a socket before a command: more than the queue of any socket holds, also of one with 8 MiB. */
const DRAIN_DATAGRAMS = 32_768;

const input = workerData as ReceiverInput;
const port = parentPort!;
const memory = new HubMemory(viewMemory(input.address, input.bytes).buffer);
const hub = new Hub(memory, input.packed === undefined ? undefined : new PackedQueue(input.packed));
const ipv6 = new Ipv6Table(memory);
const wakeUp = new WakeUp(input.wakeUp);
const ledger = new Ledger(new LedgerMemory(MAX_SOURCES, input.losses));
const redaction = new Redaction(input.redactionRules, input.redactionCounts);
const originMask = new OriginMask(input.redactionRules);
const {allow, rateLimit, connections: limits} = input.senders;
const allowList = allow.length === 0 ? undefined : new AllowList(allow);
const layout = scratchLayout(memory.geometry.maxMessageBytes, redaction.isOn);
/** What sources read into; its place changes when the hub moves. */
const scratch = {
	address: input.address + input.scratchAt,
	offset: input.scratchAt,
	stride: layout.slotStride,
	capacity: layout.slotBytes,
	readBytes: layout.readBytes,
	redactionAt: input.scratchAt + layout.redactionAt,
	redactionBytes: layout.redactionBytes,
};
/** Sources take one batch after the other, so one is enough. */
const redactor = redaction.redactor(scratch);
const datagrams: DatagramSource[] = [];
const streams: StreamSource[] = [];
const tlsEntrances: TlsEntrance[] = [];
const descriptors = descriptorsForConnections();

// Also where an error ends the thread: a poll that is left open may take the process along (`pollReadable`).
process.once('exit', () => {
	for (const source of [...datagrams.splice(0), ...streams.splice(0)]) {
		try {
			source.close();
		} catch {
			// What was amiss before is still so, and has been told.
		}
	}
});
void start();

async function start(): Promise<void> {
	const names: string[] = [];
	for (const [i, spec] of input.listeners.entries()) {
		try {
			names.push(listenerName(spec, await open(spec, input.sources[i]!)));
		} catch (error) {
			closeSources();
			// Node removes the files of its stream sockets itself.
			for (const made of input.listeners.slice(0, i)) if (made.kind === 'unix-dgram' && made.fd === undefined) unlinkSync(made.path);
			report({type: 'failed', name: listenerName(spec), code: (error as {code?: string}).code ?? String(error)});
			return;
		}
	}
	port.on('message', (command: Command) => {
		if (command.do === 'ping' || command.do === 'expire') finish(command);
		else obey(command);
	});
	report({type: 'ready', names, thread: threadId()});
}

/** Opens a listener; resolves to its port, 0 for a unix socket. */
async function open(spec: ListenerSpec, source: number): Promise<number> {
	const rateLimiter = rateLimit && new RateLimiter(rateLimit, nowUs(), randomInt(2 ** 32));
	const intake = new Intake(hub, source, wakeUp, ledger, redactor, rateLimiter);
	const isUdp = spec.kind === 'udp';
	const inherited = spec.fd !== undefined;
	const openDatagram = (fd: number): void => {
		const batch = new DatagramBatch(scratch, isUdp, allowList !== undefined);
		datagrams.push(new DatagramSource(fd, source, {hub, intake, ipv6, originMask, allowList: isUdp ? allowList : undefined, batch, inherited}));
	};
	if (spec.kind === 'unix-dgram') {
		openDatagram(spec.fd === undefined ? openUnixDatagram(spec.path) : withCredentials(spec.fd));
		return 0;
	}
	if (spec.kind === 'udp') {
		const {fd, port: opened} = spec.fd === undefined ? openUdp(await numericHost(spec.host), spec.port) : {fd: spec.fd, port: spec.port};
		openDatagram(fd);
		return opened;
	}
	const gate = new ConnectionGate(limits, 'path' in spec ? undefined : allowList, descriptors);
	const tls = spec.kind === 'tls' ? tlsEntrance() : undefined;
	const stream = new StreamSource(source, {hub, intake, ipv6, originMask, scratch, limits, gate, tls, inherited});
	streams.push(stream);
	if (spec.fd !== undefined) {
		await stream.listen({fd: spec.fd});
		return 'port' in spec ? spec.port : 0;
	}
	return stream.listen('path' in spec ? {path: spec.path} : {port: spec.port, ...(spec.host === undefined ? {} : {host: spec.host})});
}

function tlsEntrance(): TlsEntrance {
	const entrance = new TlsEntrance(input.tls!);
	tlsEntrances.push(entrance);
	return entrance;
}

async function numericHost(host: string | undefined): Promise<string | undefined> {
	return host === undefined || isIP(host) !== 0 ? host : (await lookup(host)).address;
}

/**
 * Carries a command out after everything that had been sent before it. What was sent is taken here and now;
 * connections that wait are accepted in the event loop's turn between the two callbacks. In the end the kernel refuses
 * what is sent later, so that whatever a unix socket has taken is kept, and a sender knows what is not. An inherited
 * socket goes on without us: what waits in it then is for the next daemon.
 */
function obey(command: Command): void {
	if (command.do === 'close') for (const source of streams) source.refuseConnections();
	setImmediate(() => {
		setImmediate(() => {
			if (command.do === 'close') for (const source of [...datagrams, ...streams]) source.refuse();
			if (command.do !== 'move') drain(command.do === 'close');
			finish(command);
		});
	});
}

function finish(command: Command): void {
	const gone = carryOut(command);
	// Followers hear of a clearing even when nothing new comes.
	if (command.do !== 'ping') wakeUp.signal();
	report({type: 'done', id: command.id, gone});
}

/** @param isLast Whether nothing will be read after this. */
function drain(isLast: boolean): void {
	for (const source of datagrams) if (!(isLast && source.inherited)) source.drain(DRAIN_DATAGRAMS);
	for (const source of streams) source.drain();
}

/** Returns how many messages are gone by it. */
function carryOut(command: Command): number {
	switch (command.do) {
		case 'pause':
			memory.paused = command.paused;
			return 0;
		case 'clear':
			wipeScratch();
			return hub.clear();
		case 'expire':
			wipeScratch();
			return hub.expire(command.seq);
		case 'limit':
			return limit(command.maxMessages);
		case 'move':
			return move(command.to);
		case 'adopt':
			hub.adopt();
			return 0;
		case 'renew':
			for (const entrance of tlsEntrances) entrance.renew(command.tls);
			return 0;
		case 'ping':
			return 0;
		case 'close':
			closeSources();
			// Nothing else keeps the thread alive; reports that are under way still arrive.
			port.unref();
			return 0;
	}
}

/** Overwrites what came in last: between two batches nobody needs it any more. */
function wipeScratch(): void {
	wipe(memory.bytes.subarray(scratch.offset));
}

function limit(maxMessages: number): number {
	const {tail} = memory;
	memory.writeMaxMessages(maxMessages);
	hub.publish();
	return memory.tail - tail;
}

/**
 * Goes on in another mapping. This happens between two batches, when nothing stands in the scratch space that is still
 * needed: what has come of unfinished messages is with their framers.
 */
function move({address, bytes, scratchAt}: HubPlace): number {
	const {buffer} = viewMemory(address, bytes);
	const evicted = new HubMove(memory, new HubMemory(buffer)).finish();
	// From here on, what is kept is kept there.
	memory.hasMoved = true;
	memory.attach(buffer);
	hub.resume();
	scratch.address = address + scratchAt;
	scratch.offset = scratchAt;
	scratch.redactionAt = scratchAt + layout.redactionAt;
	for (const source of datagrams) source.forgetSlots();
	return evicted;
}

function closeSources(): void {
	for (const source of [...datagrams.splice(0), ...streams.splice(0)]) source.close();
}

function report(message: Report): void {
	port.postMessage(message);
}
