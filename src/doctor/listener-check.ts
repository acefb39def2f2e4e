import {hostname} from 'node:os';
import {nowUs} from '../libc/clocks.js';
import type {Arrivals} from './arrivals.js';
import {type Destination, nameOfDestination} from './destination.js';
import {fault, type Finding, ok} from './finding.js';
import type {Marker} from './marks.js';
import {showLatency} from './message.js';
import {sendTo} from './send.js';

/** Sends a message to a listener, and waits until it can be read. */
export async function checkListener(to: Destination, marker: Marker, arrivals: Arrivals, withinMs: number): Promise<Finding> {
	const name = nameOfDestination(to);
	const {mark, bytes} = marker.rfc5424(new Date(), hostname());
	const [start, sentUs] = [performance.now(), nowUs()];
	try {
		await sendTo(to, bytes, withinMs);
	} catch (error) {
		return fault('listener', `${name} takes no message: ${reasonOf(error)}`, sendAdvice(to));
	}
	const arrival = await arrivals.wait(mark, start + withinMs);
	if (arrival === undefined) return fault('listener', `${name}: a message was sent, but could not be read within ${withinMs} ms`, ['circolog-ctl losses']);
	return ok('listener', `${name}: ${showLatency(sentUs, arrival)}`);
}

/** Why a message could not be sent, in a phrase. */
export function reasonOf(error: unknown): string {
	const {code = 'unknown error', message} = error as NodeJS.ErrnoException;
	const reasons: Readonly<Record<string, string>> = {
		EACCES: 'permission denied',
		EAGAIN: 'its queue is full, and is not read',
		ECONNREFUSED: 'nobody listens there',
		ENOENT: 'there is no such socket',
		ETIMEDOUT: 'it does not answer',
	};
	return reasons[code] ?? `${code}: ${message}`;
}

/** A socket's file may have been removed, or replaced, under a daemon that runs on. */
function sendAdvice(to: Destination): string[] {
	if (!('path' in to)) return ['# look for a firewall on this host:', 'sudo nft list ruleset'];
	return [
		'# the file of the socket may have been removed or replaced, or admit its group only:', `ls -l ${to.path}`,
		...(to.inherited === true
			? ['# a restart of its unit, as circolog-syslog.socket, makes it anew:', 'sudo systemctl restart circolog-syslog.socket circologd.service']
			: ['# a restart makes it anew:', 'sudo systemctl restart circologd']),
	];
}
