import {MAX_WORDS} from './format.js';

const SLOTS = 2 * MAX_WORDS;
const PRIME = 0x0100_0193;

/** The words of a block, literal texts and strings, each once, numbered in the order in which they came. */
export class Words {
	#text = new Uint8Array(64 * 1024);
	#length = 0;
	#count = 0;
	readonly #ends = new Int32Array(MAX_WORDS);
	/** Open addressing; a slot has the number of a word, plus 1. */
	readonly #slots = new Uint16Array(SLOTS);

	get count(): number {
		return this.#count;
	}

	/** All of them, one behind the other; good until more come. */
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

	start(i: number): number {
		return i === 0 ? 0 : this.#ends[i - 1]!;
	}

	end(i: number): number {
		return this.#ends[i]!;
	}

	/** The number of a word, which may be empty; -1 when there is no room for one more. */
	numberOf(bytes: Uint8Array, start: number, end: number): number {
		let hash = 0;
		for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
		let slot = (hash ^ hash >>> 15) & SLOTS - 1;
		for (; this.#slots[slot] !== 0; slot = slot + 1 & SLOTS - 1) {
			const i = this.#slots[slot]! - 1;
			if (this.#is(i, bytes, start, end)) return i;
		}
		if (this.#count === MAX_WORDS) return -1;
		this.#append(bytes, start, end);
		this.#slots[slot] = this.#count;
		return this.#count - 1;
	}

	#is(i: number, bytes: Uint8Array, start: number, end: number): boolean {
		const from = this.start(i);
		if (this.#ends[i]! - from !== end - start) return false;
		for (let k = start; k < end; k++) if (this.#text[from + k - start] !== bytes[k]) return false;
		return true;
	}

	#append(bytes: Uint8Array, start: number, end: number): void {
		if (this.#length + end - start > this.#text.length) {
			const grown = new Uint8Array(Math.max(this.#length + end - start, 2 * this.#text.length));
			grown.set(this.text);
			this.#text = grown;
		}
		for (let i = start; i < end; i++) this.#text[this.#length++] = bytes[i]!;
		this.#ends[this.#count++] = this.#length;
	}
}
