import {randomBytes} from 'node:crypto';
import {Chunk} from '../chunk.js';
import {ENTRY_BYTES} from '../entry.js';
import {ColumnSpace} from './column-space.js';
import {MAX_COLUMNS, MAX_PARTS, MAX_STRINGS, MAX_TEMPLATES, MAX_TOKENS, TYPE} from './format.js';
import {Tables} from './tables.js';
import {loadKernel, newMemory, PAGE_BYTES, wholePages, wipe} from './web-assembly.js';

/**
 * A block taken apart by take-apart.wat, in whose memory all of this lies. Tokens are each run of letters and digits
 * with a digit in it, whole addresses and times, and zero bytes; everything else is the literal text of templates.
 * Slots of all templates with the same kind of value behind the same words share a column, so that a number that counts up
 * does so in one column whatever is said around it.
 */
export class Disassembly {
	/** Where the block is put. */
	readonly chunk: Chunk;
	/** The same bytes, and some behind them, for those who read several at a time. */
	readonly words: DataView;
	/** Parts of template `t`: from `firstParts[t]` to `firstParts[t + 1] - 1`. The last part of each has no slot. */
	readonly firstParts: Int32Array;
	/** Where the first message of each template begins. */
	readonly messageStarts: Int32Array;
	/** Messages of each template. */
	readonly uses: Int32Array;
	/** The column of each part's slot; -1 for a last part. */
	readonly columns: Int16Array;
	/** Where each part's slot begins and ends in the first message; a last part ends with the message. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** For each part, 1 where another message has another value in the slot. */
	readonly varies: Uint8Array;
	/** The type of each column's values. */
	readonly columnTypes: Uint8Array;
	/** Where values are put in order of columns. */
	readonly columnSpace: ColumnSpace;
	readonly #bytes: Uint8Array;
	readonly #stringTextsAt: number;
	readonly #kernel: KernelExports;

	/**
	 * @param blockBytes Size of the largest block.
	 * @throws RangeError as `newMemory` does.
	 */
	constructor(blockBytes: number) {
		const tables = new Tables();
		const places = {
			templateSlots: tables.add(2 * MAX_TEMPLATES * 2),
			columnSlots: tables.add(2 * MAX_COLUMNS * 2),
			stringSlots: tables.add(2 * MAX_STRINGS * 2),
			slotsEnd: tables.add(0),
			templateHashes: tables.add(MAX_TEMPLATES * 8),
			columnHashes: tables.add(MAX_COLUMNS * 8),
			messageStarts: tables.add(MAX_TEMPLATES * 4),
			firstParts: tables.add((MAX_TEMPLATES + 1) * 4),
			uses: tables.add(MAX_TEMPLATES * 4),
			partColumns: tables.add(MAX_PARTS * 2),
			columnTypes: tables.add(MAX_COLUMNS),
			partStarts: tables.add(MAX_PARTS * 4),
			partEnds: tables.add(MAX_PARTS * 4),
			firstValues: tables.add(MAX_PARTS * 8),
			varies: tables.add(MAX_PARTS),
			strings: tables.add(MAX_STRINGS * 8),
			values: tables.add(MAX_TOKENS * 8),
			tokenTypes: tables.add(MAX_TOKENS),
			tokenStarts: tables.add(MAX_TOKENS * 4),
			tokenEnds: tables.add(MAX_TOKENS * 4),
			templateOf: tables.add(Math.floor(blockBytes / ENTRY_BYTES) * 2),
			letters: tables.add(blockBytes / 8 + 64),
			marks: tables.add(blockBytes / 8 + 64),
			// 16 bytes more than they can take.
			stringTexts: tables.add(blockBytes + MAX_STRINGS + 16),
		};
		const columnPlaces = ColumnSpace.add(tables, blockBytes);
		const chunkAt = wholePages(tables.end);
		// A page behind it for what is read too far.
		const memory = newMemory(chunkAt + wholePages(blockBytes) + PAGE_BYTES);
		const {buffer} = memory;
		this.#bytes = new Uint8Array(buffer);
		this.#stringTextsAt = places.stringTexts;
		this.chunk = new Chunk(blockBytes, buffer, chunkAt);
		this.words = new DataView(buffer, chunkAt);
		this.firstParts = new Int32Array(buffer, places.firstParts, MAX_TEMPLATES + 1);
		this.messageStarts = new Int32Array(buffer, places.messageStarts, MAX_TEMPLATES);
		this.uses = new Int32Array(buffer, places.uses, MAX_TEMPLATES);
		this.columns = new Int16Array(buffer, places.partColumns, MAX_PARTS);
		this.starts = new Int32Array(buffer, places.partStarts, MAX_PARTS);
		this.ends = new Int32Array(buffer, places.partEnds, MAX_PARTS);
		this.varies = new Uint8Array(buffer, places.varies, MAX_PARTS);
		this.columnTypes = new Uint8Array(buffer, places.columnTypes, MAX_COLUMNS);
		const imports = {memory, chunk: chunkAt, seed: randomBytes(8).readBigInt64LE(), ...places};
		this.#kernel = loadKernel('take-apart', imports) as KernelExports;
		this.columnSpace = new ColumnSpace(memory, columnPlaces, imports);
	}

	get templateCount(): number {
		return this.#kernel.templateCount.value;
	}

	get partCount(): number {
		return this.#kernel.partCount.value;
	}

	get columnCount(): number {
		return this.#kernel.columnCount.value;
	}

	get stringCount(): number {
		return this.#kernel.stringCount.value;
	}

	/** All strings, in the order of their numbers, each with a zero after it. */
	get strings(): Uint8Array {
		return this.#bytes.subarray(this.#stringTextsAt, this.#stringTextsAt + this.#kernel.stringBytes.value);
	}

	/** Where the first message's index entry begins in memory; the others follow downwards. */
	get entryAt(): number {
		return this.chunk.bytes.byteOffset + this.chunk.entry(0);
	}

	/** Takes the messages of `chunk` apart; false when they have more of something than a block may have. */
	takeApart(): boolean {
		const {chunk} = this;
		return this.#kernel.takeApart(chunk.bytes.byteOffset + chunk.start(0), this.entryAt, chunk.count) === 1;
	}

	/** Overwrites what is left of blocks. */
	clear(): void {
		wipe(this.#bytes);
	}
}

/** Whether values of that type stay in a column even where they do not change: the clock's do so to go on, a zero has to. */
export function isNeverText(type: number): boolean {
	return (type >= TYPE.clock && type < TYPE.padded) || type === TYPE.zero;
}

/** What take-apart.wat exports; it says what the parameters mean. */
interface KernelExports {
	takeApart(start: number, entry: number, count: number): number;
	readonly templateCount: {readonly value: number};
	readonly partCount: {readonly value: number};
	readonly columnCount: {readonly value: number};
	readonly stringCount: {readonly value: number};
	readonly stringBytes: {readonly value: number};
}
