import {isIPv4, isIPv6} from 'node:net';
import {ipv4Number, ipv6Bytes, isMapped} from './socket-address.js';

/** Addresses that begin with the same bits. It can be sent to another thread. */
export type AddressRange =
	/** Most significant byte first. */
	| {readonly family: 4; readonly address: number; readonly mask: number}
	/** Four words each, as the kernel writes an address, and a little-endian machine reads it. */
	| {readonly family: 6; readonly words: readonly number[]; readonly masks: readonly number[]};

const IPV4_BITS = 32;
const IPV6_BITS = 128;
/** Bits before the IPv4 address in `::ffff:0:0/96` (RFC 4291, section 2.5.5.2). */
const MAPPED_BITS = 96;

/**
 * Reads `10.0.0.0/8`, `2001:db8::/32` or a single address. IPv4 addresses that are written as IPv6, as
 * `::ffff:10.0.0.0/104`, are IPv4 addresses.
 *
 * @returns The range, or what is wrong with it.
 */
export function readAddressRange(text: string): AddressRange | string {
	const [, address = '', digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
	if (isIPv4(address)) {
		const prefix = Number(digits ?? IPV4_BITS);
		if (prefix > IPV4_BITS) return `a prefix of IPv4 has 0 to ${IPV4_BITS} bits`;
		return ipv4Range(text, ipv4Number(address), prefix);
	}
	if (!isIPv6(address) || address.includes('%')) return 'it is no address';
	const prefix = Number(digits ?? IPV6_BITS);
	if (prefix > IPV6_BITS) return `a prefix of IPv6 has 0 to ${IPV6_BITS} bits`;
	const bytes = ipv6Bytes(address);
	const view = new DataView(bytes.buffer);
	const words = [0, 4, 8, 12].map(at => view.getUint32(at, true));
	if (prefix >= MAPPED_BITS && isMapped(Uint32Array.from(words), 0)) {
		return ipv4Range(text, view.getUint32(12), prefix - MAPPED_BITS);
	}
	const mask = new DataView(new ArrayBuffer(16));
	for (let i = 0; i < 4; i++) mask.setUint32(i * 4, maskOf(Math.min(Math.max(prefix - i * 32, 0), 32)));
	const masks = [0, 4, 8, 12].map(at => mask.getUint32(at, true));
	return words.every((word, i) => (word & ~masks[i]!) === 0) ? {family: 6, words, masks} : beyond(text);
}

function ipv4Range(text: string, address: number, prefix: number): AddressRange | string {
	const mask = maskOf(prefix);
	return (address & ~mask) === 0 ? {family: 4, address, mask} : beyond(text);
}

/** Who writes such a range has one of the two in mind, and it is not for us to guess which. */
function beyond(text: string): string {
	return `it has bits beyond its prefix: ${text.replace(/\/.*/, '')} is the one address`;
}

/** A word of which the first `bits`, 0 to 32, are set. */
function maskOf(bits: number): number {
	return bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
}
