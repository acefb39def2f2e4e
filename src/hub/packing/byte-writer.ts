/** Writes numbers and bytes one after the other into a buffer that grows. Used for one block after the other. */
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

	/** Bytes `start` to `end - 1` of some; for short pieces, of which it makes no view. */
	piece(bytes: Uint8Array, start: number, end: number): void {
		this.#reserve(end - start);
		const out = this.#bytes;
		let at = this.#length;
		for (let i = start; i < end; i++) out[at++] = bytes[i]!;
		this.#length = at;
	}

	#reserve(bytes: number): void {
		const wanted = this.#length + bytes;
		if (wanted <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(wanted, 2 * this.#bytes.length));
		grown.set(this.written);
		this.#bytes = grown;
	}
}
