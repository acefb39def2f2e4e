import {durationText} from '../duration.js';
import {type Finding, ok, warning} from './finding.js';
import type {Message} from './message.js';

/** Whole seconds, and the way here, make for less. */
const MAX_SKEW_SECONDS = 5;
/** Zones are multiples of this apart. */
const ZONE_STEP_SECONDS = 900;
/** Of a host's newest messages, the one that is least off counts: others may have been held up. */
const MESSAGES_OF_A_HOST = 5;

interface Host {
	readonly name: string;
	/** Seconds by which the best of its messages is ahead of us. */
	ahead: number;
	count: number;
}

/**
 * Whether the clocks of those who send agree with ours; a finding for each host whose clock does not.
 *
 * @param messages In any order.
 */
export function checkClocks(messages: readonly Message[]): Finding[] {
	const hosts = new Map<string, Host>();
	for (const {hostname: name = 'this host', timestamp, received} of [...messages].sort((a, b) => b.seq - a.seq)) {
		const ahead = timestamp === undefined ? NaN : (Date.parse(timestamp) - Date.parse(received)) / 1000;
		if (Number.isNaN(ahead)) continue;
		const host = hosts.get(name) ?? {name, ahead, count: 0};
		hosts.set(name, host);
		if (host.count === MESSAGES_OF_A_HOST) continue;
		host.count += 1;
		if (Math.abs(ahead) < Math.abs(host.ahead)) host.ahead = ahead;
	}
	const off = [...hosts.values()].filter(({ahead}) => Math.abs(ahead) > MAX_SKEW_SECONDS);
	if (off.length > 0) return off.map(skewed);
	return [ok('clock', hosts.size === 0 ? 'no message with a time to compare' : `the time in messages is ours, within ${MAX_SKEW_SECONDS} s`)];
}

function skewed({name, ahead}: Host): Finding {
	const seconds = Math.abs(ahead);
	const zones = Math.round(seconds / ZONE_STEP_SECONDS);
	const [direction, isZone] = [ahead > 0 ? 'ahead' : 'behind', zones > 0 && Math.abs(seconds - zones * ZONE_STEP_SECONDS) <= MAX_SKEW_SECONDS];
	if (isZone) {
		return warning('clock', `the time in messages of ${name} is ${durationText(zones * ZONE_STEP_SECONDS)} ${direction}: probably another time zone, which the BSD format does not tell`, [
			`# on ${name}: have it send RFC 5424, or give both the same zone, and restart the syslog daemon:`,
			'timedatectl', 'sudo timedatectl set-timezone Etc/UTC',
		]);
	}
	return warning('clock', `the time in messages of ${name} is ${durationText(Math.round(seconds))} ${direction}`, [
		`# on ${name}, where the clock is wrong or messages are held back:`,
		'timedatectl', 'sudo timedatectl set-ntp true',
	]);
}
