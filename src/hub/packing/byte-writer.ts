/** Writes numbers and bits one after the other into a buffer that grows. Used for one block after the other. */
export class ByteWriter {
	#bytes: Uint8Array;
	#length = 0;

	constructor(capacity: number) {
		this.#bytes = new Uint8Array(capacity);
	}

	/** What has been written; good until more is. */
	get written(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}

	get length(): number {
		return this.#length;
	}

	/** Begins anew. */
	clear(): void {
		this.#length = 0;
	}

	/** Overwrites all that has been written. */
	wipe(): void {
		this.#bytes.fill(0);
	}

	byte(value: number): void {
		this.#reserve(1);
		this.#bytes[this.#length++] = value;
	}

	/** A whole number from 0 to 2^53 in groups of seven bits, the lowest first, 128 added to all but the last (LEB128). */
	number(value: number): void {
		this.#reserve(8);
		while (value >= 128) {
			this.#bytes[this.#length++] = value % 128 | 128;
			value = Math.floor(value / 128);
		}
		this.#bytes[this.#length++] = value;
	}

	/** A whole number of either sign: twice its size, less one if it is negative. */
	signed(value: number): void {
		this.number(value >= 0 ? 2 * value : -2 * value - 1);
	}

	bytes(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	zeros(count: number): void {
		this.#reserve(count);
		this.#bytes.fill(0, this.#length, this.#length + count);
		this.#length += count;
	}

	/**
	 * Values of `width` bits (0 to 53) each, the lowest bit first, and zeros up to a whole byte.
	 *
	 * @param valueAt Tells value `i`, 0 to below 2^width.
	 */
	bits(count: number, width: number, valueAt: (i: number) => number): void {
		const bytes = bitBytes(count, width);
		this.#reserve(bytes + 8);
		const out = this.#bytes;
		let at = this.#length;
		let held = 0;
		let bits = 0;
		for (let i = 0; i < count && width > 0; i++) {
			let value = valueAt(i);
			let left = width;
			// At most 7 bits are held, so 24 more are sure to fit into a 32-bit number.
			while (left > 24) {
				held |= (value & 0xff_ffff) << bits;
				value = Math.floor(value / 0x100_0000);
				bits += 24;
				left -= 24;
				for (; bits >= 8; bits -= 8, held >>>= 8) out[at++] = held;
			}
			held |= value << bits;
			bits += left;
			for (; bits >= 8; bits -= 8, held >>>= 8) out[at++] = held;
		}
		if (bits > 0) out[at] = held;
		this.#length += bytes;
	}

	#reserve(bytes: number): void {
		const wanted = this.#length + bytes;
		if (wanted <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(wanted, 2 * this.#bytes.length));
		grown.set(this.written);
		this.#bytes = grown;
	}
}

/** Bytes that `count` values of `width` bits take. */
function bitBytes(count: number, width: number): number {
	return Math.ceil(count * width / 8);
}

/** Bits that a whole number from 0 on needs. */
export function bitWidth(value: number): number {
	return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));
}
