import {setTimeout as sleep} from 'node:timers/promises';
import type {Bench} from '../bench.js';
import type {LoadArguments} from '../load.js';
import {cpuSeconds, droppedBeforeSockets} from '../process-numbers.js';
import type {Receiver, Transport} from '../receiver.js';

/** How long after the last message a receiver is waited for that has not got all. Looking more often would be measured itself. */
const LOOK_AFTER_MS = [5, 10, 20, 40, 80, 150];
/** No receiver has more waiting than it can take in this time. */
const GIVE_UP_MS = 30_000;

/** One round of load on one receiver. */
export interface Round {
	/** Messages received a second, until the last one was received. */
	readonly rate: number;
	readonly sent: number;
	readonly received: number;
	/** Messages that the receiver says it lost. */
	readonly countedLost: number;
	/** Messages that are neither received nor counted by anybody; negative when more were counted than lost. */
	readonly uncounted: number;
	/** CPU time of the receiver, in seconds for a million messages received. */
	readonly cpuPerMillion: number;
}

/** Sends to a receiver, waits until it has taken all that it will, and tells what became of it. */
export async function round({load}: Bench, receiver: Receiver, transport: Transport, numbers: LoadArguments & {readonly size: number}): Promise<Round> {
	const {size} = numbers;
	const endpoint = receiver.endpoints[transport] ?? '';
	const taken = async (): Promise<{messages: number; countedLost: number; lastNs?: number} | undefined> => receiver.taken?.(transport, size);
	const before = await taken();
	const earlier = droppedBeforeSockets();
	let cpu = cpuSeconds(receiver.pid);
	const cpuBefore = cpu;
	const sender = await load.send(endpoint, numbers);
	let at = sender.end_ns;
	let now = await taken();
	cpu = cpuSeconds(receiver.pid);
	if (before === undefined || now === undefined) {
		const seconds = (at - sender.start_ns) / 1e9;
		return {
			rate: sender.sent / seconds, sent: sender.sent, received: sender.sent, countedLost: 0, uncounted: 0,
			cpuPerMillion: (cpu - cpuBefore) / sender.sent * 1e6,
		};
	}
	for (let look = 0, waited = 0; look < LOOK_AFTER_MS.length && waited < GIVE_UP_MS; look++) {
		if (now.messages - before.messages + now.countedLost - before.countedLost === sender.sent) break;
		await sleep(LOOK_AFTER_MS[look]);
		waited += LOOK_AFTER_MS[look]!;
		const next = (await taken())!;
		if (next.messages === now.messages) continue;
		at = Number(process.hrtime.bigint());
		cpu = cpuSeconds(receiver.pid);
		now = next;
		look = -1;
	}
	const received = now.messages - before.messages;
	const countedLost = now.countedLost - before.countedLost;
	const dropped = droppedBeforeSockets() - earlier;
	return {
		rate: received / ((Math.max(now.lastNs ?? at, sender.end_ns) - sender.start_ns) / 1e9),
		sent: sender.sent, received, countedLost,
		uncounted: sender.sent - received - countedLost - dropped,
		cpuPerMillion: (cpu - cpuBefore) / received * 1e6,
	};
}
