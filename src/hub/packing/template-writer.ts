import {randomInt} from 'node:crypto';
import type {ByteWriter} from './byte-writer.js';
import type {Disassembly} from './disassembly.js';
import {MAX_PARTS} from './format.js';

/** As many as there can be parts, and the root. */
const MAX_NODES = MAX_PARTS + 1;
const SLOTS = 2 * MAX_PARTS;
const PRIME = 0x0100_0193;

/**
 * Writes a block's templates, each by what it adds to the earlier one that begins as it does.
 *
 * A node of the tree is a literal text and the column of the slot behind it; a template is the way from the root to a leaf.
 */
export class TemplateWriter {
	readonly #parents = new Uint16Array(MAX_NODES);
	readonly #columns = new Uint16Array(MAX_NODES);
	/** Where the node's literal text begins and ends in the block. */
	readonly #starts = new Int32Array(MAX_NODES);
	readonly #ends = new Int32Array(MAX_NODES);
	/** The template that brought the node. */
	readonly #owners = new Uint16Array(MAX_NODES);
	#count = 0;
	/** Secret, for nobody to be able to fill one part of the table. */
	readonly #seed = randomInt(2 ** 32);
	/** Open addressing; a slot has the number of a node, which is not 0, the root. */
	readonly #slots = new Uint16Array(SLOTS);

	/**
	 * @param columnOf The column of a part's slot as the dictionary numbers it, from 1 on; 0 where the slot became text.
	 * @param numbers Gets the parts.
	 * @param texts Gets their literal texts.
	 */
	write(block: Disassembly, columnOf: Int16Array, numbers: ByteWriter, texts: ByteWriter): void {
		this.#slots.fill(0);
		this.#count = 1;
		const {templateCount} = block;
		for (let t = 0; t < templateCount; t++) this.#writeTemplate(block, t, columnOf, numbers, texts);
	}

	#writeTemplate(block: Disassembly, t: number, columnOf: Int16Array, numbers: ByteWriter, texts: ByteWriter): void {
		const {starts, ends, firstParts, words} = block;
		const {bytes} = block.chunk;
		const lastPart = firstParts[t + 1]! - 1;
		let literal = block.messageStarts[t]!;
		let parent = 0;
		let alike = 0;
		let isOwn = false;
		for (let part = firstParts[t]!; part <= lastPart; part++) {
			const column = columnOf[part]!;
			if (column === 0 && part < lastPart) continue;
			const start = literal;
			const end = starts[part]!;
			literal = ends[part]!;
			// The last part is always its own, for there to be an end.
			const slot = part < lastPart ? this.#slotOf(words, parent, column, start, end) : 0;
			const found = part < lastPart ? this.#slots[slot]! : 0;
			if (found !== 0) {
				alike += 1;
				parent = found;
				continue;
			}
			if (!isOwn) {
				isOwn = true;
				numbers.number(alike);
				if (alike > 0) numbers.number(t - this.#owners[parent]!);
			}
			numbers.number(column);
			texts.piece(bytes, start, end);
			texts.byte(0);
			if (part < lastPart) parent = this.#add(slot, parent, column, start, end, t);
		}
	}

	/** The slot that has the node, or where it belongs. */
	#slotOf(words: DataView, parent: number, column: number, start: number, end: number): number {
		let hash = mix(this.#seed ^ parent << 16 ^ column, end - start);
		let i = start;
		for (; i + 4 <= end; i += 4) hash = mix(hash, words.getInt32(i, true));
		hash = mix(hash, lastBytes(words, i, end));
		let slot = hash & SLOTS - 1;
		for (; this.#slots[slot] !== 0; slot = slot + 1 & SLOTS - 1) {
			const node = this.#slots[slot]!;
			if (this.#parents[node] === parent && this.#columns[node] === column && this.#isText(words, node, start, end)) break;
		}
		return slot;
	}

	#isText(words: DataView, node: number, start: number, end: number): boolean {
		const from = this.#starts[node]! - start;
		if (this.#ends[node]! !== from + end) return false;
		let i = start;
		for (; i + 4 <= end; i += 4) if (words.getInt32(from + i, true) !== words.getInt32(i, true)) return false;
		return lastBytes(words, from + i, from + end) === lastBytes(words, i, end);
	}

	#add(slot: number, parent: number, column: number, start: number, end: number, owner: number): number {
		const node = this.#count++;
		this.#parents[node] = parent;
		this.#columns[node] = column;
		this.#starts[node] = start;
		this.#ends[node] = end;
		this.#owners[node] = owner;
		this.#slots[slot] = node;
		return node;
	}
}

function mix(hash: number, word: number): number {
	hash = Math.imul(hash ^ word, PRIME);
	return hash ^ hash >>> 15;
}

/** Up to three bytes as a number. Reads four: what stands behind a block can be read. */
function lastBytes(words: DataView, start: number, end: number): number {
	return words.getInt32(start, true) & (1 << (end - start) * 8) - 1;
}
