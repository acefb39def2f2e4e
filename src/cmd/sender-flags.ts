import type {AddressRange} from '../receiver/address-range.js';
import type {ListenerSpec, SenderLimits} from '../receiver/protocol.js';
import type {RateLimit} from '../receiver/rate-limiter.js';
import {listOption, option} from './command-line.js';
import {addressRanges, rateLimit} from './sender-values.js';
import {UsageError} from './usage-error.js';
import {timeSpan, wholeNumber} from './values.js';

/** Each datagram is compared with one after the other. */
const MAX_RANGES = 256;
const MOST_CONNECTIONS = 65_536;
const MIN_IDLE_MS = 1000;
const MAX_IDLE_MS = 30 * 24 * 3600 * 1000;
/** The kernel counts seconds, and no more than some hours of them. */
const MIN_KEEPALIVE_MS = 1000;
const MAX_KEEPALIVE_MS = 2 * 3600 * 1000;

/** The flags of circologd that say who may send, and how much. */
export const senderFlags = {
	allow: listOption('--allow <CIDR>', 'receive from these addresses and networks only, over UDP, TCP and TLS', addressRanges),
	rateLimit: option('--rate-limit <RATE>', 'messages that each sender may send, in a second or a minute: 500/s', rateLimit),
	maxConnections: option('--max-connections <N>', 'connections that each stream socket may have at a time', wholeNumber(1, MOST_CONNECTIONS), '1024'),
	maxPerAddress: option('--max-connections-per-address <N>', 'as many of these may come from one address', wholeNumber(1, MOST_CONNECTIONS), undefined, {
		shownDefault: 'half of --max-connections',
	}),
	idleTimeout: option('--idle-timeout <TIME>', 'close connections on which nothing has come for so long', timeSpan(MIN_IDLE_MS, MAX_IDLE_MS)),
	keepalive: option('--tcp-keepalive <TIME>', 'after so much silence on TCP, see whether the other end is still there', timeSpan(MIN_KEEPALIVE_MS, MAX_KEEPALIVE_MS), '60s'),
};

/** What these flags say. */
export interface SenderFlagValues {
	readonly allow: readonly (readonly AddressRange[])[];
	readonly rateLimit: RateLimit | undefined;
	readonly maxConnections: number;
	readonly maxPerAddress: number | undefined;
	readonly idleTimeout: number | undefined;
	readonly keepalive: number;
}

/**
 * Puts together who may send, and how much.
 *
 * @param warn Told of what has no effect.
 * @throws UsageError where it is too much.
 */
export function senderLimitsFrom(values: SenderFlagValues, syslog: readonly ListenerSpec[], warn: (sentence: string) => void): SenderLimits {
	const allow = values.allow.flat();
	if (allow.length > MAX_RANGES) throw new UsageError(`--allow: ${allow.length} addresses and networks are too many: ${MAX_RANGES} are allowed`);
	if (allow.length > 0 && syslog.every(where => 'path' in where)) warn('--allow: syslog is received on unix sockets only, which it does not concern');
	const {rateLimit, maxConnections, idleTimeout: idleTimeoutMs, keepalive: keepaliveMs} = values;
	const maxPerAddress = values.maxPerAddress ?? Math.ceil(maxConnections / 2);
	return {allow, rateLimit, connections: {maxConnections, maxPerAddress, idleTimeoutMs, keepaliveMs}};
}
