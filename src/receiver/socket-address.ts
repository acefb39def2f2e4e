import {isIPv4} from 'node:net';
import {AF_INET, AF_INET6, AF_UNIX} from '../libc/sockets.js';

/** A `sockaddr_un` (unix(7)). */
export function unixAddress(path: string): Uint8Array {
	const address = Buffer.alloc(2 + Buffer.byteLength(path) + 1);
	address.writeUInt16LE(AF_UNIX, 0);
	address.write(path, 2);
	return address;
}

/** A `sockaddr_in` or `sockaddr_in6` (ip(7), ipv6(7)) of a numeric address. */
export function internetAddress(host: string, port: number): Uint8Array {
	if (isIPv4(host)) {
		const address = Buffer.alloc(16);
		address.writeUInt16LE(AF_INET, 0);
		address.writeUInt16BE(port, 2);
		host.split('.').forEach((part, i) => address.writeUInt8(Number(part), 4 + i));
		return address;
	}
	const address = Buffer.alloc(28);
	address.writeUInt16LE(AF_INET6, 0);
	address.writeUInt16BE(port, 2);
	address.set(ipv6Bytes(host), 8);
	return address;
}

/** The 16 bytes of an IPv6 address in text form, which may end in a dotted IPv4 address (RFC 4291, section 2.2). */
export function ipv6Bytes(text: string): Uint8Array {
	const dotted = /(?<four>\d+\.\d+\.\d+\.\d+)$/.exec(text)?.groups?.['four'];
	let hex = text;
	if (dotted !== undefined) {
		const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
		hex = text.slice(0, -dotted.length) + `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
	}
	const [left = '', right] = hex.split('::');
	const head = left === '' ? [] : left.split(':');
	const rest = right === undefined || right === '' ? [] : right.split(':');
	const groups = [...head, ...Array.from({length: 8 - head.length - rest.length}, () => '0'), ...rest];
	const bytes = new DataView(new ArrayBuffer(16));
	groups.forEach((group, i) => {
		bytes.setUint16(i * 2, Number.parseInt(group, 16));
	});
	return new Uint8Array(bytes.buffer);
}

/** `::ffff:0:0/96`: an IPv4 address as an IPv6 socket sees it (RFC 4291, section 2.5.5.2), its third little-endian word. */
const MAPPED_WORD = 0xffff0000;

/** Whether the IPv6 address at `words[at]`, as the kernel writes it, is an IPv4 address. */
export function isMapped(words: Uint32Array, at: number): boolean {
	return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === MAPPED_WORD;
}

/** An IPv4 address, most significant byte first, from the word that the kernel writes. */
export function ipv4OfWord(word: number): number {
	return ((word & 0xff) << 24 | (word & 0xff00) << 8 | (word >>> 8) & 0xff00 | word >>> 24) >>> 0;
}

/** An IPv4 address in dotted form as a number, most significant byte first. */
export function ipv4Number(text: string): number {
	return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The port of a `sockaddr_in` or `sockaddr_in6`. */
export function portOf(address: Uint8Array): number {
	return address[2]! * 256 + address[3]!;
}

/** The host of a `sockaddr_in` or `sockaddr_in6`, as a numeric address. */
export function hostOf(address: Uint8Array): string {
	return address[0] === AF_INET ? address.subarray(4, 8).join('.') : ipv6Text(address.subarray(8, 24));
}

/** The 16 bytes of an IPv6 address in its shortest form (RFC 5952). */
export function ipv6Text(address: Uint8Array): string {
	const groups = Array.from({length: 8}, (_, i) => (address[2 * i]! * 256 + address[2 * i + 1]!).toString(16));
	// The URL parser shortens an address as RFC 5952 wants it.
	return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The path of a `sockaddr_un`, or `@` and the abstract name; undefined for a socket that is bound to nothing. */
export function pathOf(address: Uint8Array): string | undefined {
	const name = Buffer.from(address).subarray(2);
	if (name.length === 0) return undefined;
	if (name[0] === 0) return `@${name.subarray(1).toString()}`;
	const end = name.indexOf(0);
	return name.subarray(0, end === -1 ? name.length : end).toString();
}
