import {MAX_COLUMNS, MAX_PARTS, MAX_TEMPLATES, TYPE} from './format.js';
import type {Tokens} from './tokens.js';

const SLOTS = 2 * MAX_TEMPLATES;
const COLUMN_SLOTS = 2 * MAX_COLUMNS;
const PRIME = 0x0100_0193;
/** So much of the literal text before a slot says what stands in it; where there is less, the slot before it does too. */
const CONTEXT_BYTES = 12;
const SHORT_LITERAL_BYTES = 3;

/**
 * The templates of a block: literal texts and the slots between them, each once. Slots of all templates with the same
 * kind of value behind the same words share a column, so that a number that counts up does so in one column whatever is
 * said around it.
 */
export class Templates {
	count = 0;
	columnCount = 0;
	/** Parts of template `t`: from `firstPart(t)` to `firstPart(t + 1) - 1`. The last part of each has no slot. */
	readonly #firstParts = new Int32Array(MAX_TEMPLATES + 1);
	/** Messages of each template. */
	readonly uses = new Int32Array(MAX_TEMPLATES);
	/** Where the first message of each begins. */
	readonly messageStarts = new Int32Array(MAX_TEMPLATES);
	/** Where each part's slot begins and ends in the first message; a last part ends with the message. */
	readonly starts = new Int32Array(MAX_PARTS);
	readonly ends = new Int32Array(MAX_PARTS);
	/** The column of each part's slot; -1 for a last part. */
	readonly columns = new Int16Array(MAX_PARTS);
	/** The value in the slot of the first message. */
	readonly firstValues = new Float64Array(MAX_PARTS);
	/** 1 where another message has another value. */
	readonly varies = new Uint8Array(MAX_PARTS);
	/** The type of each column's values. */
	readonly columnTypes = new Uint8Array(MAX_COLUMNS);
	#partCount = 0;
	readonly #hashes = new Int32Array(MAX_TEMPLATES);
	/** Open addressing; a slot has the number of a template, plus 1. */
	readonly #slots = new Uint16Array(SLOTS);
	readonly #columnHashes = new Int32Array(MAX_COLUMNS);
	readonly #columnSlots = new Uint16Array(COLUMN_SLOTS);

	firstPart(template: number): number {
		return this.#firstParts[template]!;
	}

	clear(): void {
		this.count = 0;
		this.columnCount = 0;
		this.#partCount = 0;
		this.#slots.fill(0);
		this.#columnSlots.fill(0);
	}

	/**
	 * The template of the message that `tokens` has taken apart last; -1 when there is no room for a new one.
	 *
	 * Two templates with the same hash are taken for one. So rarely is that wrong that it is left to the check of what has
	 * been packed.
	 *
	 * @param firstToken Its first token; it has all those after it.
	 */
	templateOf(bytes: Uint8Array, tokens: Tokens, firstToken: number, start: number, end: number): number {
		const {hash} = tokens;
		let slot = (hash ^ hash >>> 15) & SLOTS - 1;
		for (; this.#slots[slot] !== 0; slot = slot + 1 & SLOTS - 1) {
			const template = this.#slots[slot]! - 1;
			if (this.#hashes[template] !== hash) continue;
			const part = this.#firstParts[template]!;
			const count = tokens.count - firstToken;
			if (this.#firstParts[template + 1]! - part !== count + 1) return -1;
			for (let k = 0; k < count; k++) if (tokens.values[firstToken + k] !== this.firstValues[part + k]) this.varies[part + k] = 1;
			this.uses[template]! += 1;
			return template;
		}
		if (this.count === MAX_TEMPLATES || !this.#add(bytes, tokens, firstToken, start, end)) return -1;
		this.#hashes[this.count] = hash;
		this.uses[this.count] = 1;
		this.count += 1;
		this.#firstParts[this.count] = this.#partCount;
		this.#slots[slot] = this.count;
		return this.count - 1;
	}

	#add(bytes: Uint8Array, tokens: Tokens, firstToken: number, start: number, end: number): boolean {
		const {types, values, starts, ends} = tokens;
		if (this.#partCount + tokens.count - firstToken >= MAX_PARTS) return false;
		this.#firstParts[this.count] = this.#partCount;
		this.messageStarts[this.count] = start;
		let context = 0;
		let literal = start;
		for (let token = firstToken; token < tokens.count; token++) {
			const type = types[token]!;
			context = contextOf(bytes, literal, starts[token]!, type, context);
			literal = ends[token]!;
			const column = this.#columnOf(context, type);
			if (column === -1) return false;
			this.#part(column, values[token]!, starts[token]!, literal);
		}
		this.#part(-1, 0, end, end);
		return true;
	}

	#part(column: number, value: number, start: number, end: number): void {
		const part = this.#partCount++;
		this.columns[part] = column;
		this.starts[part] = start;
		this.ends[part] = end;
		this.firstValues[part] = value;
		this.varies[part] = 0;
	}

	#columnOf(context: number, type: number): number {
		let slot = (context ^ context >>> 15) & COLUMN_SLOTS - 1;
		for (; this.#columnSlots[slot] !== 0; slot = slot + 1 & COLUMN_SLOTS - 1) {
			const column = this.#columnSlots[slot]! - 1;
			if (this.#columnHashes[column] === context && this.columnTypes[column] === type) return column;
		}
		if (this.columnCount === MAX_COLUMNS) return -1;
		this.#columnHashes[this.columnCount] = context;
		this.columnTypes[this.columnCount] = type;
		this.columnCount += 1;
		this.#columnSlots[slot] = this.columnCount;
		return this.columnCount - 1;
	}
}

/** Whether values of that type stay in a column even where they do not change: the clock's do so to go on, a zero has to. */
export function isNeverText(type: number): boolean {
	return (type >= TYPE.clock && type < TYPE.padded) || type === TYPE.zero;
}

function contextOf(bytes: Uint8Array, start: number, end: number, type: number, before: number): number {
	let hash = end - start < SHORT_LITERAL_BYTES ? before : 0;
	for (let i = Math.max(start, end - CONTEXT_BYTES); i < end; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME);
	return Math.imul(hash ^ type, PRIME);
}
