import {setTimeout as sleep} from 'node:timers/promises';
import type {Bench} from '../bench.js';
import type {LoadArguments} from '../load.js';
import {cpuSeconds, droppedBeforeSockets} from '../process-numbers.js';
import type {Receiver, Taken, Transport} from '../receiver.js';

/** How long after the last message a receiver is waited for that has not got all. Looking more often would be measured itself. */
const LOOK_AFTER_MS = [5, 10, 20, 40, 80];
/** No receiver has more waiting than it can take in this time. */
const GIVE_UP_NS = 30e9;

/** What there is to see of a receiver at one moment. */
interface Seen {
	readonly taken: Taken | undefined;
	readonly cpu: number;
	readonly ns: number;
}

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
	const look = async (): Promise<Seen> => ({
		taken: await receiver.taken?.(transport, numbers.size), cpu: cpuSeconds(receiver.pid), ns: Number(process.hrtime.bigint()),
	});
	const before = await look();
	const earlier = droppedBeforeSockets();
	const {sent, start_ns, end_ns} = await load.send(receiver.endpoints[transport] ?? '', numbers);
	// What is there when the sender has ended came in time; the clock has gone on only because this process had to wake up.
	const first = {...await look(), ns: end_ns};
	const change = ({taken}: Seen, counter: 'messages' | 'countedLost'): number => (taken?.[counter] ?? 0) - (before.taken?.[counter] ?? 0);
	const after = await untilQuiet(first, look, seen => change(seen, 'messages') + change(seen, 'countedLost') === sent);
	// Who cannot tell has taken everything: its sender had to wait.
	const received = after.taken === undefined ? sent : change(after, 'messages');
	const countedLost = change(after, 'countedLost');
	return {
		rate: received / (Math.max(after.taken?.lastNs ?? after.ns, end_ns) - start_ns) * 1e9,
		sent, received, countedLost,
		uncounted: sent - received - countedLost - (droppedBeforeSockets() - earlier),
		cpuPerMillion: (after.cpu - before.cpu) / received * 1e6,
	};
}

/** Looks until everything has arrived, or until nothing more does; returns what was seen when the last message had come. */
async function untilQuiet(first: Seen, look: () => Promise<Seen>, complete: (seen: Seen) => boolean): Promise<Seen> {
	let last = first;
	let looks = 0;
	while (last.taken !== undefined && looks < LOOK_AFTER_MS.length && last.ns - first.ns < GIVE_UP_NS && !complete(last)) {
		await sleep(LOOK_AFTER_MS[looks]);
		looks += 1;
		const next = await look();
		if (next.taken?.messages === last.taken.messages) {
			last = {...last, taken: next.taken};
		} else {
			last = next;
			looks = 0;
		}
	}
	return last;
}
