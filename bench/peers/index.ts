import {type Bench, freeBytes} from '../bench.js';
import type {Receiver} from '../receiver.js';
import {type Busybox, startBusybox} from './busybox.js';
import {type Journald, startJournald} from './journald.js';
import {startNaive} from './naive.js';
import {Absent} from './program.js';
import {startRsyslog} from './rsyslog.js';
import {startSyslogNg} from './syslog-ng.js';

/** Free memory in tmpfs below which nobody who keeps messages in files is measured. */
const NEEDED_BYTES = 2 * 1024 ** 3;

const RING_BYTES = 64 * 1024 ** 2;

/** The programs that circologd is compared with; absent ones are undefined. */
export interface Peers {
	readonly busybox: Busybox | undefined;
	readonly rsyslog: Receiver | undefined;
	readonly syslogNg: Receiver | undefined;
	readonly journald: Journald | undefined;
	readonly naive: Receiver | undefined;
}

/** Starts every peer that this machine has. */
export async function startPeers(bench: Bench): Promise<Peers> {
	return {
		...await startRings(bench, RING_BYTES),
		rsyslog: await attempt(bench, 'rsyslog', needsMemory(startRsyslog)),
		syslogNg: await attempt(bench, 'syslog-ng', needsMemory(startSyslogNg)),
		naive: await attempt(bench, 'node:dgram', startNaive),
	};
}

/** Starts those that keep messages in memory and print them; the ring's size is BusyBox's. */
export async function startRings(bench: Bench, ringBytes: number): Promise<Pick<Peers, 'busybox' | 'journald'>> {
	return {
		busybox: await attempt(bench, 'BusyBox', async () => startBusybox(bench, ringBytes)),
		journald: await attempt(bench, 'journald', needsMemory(startJournald)),
	};
}

/** Ends all that run. */
export async function stopPeers(peers: Partial<Peers>): Promise<void> {
	await Promise.all(Object.values(peers).map(async (peer: Receiver | undefined) => peer?.stop()));
}

async function attempt<T extends Receiver>(bench: Bench, name: string, start: (bench: Bench) => Promise<T>): Promise<T | undefined> {
	try {
		const receiver = await start(bench);
		bench.peers.set(name, receiver.version ?? name);
		return receiver;
	} catch (error) {
		if (!(error instanceof Absent)) throw error;
		const line = `skipped: ${error.message}`;
		if (bench.peers.get(name) !== line) bench.say(`${name} ${line}`);
		bench.peers.set(name, line);
		return undefined;
	}
}

function needsMemory<T>(start: (bench: Bench) => Promise<T>): (bench: Bench) => Promise<T> {
	return async bench => {
		if (freeBytes(bench.memoryFolder) < NEEDED_BYTES) throw new Absent(`needs 2 GiB free in ${bench.memoryFolder}`);
		return start(bench);
	};
}
