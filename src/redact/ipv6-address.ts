import {DIGIT, HEX, isOf} from './byte-class.js';

const DOT = 0x2e;
const DIGIT_0 = 0x30;
const COLON = 0x3a;
const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Groups of an address. */
const GROUPS = 8;
const MAX_GROUP_DIGITS = 4;
/** Groups that make up a /48. */
const KEPT_GROUPS = 3;

/** Reads and writes the text forms of an IPv6 address (RFC 4291, section 2.2). One is used again and again. */
export class Ipv6Address {
	readonly #groups = new Uint16Array(GROUPS);
	/** Groups written out, `::` not counted. */
	#written = 0;
	/** Groups before `::`; -1 where there is none. */
	#gap = -1;
	#hasDigit = false;
	/** Whether all groups have two digits. */
	#isPairs = true;
	#dotted = -1;

	/** Where the last of the four decimal numbers begins that the text read ends in; -1 where it does not. */
	get lastOctet(): number {
		return this.#dotted;
	}

	/** Whether it stands for an IPv4 address: `::ffff:0:0/96` (RFC 4291, section 2.5.5.2). */
	get isMapped(): boolean {
		const groups = this.#groups;
		return groups[5] === 0xffff && (groups[0]! | groups[1]! | groups[2]! | groups[3]! | groups[4]!) === 0;
	}

	/** Whether it stands for an IPv4 address, and for one of this host: `127.0.0.0/8`. */
	get isLoopback(): boolean {
		return this.isMapped && this.#groups[6]! >>> 8 === 127;
	}

	/** Whether it names nobody: `::` and `::1`. */
	get isNobody(): boolean {
		const groups = this.#groups;
		return groups[7]! <= 1 && (groups[0]! | groups[1]! | groups[2]! | groups[3]! | groups[4]! | groups[5]! | groups[6]!) === 0;
	}

	/**
	 * Reads `bytes[start]` to `bytes[end - 1]`; false where all of it is no address. Nor are names with `::` between them
	 * (`Abc::Def`), and numbers of hardware, eight pairs of digits.
	 */
	read(bytes: Uint8Array, start: number, end: number): boolean {
		const groups = this.#groups;
		groups.fill(0);
		this.#written = 0;
		this.#gap = -1;
		this.#hasDigit = false;
		this.#isPairs = true;
		this.#dotted = -1;
		let at = start;
		if (bytes[at] === COLON) {
			if (end - at < 2 || bytes[at + 1] !== COLON) return false;
			this.#gap = 0;
			at += 2;
		}
		while (at < end) {
			const groupStart = at;
			let value = 0;
			for (; at < end && isOf(bytes[at], HEX); at++) {
				value = value << 4 | digitOf(bytes[at]!);
				if (bytes[at]! <= 0x39) this.#hasDigit = true;
			}
			if (at < end && bytes[at] === DOT) {
				if (!this.#readDotted(bytes, groupStart, end)) return false;
				break;
			}
			if (at === groupStart || at - groupStart > MAX_GROUP_DIGITS || this.#written === GROUPS) return false;
			if (at - groupStart !== 2) this.#isPairs = false;
			groups[this.#written++] = value;
			if (at === end) break;
			at++;
			if (at === end) return false;
			if (bytes[at] !== COLON) continue;
			if (this.#gap !== -1) return false;
			this.#gap = this.#written;
			at++;
		}
		return this.#isAddress();
	}

	/** Writes the /48 that the address is in, as `2001:db8:1::`; returns how many bytes that takes, never more than the address did. */
	writePrefix(out: Uint8Array): number {
		const groups = this.#groups;
		let kept = KEPT_GROUPS;
		while (kept > 0 && groups[kept - 1] === 0) kept--;
		let at = 0;
		for (let i = 0; i < kept; i++) {
			if (i > 0) out[at++] = COLON;
			at = writeHex(groups[i]!, out, at);
		}
		out[at++] = COLON;
		out[at++] = COLON;
		return at;
	}

	/** Writes the /24 of the IPv4 address that it stands for, as `::ffff:c0a8:100`. */
	writeMapped(out: Uint8Array): number {
		out.set(MAPPED);
		let at = writeHex(this.#groups[6]!, out, MAPPED.length);
		out[at++] = COLON;
		return writeHex(this.#groups[7]! & 0xff00, out, at);
	}

	/** Reads `192.168.1.77`, which has to be the end of the text, as two groups. */
	#readDotted(bytes: Uint8Array, start: number, end: number): boolean {
		if (this.#written > GROUPS - 2) return false;
		let at = start;
		for (let part = 0; part < 4; part++) {
			let octet = 0;
			this.#dotted = at;
			for (; at < end && isOf(bytes[at], DIGIT); at++) octet = Math.min(octet * 10 + bytes[at]! - DIGIT_0, 256);
			if (at === this.#dotted || at - this.#dotted > 3 || octet > 255) return false;
			const group = this.#written + (part >>> 1);
			this.#groups[group] = this.#groups[group]! << 8 | octet;
			if (part < 3 && bytes[at++] !== DOT) return false;
		}
		this.#written += 2;
		this.#isPairs = false;
		return at === end;
	}

	#isAddress(): boolean {
		const written = this.#written;
		const gap = this.#gap;
		if (gap === -1 ? written !== GROUPS || this.#isPairs : written === GROUPS) return false;
		if (gap !== -1) {
			if (!this.#hasDigit && written < 3 && written > 0) return false;
			const groups = this.#groups;
			const shift = GROUPS - written;
			for (let i = written - 1; i >= gap; i--) {
				groups[i + shift] = groups[i]!;
				groups[i] = 0;
			}
		}
		return true;
	}
}

const MAPPED = new TextEncoder().encode('::ffff:');

function digitOf(byte: number): number {
	return byte <= 0x39 ? byte - DIGIT_0 : (byte | 0x20) - 0x57;
}

/** Writes a group without leading zeros. */
function writeHex(value: number, out: Uint8Array, at: number): number {
	for (let shift = value > 0xfff ? 12 : value > 0xff ? 8 : value > 0xf ? 4 : 0; shift >= 0; shift -= 4) {
		out[at++] = HEX_DIGITS[value >>> shift & 0xf]!;
	}
	return at;
}
