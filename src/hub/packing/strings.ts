import {MAX_STRINGS} from './format.js';

const SLOTS = 2 * MAX_STRINGS;
const PRIME = 0x0100_0193;

/** The strings of a block, each once, numbered in the order in which they came. */
export class Strings {
	#text = new Uint8Array(64 * 1024);
	#length = 0;
	#count = 0;
	readonly #ends = new Int32Array(MAX_STRINGS);
	/** Open addressing; a slot has the number of a string, plus 1. */
	readonly #slots = new Uint16Array(SLOTS);

	get count(): number {
		return this.#count;
	}

	/** All of them, each with a zero after it; good until more come. */
	get text(): Uint8Array {
		return this.#text.subarray(0, this.#length);
	}

	clear(): void {
		this.#length = 0;
		this.#count = 0;
		this.#slots.fill(0);
	}

	/** Overwrites all of them. */
	wipe(): void {
		this.clear();
		this.#text.fill(0);
	}

	/** The number of a string, which may be empty; -1 when there is no room for one more. */
	numberOf(bytes: Uint8Array, start: number, end: number): number {
		let hash = 0;
		for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
		let slot = (hash ^ hash >>> 15) & SLOTS - 1;
		for (; this.#slots[slot] !== 0; slot = slot + 1 & SLOTS - 1) {
			const i = this.#slots[slot]! - 1;
			if (this.#is(i, bytes, start, end)) return i;
		}
		if (this.#count === MAX_STRINGS) return -1;
		this.#append(bytes, start, end);
		this.#slots[slot] = this.#count;
		return this.#count - 1;
	}

	#is(i: number, bytes: Uint8Array, start: number, end: number): boolean {
		const from = i === 0 ? 0 : this.#ends[i - 1]! + 1;
		if (this.#ends[i]! - from !== end - start) return false;
		for (let k = start; k < end; k++) if (this.#text[from + k - start] !== bytes[k]) return false;
		return true;
	}

	#append(bytes: Uint8Array, start: number, end: number): void {
		const wanted = this.#length + end - start + 1;
		if (wanted > this.#text.length) {
			const grown = new Uint8Array(Math.max(wanted, 2 * this.#text.length));
			grown.set(this.text);
			this.#text = grown;
		}
		for (let i = start; i < end; i++) this.#text[this.#length++] = bytes[i]!;
		this.#ends[this.#count++] = this.#length;
		this.#text[this.#length++] = 0;
	}
}
