import {IPV6_AT, IPV6_ROW_BYTES, IPV6_ROWS} from './layout.js';
import type {HubMemory} from './memory.js';

const ADDRESS_AT = 8;

/**
 * IPv6 addresses of senders: 128 bits are too many for an index entry, so an entry holds the number of a row here.
 * When all rows are taken the oldest is written over; a row tells since which message it is valid,
 * so that an old message rather loses its sender's address than shows another's.
 */
export class Ipv6Table {
	readonly #memory: HubMemory;
	#last = 0;
	#next = 0;

	constructor(memory: HubMemory) {
		this.#memory = memory;
		// In memory that was kept: the row that has been there longest, if none is free.
		const since = (row: number): number => memory.f64[(IPV6_AT + row * IPV6_ROW_BYTES) >>> 3]!;
		for (let row = 1; row < IPV6_ROWS; row++) if (since(row) < since(this.#next)) this.#next = row;
	}

	/** The row of the address at `u32[word]` to `u32[word + 3]` of `words`; takes one if it has none. Writer only. */
	rowOf(words: Uint32Array, word: number, nextSeq: number): number {
		for (let i = 0; i < IPV6_ROWS; i++) {
			const row = (this.#last + i) % IPV6_ROWS;
			if (this.#equals(row, words, word)) return (this.#last = row);
		}
		const row = this.#next;
		this.#next = (row + 1) % IPV6_ROWS;
		const {u32, f64} = this.#memory;
		const at = IPV6_AT + row * IPV6_ROW_BYTES;
		f64[at >>> 3] = Infinity;
		this.#memory.fence();
		for (let i = 0; i < 4; i++) u32[((at + ADDRESS_AT) >>> 2) + i] = words[word + i]!;
		this.#memory.fence();
		f64[at >>> 3] = nextSeq;
		return (this.#last = row);
	}

	/** The 16 bytes of the address that `row` held for message `seq`; undefined when the row has been taken since. */
	address(row: number, seq: number): Uint8Array | undefined {
		const at = IPV6_AT + row * IPV6_ROW_BYTES;
		const address = this.#memory.bytes.slice(at + ADDRESS_AT, at + IPV6_ROW_BYTES);
		this.#memory.fence();
		return this.#memory.f64[at >>> 3]! <= seq ? address : undefined;
	}

	#equals(row: number, words: Uint32Array, word: number): boolean {
		const {u32, f64} = this.#memory;
		const at = IPV6_AT + row * IPV6_ROW_BYTES;
		if (f64[at >>> 3] === 0) return false;
		const own = (at + ADDRESS_AT) >>> 2;
		return u32[own] === words[word] && u32[own + 1] === words[word + 1] && u32[own + 2] === words[word + 2] && u32[own + 3] === words[word + 3];
	}
}
