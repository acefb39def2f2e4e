import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import type {LoadArguments} from '../load.js';
import type {Receiver, Taken, Transport} from '../receiver.js';
import {freePort} from './free-port.js';

/** Room for the largest message that is sent to it. */
const SLOT_BYTES = 8192;
/** As circologd's ring is, more than the processor's caches hold. */
const RING_MIB = 48;

/** The limit: a C program for each transport that throws away what it receives. */
export async function startSinks(bench: Bench): Promise<Receiver[]> {
	const port = await freePort();
	return [
		await startSink(bench, 'unix-dgram', `unix-dgram:${join(bench.folder, 'sink.sock')}`),
		await startSink(bench, 'udp', `udp:127.0.0.1:${port}`),
		await startSink(bench, 'tcp', `tcp:127.0.0.1:${port}`),
	];
}

/** What the limit leaves out: a C program that keeps what it receives in a ring, with the senders that the kernel tells. */
export async function startKeeper(bench: Bench): Promise<Receiver> {
	const endpoint = `unix-dgram:${join(bench.folder, 'keeper.sock')}`;
	return {...await startSink(bench, 'unix-dgram', endpoint, {keep: RING_MIB, credentials: 1}), name: 'recvmmsg into a ring', role: 'keeper'};
}

async function startSink({load, memoryFolder}: Bench, transport: Transport, endpoint: string, more: LoadArguments = {}): Promise<Receiver> {
	const counters = join(memoryFolder, more['keep'] === undefined ? `sink-${transport}` : 'keeper');
	const child = load.start('sink', [endpoint, counters], {size: SLOT_BYTES, ...more});
	await child.says(/^ready$/m);
	return {
		name: transport === 'tcp' ? 'bare read' : 'bare recvmmsg',
		role: 'limit',
		pid: child.pid,
		endpoints: {[transport]: endpoint},
		async taken(_transport, size): Promise<Taken> {
			const [datagrams = 0n, bytes = 0n, lastNs = 0n] = new BigUint64Array(new Uint8Array(readFileSync(counters)).buffer);
			// A line of a stream is the message and an LF.
			return {messages: transport === 'tcp' ? Math.floor(Number(bytes) / (size + 1)) : Number(datagrams), countedLost: 0, lastNs: Number(lastNs)};
		},
		async stop() {
			await child.stop();
			rmSync(counters, {force: true});
		},
	};
}
