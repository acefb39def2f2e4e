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
		const {starts, ends, firstParts} = block;
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
			const slot = part < lastPart ? this.#slotOf(bytes, parent, column, start, end) : 0;
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
	#slotOf(bytes: Uint8Array, parent: number, column: number, start: number, end: number): number {
		let hash = this.#seed ^ parent << 16 ^ column;
		for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
		let slot = (hash ^ hash >>> 15) & SLOTS - 1;
		for (; this.#slots[slot] !== 0; slot = slot + 1 & SLOTS - 1) {
			const node = this.#slots[slot]!;
			if (this.#parents[node] === parent && this.#columns[node] === column && this.#isText(bytes, node, start, end)) break;
		}
		return slot;
	}

	#isText(bytes: Uint8Array, node: number, start: number, end: number): boolean {
		const from = this.#starts[node]! - start;
		if (this.#ends[node]! - start !== from + end - start) return false;
		for (let i = start; i < end; i++) if (bytes[from + i] !== bytes[i]) return false;
		return true;
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
