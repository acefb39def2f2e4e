import {ENTRY_BYTES} from '../../src/hub/entry.js';
import type {Geometry} from '../../src/hub/layout.js';

/** One message as the model keeps it. */
export interface ModelMessage {
	readonly seq: number;
	readonly text: string;
	readonly receivedUs: number;
	readonly priority: number;
	readonly source: number;
	readonly flags: number;
	readonly originA: number;
	readonly originB: number;
}

/** The ring as plain arrays: what is kept, and in which block, by the same two bounds. */
export class ModelRing {
	head = 1;
	cleared = 0;
	clearedTo = 1;
	#blocks: ModelMessage[][] = [[]];
	/** Bytes taken in the newest block. */
	#used = 0;
	readonly #geometry: Geometry;

	constructor(geometry: Geometry) {
		this.#geometry = geometry;
	}

	/** Messages kept, oldest first. */
	get kept(): ModelMessage[] {
		return this.#blocks.flat().slice(-this.#geometry.maxMessages);
	}

	get tail(): number {
		return this.head - this.kept.length;
	}

	append(message: Omit<ModelMessage, 'seq'>): void {
		const needed = message.text.length + 1 + ENTRY_BYTES;
		if (this.#used + needed > this.#geometry.blockBytes) {
			this.#blocks.push([]);
			this.#used = 0;
		}
		this.#used += needed;
		if (this.#blocks.length > this.#geometry.blockCount) this.#blocks.shift();
		this.#blocks.at(-1)!.push({...message, seq: this.head++});
	}

	clear(): number {
		const cleared = this.kept.length;
		this.#blocks = [[]];
		this.#used = 0;
		this.cleared += cleared;
		this.clearedTo = this.head;
		return cleared;
	}
}
