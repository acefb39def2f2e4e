import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import type {FormatterContext} from '../formatter/formatter.js';
import type {Chunk} from '../hub/chunk.js';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6} from '../hub/entry.js';
import {Ipv6Table} from '../hub/ipv6-table.js';
import type {HubMemory} from '../hub/memory.js';
import {ipv6Text} from '../receiver/socket-address.js';

/** The kernel's name for this boot: a UUID. */
const BOOT_ID_PATH = '/proc/sys/kernel/random/boot_id';

/**
 * Shows messages that name no host as this host's, or as their sender's address if they came over the network.
 *
 * @param sourceNames Names of the syslog listeners, by number.
 */
export function hostNames(memory: HubMemory, sourceNames: readonly string[]): FormatterContext {
	const local = Buffer.from(hostname());
	const ipv6 = new Ipv6Table(memory);
	return {
		epoch: memory.epoch,
		bootId: bootId(),
		sourceNames,
		hostOf(chunk: Chunk, i: number): Uint8Array {
			const flags = chunk.flags(i);
			if (flags & FLAG_ORIGIN_IPV4) return Buffer.from(ipv4Text(chunk.originA(i)));
			if (flags & FLAG_ORIGIN_IPV6) {
				const address = ipv6.address(chunk.originA(i), chunk.firstSeq + i);
				return address === undefined ? local : Buffer.from(ipv6Text(address));
			}
			return local;
		},
	};
}

/** Empty where /proc is hidden. */
function bootId(): string {
	try {
		return readFileSync(BOOT_ID_PATH, 'latin1').trim().replaceAll('-', '');
	} catch {
		return '';
	}
}

/** An IPv4 address, most significant byte first, in dotted form. */
export function ipv4Text(address: number): string {
	return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}
