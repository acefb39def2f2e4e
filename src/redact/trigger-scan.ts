import {FIRST, RUN, SECOND, type TriggerTable} from './trigger-table.js';

/** Who asks on behalf of those that attend a place. */
export interface Asking {
	/** @param who A bit for each of them, by its place in the list; every 32nd has the same. */
	ask(at: number, who: number): void;
}

/**
 * Finds the places in a message that somebody attends. Pairs of bytes cost half as many look-ups as bytes, and say more: a dot
 * between two letters is of no interest to a rule that looks for addresses.
 */
export class TriggerScan {
	readonly #table: TriggerTable;
	#bytes: Uint8Array = new Uint8Array(0);
	#asking: Asking = {ask: () => undefined};
	#start = 0;
	#end = 0;

	constructor(table: TriggerTable) {
		this.#table = table;
	}

	/**
	 * Goes over `bytes[start]` to `bytes[end - 1]`.
	 *
	 * @param words The same memory as `bytes`.
	 */
	scan(bytes: Uint8Array, words: Uint32Array, start: number, end: number, asking: Asking): void {
		this.#bytes = bytes;
		this.#start = start;
		this.#end = end;
		this.#asking = asking;
		const first = Math.min(start + 3 & ~3, end);
		const last = Math.max(end & ~3, first);
		// Words that are only partly in the message are looked at byte by byte.
		this.#look(start, first);
		this.#scanWords(words, first >>> 2, last >>> 2);
		this.#look(last, end);
	}

	/** Looks at eight pairs at a time, which takes a third of the time. */
	#scanWords(words: Uint32Array, first: number, last: number): void {
		const {pairs} = this.#table;
		let run = 0;
		let i = first;
		for (; i + 4 <= last; i += 4) {
			const w0 = words[i]!;
			const w1 = words[i + 1]!;
			const w2 = words[i + 2]!;
			const w3 = words[i + 3]!;
			const a0 = pairs[w0 & 0xffff]!;
			const b0 = pairs[w0 >>> 16]!;
			const a1 = pairs[w1 & 0xffff]!;
			const b1 = pairs[w1 >>> 16]!;
			const a2 = pairs[w2 & 0xffff]!;
			const b2 = pairs[w2 >>> 16]!;
			const a3 = pairs[w3 & 0xffff]!;
			const b3 = pairs[w3 >>> 16]!;
			// A run of 13 digits or more fills two words, wherever it begins.
			const r0 = a0 & b0;
			const r1 = a1 & b1;
			const r2 = a2 & b2;
			const r3 = a3 & b3;
			if (((a0 | b0 | a1 | b1 | a2 | b2 | a3 | b3) & (FIRST | SECOND) | (run & r0 | r0 & r1 | r1 & r2 | r2 & r3) & RUN) !== 0) {
				this.#lookAtWord(i, a0 | b0, run & r0);
				this.#lookAtWord(i + 1, a1 | b1, r0 & r1);
				this.#lookAtWord(i + 2, a2 | b2, r1 & r2);
				this.#lookAtWord(i + 3, a3 | b3, r2 & r3);
			}
			run = r3;
		}
		for (; i < last; i++) {
			const word = words[i]!;
			const a = pairs[word & 0xffff]!;
			const b = pairs[word >>> 16]!;
			this.#lookAtWord(i, a | b, run & a & b);
			run = a & b;
		}
	}

	#lookAtWord(word: number, triggers: number, run: number): void {
		if ((run & RUN) !== 0) this.#asking.ask(word << 2, this.#table.attendingRuns);
		if ((triggers & (FIRST | SECOND)) !== 0) this.#look(word << 2, (word << 2) + 4);
	}

	/** Has those asked that attend bytes `from` to `to - 1`. */
	#look(from: number, to: number): void {
		const bytes = this.#bytes;
		const {pairs, attending, attendingBehind, attendingBefore} = this.#table;
		for (let at = from; at < to; at++) {
			const byte = bytes[at]!;
			let who = attending[byte]!;
			if (who === 0) continue;
			if (at > this.#start) {
				const before = bytes[at - 1]!;
				if ((pairs[byte << 8 | before]! & SECOND) === 0) continue;
				who &= attendingBehind[before]!;
			}
			if (at + 1 < this.#end) {
				const after = bytes[at + 1]!;
				if ((pairs[after << 8 | byte]! & FIRST) === 0) continue;
				who &= attendingBefore[after]!;
			}
			if (who !== 0) this.#asking.ask(at, who);
		}
	}
}
