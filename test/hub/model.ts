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
	expired = 0;
	clearedTo = 1;
	#blocks: ModelMessage[][] = [[]];
	/** Bytes taken in the newest block. */
	#used = 0;
	#geometry: Geometry;

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
		const needed = bytesOf(message);
		if (this.#used + needed > this.#geometry.blockBytes) {
			this.#blocks.push([]);
			this.#used = 0;
		}
		this.#used += needed;
		if (this.#blocks.length > this.#geometry.blockCount) this.#blocks.shift();
		this.#blocks.at(-1)!.push({...message, seq: this.head++});
	}

	/** Divides the newest messages into blocks of another geometry: as many as can be. */
	resize(geometry: Geometry): void {
		const {kept} = this;
		this.#geometry = geometry;
		let blocks = divided([], geometry.blockBytes);
		for (let count = 1; count <= Math.min(kept.length, geometry.maxMessages); count++) {
			const more = divided(kept.slice(-count), geometry.blockBytes);
			if (more.length > geometry.blockCount) break;
			blocks = more;
		}
		this.#blocks = blocks;
		this.#used = blocks.at(-1)!.reduce((sum, message) => sum + bytesOf(message), 0);
	}

	/** Forgets what is below number `seq`. A block of which something is left keeps its room. */
	expire(seq: number): number {
		const {kept} = this;
		const expired = kept.filter(message => message.seq < seq).length;
		this.expired += expired;
		if (expired === kept.length) {
			this.#blocks = [[]];
			this.#used = 0;
		} else {
			const {tail} = this;
			this.#blocks = this.#blocks.map(block => block.filter(message => message.seq >= Math.max(seq, tail))).filter(block => block.length > 0);
		}
		return expired;
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

/** Messages in blocks, each filled as far as it goes. */
function divided(messages: readonly ModelMessage[], blockBytes: number): ModelMessage[][] {
	const blocks: ModelMessage[][] = [[]];
	let used = 0;
	for (const message of messages) {
		if (used + bytesOf(message) > blockBytes) {
			blocks.push([]);
			used = 0;
		}
		used += bytesOf(message);
		blocks.at(-1)!.push(message);
	}
	return blocks;
}

function bytesOf({text}: {readonly text: string}): number {
	return text.length + 1 + ENTRY_BYTES;
}
