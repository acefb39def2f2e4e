import {AF_INET, AF_INET6} from '../libc/sockets.js';
import type {AddressRange} from './address-range.js';
import {ipv4OfWord, isMapped} from './socket-address.js';

const IPV4_WORDS = 2;
const IPV6_WORDS = 8;

/** Who may send syslog over the network: addresses within one of some ranges. Asked for each datagram, and allocates nothing. */
export class AllowList {
	/** Address and mask of each range. Signed, as the results of `&` are. */
	readonly #ipv4: Int32Array;
	/** Four words of address, then four of mask. */
	readonly #ipv6: Int32Array;

	constructor(ranges: readonly AddressRange[]) {
		this.#ipv4 = Int32Array.from(ranges.flatMap(range => (range.family === 4 ? [range.address, range.mask] : [])));
		this.#ipv6 = Int32Array.from(ranges.flatMap(range => (range.family === 6 ? [...range.words, ...range.masks] : [])));
	}

	/** Whether the sender may whose `sockaddr_in` or `sockaddr_in6` begins at `words[name]`. */
	allows(words: Uint32Array, name: number): boolean {
		const family = words[name]! & 0xffff;
		if (family === AF_INET) return this.allowsIpv4(ipv4OfWord(words[name + 1]!));
		return family === AF_INET6 && this.allowsIpv6(words, name + 2);
	}

	/** @param address Most significant byte first. */
	allowsIpv4(address: number): boolean {
		const ranges = this.#ipv4;
		for (let i = 0; i < ranges.length; i += IPV4_WORDS) {
			if ((address & ranges[i + 1]!) === ranges[i]) return true;
		}
		return false;
	}

	/** @param at Where in `words` the address begins, as the kernel writes it. An IPv4 address written as IPv6 counts as IPv4. */
	allowsIpv6(words: Uint32Array, at: number): boolean {
		if (isMapped(words, at)) return this.allowsIpv4(ipv4OfWord(words[at + 3]!));
		const ranges = this.#ipv6;
		for (let i = 0; i < ranges.length; i += IPV6_WORDS) {
			if ((words[at]! & ranges[i + 4]!) === ranges[i] && (words[at + 1]! & ranges[i + 5]!) === ranges[i + 1]
				&& (words[at + 2]! & ranges[i + 6]!) === ranges[i + 2] && (words[at + 3]! & ranges[i + 7]!) === ranges[i + 3]) return true;
		}
		return false;
	}
}
