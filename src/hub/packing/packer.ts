import {brotliCompressSync, constants} from 'node:zlib';
import type {Chunk} from '../chunk.js';
import {ENTRY_BYTES} from '../entry.js';
import {ByteWriter} from './byte-writer.js';
import {ColumnWriter} from './column-writer.js';
import {Disassembly, isNeverText} from './disassembly.js';
import {
	KIND_COLUMNS, KIND_WHOLE, MAX_COLUMNS, MAX_PARTS, MAX_TOKENS, PACKED, PACKED_HEADER_BYTES, TYPE_COUNT,
} from './format.js';
import {TemplateWriter} from './template-writer.js';

/** The least that node:zlib takes. */
const MIN_CHUNK_BYTES = 64;
const DEFAULT_BLOCK_BYTES = 256 * 1024;
/** Columns of fewer values are put together by type: a column by itself takes some six bytes. */
const FEWEST_VALUES = 4;
/** Values that are the same in so many messages of a template are part of its text. */
const FEWEST_ALIKE = 3;
const COLUMN_GONE = -1;

/** Packs chunks, one after the other; format.ts says how. It has some 3 MB of tables. */
export class Packer {
	#block: Disassembly;
	readonly #columnWriter = new ColumnWriter();
	readonly #templateWriter = new TemplateWriter();
	readonly #index = new ByteWriter(4 * 1024);
	readonly #indexBits = new ByteWriter(16 * 1024);
	readonly #dictionary = new ByteWriter(16 * 1024);
	readonly #parts = new ByteWriter(4 * 1024);
	readonly #texts = new ByteWriter(16 * 1024);
	readonly #bits = new ByteWriter(32 * 1024);
	/** Values of one index column. */
	#values = new Float64Array(0);
	/** For each part, whether its slot has become text. */
	readonly #isText = new Uint8Array(MAX_PARTS);
	/** For each part, the number that the column of its slot has in the dictionary; 0 where it has none. */
	readonly #partColumns = new Int16Array(MAX_PARTS);
	/** For each column of the templates: how many values it has, and which column it becomes. */
	readonly #counts = new Int32Array(MAX_COLUMNS + TYPE_COUNT);
	readonly #columnOf = new Int16Array(MAX_COLUMNS);
	/** Values of all columns, one column behind the other, and where the next value of each belongs. */
	readonly #sorted = new Float64Array(MAX_TOKENS);
	readonly #next = new Int32Array(1 + MAX_COLUMNS + TYPE_COUNT);
	/** The number that each has in the dictionary, and how many have one. */
	readonly #numbers = new Int16Array(MAX_COLUMNS + TYPE_COUNT);
	#numberCount = 0;

	/**
	 * @param blockBytes Size of the largest block; if a larger one comes, memory for that is made then.
	 * @throws RangeError as `newMemory` does.
	 */
	constructor(blockBytes = DEFAULT_BLOCK_BYTES) {
		this.#block = new Disassembly(blockBytes);
	}

	/** A chunk in the packer's own memory: what is read into it is packed without another copy. */
	get chunk(): Chunk {
		return this.#block.chunk;
	}

	/**
	 * Packs all messages of the chunk, the packer's own or any other.
	 *
	 * @param out Gets the packed bytes, at its start.
	 * @returns How many these are; 0 when they would be no fewer than the text, or have no room.
	 */
	pack(chunk: Chunk, out: Uint8Array, quality: number): number {
		if (chunk !== this.chunk) this.#copy(chunk);
		return this.#packColumns(this.chunk, out, quality);
	}

	#copy(chunk: Chunk): void {
		if (chunk.bytes.length > this.chunk.bytes.length) this.#block = new Disassembly(chunk.bytes.length);
		const own = this.chunk;
		const lastEntry = chunk.entry(chunk.count - 1);
		own.firstSeq = chunk.firstSeq;
		own.count = chunk.count;
		own.firstEntry = 0;
		own.firstStart = chunk.firstStart;
		own.bytes.set(chunk.bytes.subarray(chunk.start(0), chunk.end(chunk.count - 1) + 1), own.firstStart);
		own.bytes.set(chunk.bytes.subarray(lastEntry, chunk.entry(0) + ENTRY_BYTES), own.entry(own.count - 1));
	}

	/** Overwrites what is left of messages. */
	clear(): void {
		for (const writer of [this.#index, this.#indexBits, this.#dictionary, this.#parts, this.#texts, this.#bits]) writer.wipe();
		this.#sorted.fill(0);
		this.#block.clear();
	}

	/** Packs the chunk's texts and entries without taking them apart, for what `pack` cannot. */
	packWhole(chunk: Chunk, out: Uint8Array, quality: number): number {
		const texts = chunk.bytes.subarray(chunk.start(0), chunk.end(chunk.count - 1) + 1);
		const entries = chunk.bytes.subarray(chunk.entry(chunk.count - 1), chunk.entry(0) + ENTRY_BYTES);
		const packed = brotli(Buffer.concat([texts, entries]), quality);
		const length = PACKED_HEADER_BYTES + packed.length;
		if (length > out.length || length >= texts.length + entries.length) return 0;
		writeHeader(out, {kind: KIND_WHOLE, count: chunk.count, textBytes: texts.length, storedDictionaryBytes: packed.length});
		out.set(packed, PACKED_HEADER_BYTES);
		return length;
	}

	/** Overwrites what is left of messages. */
	clear(): void {
		for (const writer of [this.#index, this.#indexBits, this.#dictionary, this.#parts, this.#texts, this.#bits]) writer.wipe();
		this.#strings.wipe();
	}

	#packColumns(chunk: Chunk, out: Uint8Array, quality: number): number {
		if (!this.#block.takeApart()) return 0;
		if (this.#values.length < chunk.count) this.#values = new Float64Array(2 * chunk.count);
		this.#settleColumns();
		this.#numberColumns();
		this.#sortValues(chunk.count);
		const indexDescriptorBytes = this.#writeIndex(chunk);
		const wordsAt = this.#writeDictionary(chunk);
		const dictionary = this.#dictionary.written;
		const compressed = brotli(dictionary, quality);
		const stored = compressed.length < dictionary.length ? compressed : dictionary;
		const index = this.#index.written;
		const bits = this.#bits.written;
		const length = PACKED_HEADER_BYTES + index.length + stored.length + bits.length;
		const textBytes = chunk.end(chunk.count - 1) + 1 - chunk.start(0);
		if (length > out.length || length >= textBytes + chunk.count * ENTRY_BYTES) return 0;
		writeHeader(out, {
			kind: KIND_COLUMNS, count: chunk.count, textBytes, indexBytes: index.length, indexDescriptorBytes,
			storedDictionaryBytes: stored.length, dictionaryBytes: dictionary.length, wordsAt,
		});
		let at = PACKED_HEADER_BYTES;
		for (const part of [index, stored, bits]) {
			out.set(part, at);
			at += part.length;
		}
		return length;
	}

	/** Decides which slots become text, and which columns are put together. */
	#settleColumns(): void {
		const {columns, varies, uses, columnTypes, firstParts, templateCount, columnCount} = this.#block;
		const counts = this.#counts.fill(0);
		for (let t = 0; t < templateCount; t++) {
			for (let part = firstParts[t]!; columns[part] !== -1; part++) counts[columns[part]!]! += uses[t]!;
		}
		for (let t = 0; t < templateCount; t++) {
			for (let part = firstParts[t]!; columns[part] !== -1; part++) {
				const column = columns[part]!;
				const isAlike = varies[part] === 0 && !isNeverText(columnTypes[column]!);
				// A value that stands alone in a column of many may continue what counts up there.
				this.#isText[part] = isAlike && (uses[t]! >= FEWEST_ALIKE || counts[column]! <= 2 * uses[t]!) ? 1 : 0;
			}
		}
		counts.fill(0);
		for (let t = 0; t < templateCount; t++) {
			for (let part = firstParts[t]!; columns[part] !== -1; part++) {
				if (this.#isText[part] === 0) counts[columns[part]!]! += uses[t]!;
			}
		}
		for (let column = 0; column < columnCount; column++) {
			const count = counts[column]!;
			const isFew = count < FEWEST_VALUES;
			const shared = MAX_COLUMNS + columnTypes[column]!;
			this.#columnOf[column] = count === 0 ? COLUMN_GONE : isFew ? shared : column;
			if (!isFew || count === 0) continue;
			counts[shared]! += count;
			counts[column] = 0;
		}
	}

	/** Puts the values in order of columns; those that became text behind all others. */
	#sortValues(messages: number): void {
		const {values, firstParts, templateOf} = this.#block;
		const partColumns = this.#partColumns;
		const next = this.#next;
		const sorted = this.#sorted;
		let at = 0;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			next[this.#numbers[column]!] = at;
			at += count;
		}
		next[0] = at;
		let token = 0;
		for (let i = 0; i < messages; i++) {
			const template = templateOf[i]!;
			const lastPart = firstParts[template + 1]! - 1;
			for (let part = firstParts[template]!; part < lastPart; part++) {
				const column = partColumns[part]!;
				const place = next[column]!;
				next[column] = place + 1;
				sorted[place] = values[token++]!;
			}
		}
	}

	/** Returns how many bytes the descriptors are. */
	#writeIndex(chunk: Chunk): number {
		const {count} = chunk;
		const values = this.#values;
		const index = this.#index;
		const bits = this.#indexBits;
		index.clear();
		bits.clear();
		for (let i = 0; i < count; i++) values[i] = chunk.receivedUs(i);
		this.#columnWriter.write(values, 0, count, index, bits);
		for (let i = 0; i < count; i++) values[i] = chunk.originA(i);
		this.#columnWriter.write(values, 0, count, index, bits);
		for (let i = 0; i < count; i++) values[i] = chunk.originB(i);
		this.#columnWriter.write(values, 0, count, index, bits);
		for (let i = 0; i < count; i++) values[i] = chunk.priority(i) | chunk.source(i) << 8 | chunk.flags(i) << 16;
		this.#columnWriter.write(values, 0, count, index, bits);
		const descriptorBytes = index.length;
		index.bytes(bits.written);
		return descriptorBytes;
	}

	/** Writes dictionary and text columns; returns where the dictionary's texts begin. */
	#writeDictionary(chunk: Chunk): number {
		const block = this.#block;
		const dictionary = this.#dictionary;
		const parts = this.#parts;
		const texts = this.#texts;
		dictionary.clear();
		dictionary.number(this.#numberCount);
		dictionary.number(block.stringCount);
		dictionary.number(block.templateCount);
		this.#writeColumns(chunk.count);
		parts.clear();
		texts.clear();
		this.#templateWriter.write(block, this.#partColumns, parts, texts);
		dictionary.bytes(parts.written);
		const wordsAt = dictionary.length;
		dictionary.bytes(block.strings);
		dictionary.bytes(texts.written);
		return wordsAt;
	}

	/** Numbers the columns that have values, from 1 on. */
	#numberColumns(): void {
		const {columns, partCount} = this.#block;
		let count = 0;
		for (let column = 0; column < this.#counts.length; column++) if (this.#counts[column]! > 0) this.#numbers[column] = ++count;
		for (let part = 0; part < partCount; part++) {
			const column = columns[part]!;
			this.#partColumns[part] = column === -1 || this.#isText[part] === 1 ? 0 : this.#numbers[this.#columnOf[column]!]!;
		}
		this.#numberCount = count;
	}

	#writeColumns(messages: number): void {
		const values = this.#values;
		const bits = this.#bits;
		const dictionary = this.#dictionary;
		bits.clear();
		for (let i = 0; i < messages; i++) values[i] = this.#block.templateOf[i]!;
		this.#columnWriter.write(values, 0, messages, dictionary, bits);
		let from = 0;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			dictionary.byte(column < MAX_COLUMNS ? this.#block.columnTypes[column]! : column - MAX_COLUMNS);
			this.#columnWriter.write(this.#sorted, from, from + count, dictionary, bits);
			from += count;
		}
	}
}

function writeHeader(out: Uint8Array, fields: Partial<Record<keyof typeof PACKED, number>>): void {
	const header = new DataView(out.buffer, out.byteOffset, PACKED_HEADER_BYTES);
	out.fill(0, 0, PACKED_HEADER_BYTES);
	for (const [name, value] of Object.entries(fields)) header.setUint32(PACKED[name as keyof typeof PACKED] * 4, value, true);
}

function brotli(bytes: Uint8Array, quality: number): Buffer {
	return brotliCompressSync(bytes, {
		// One piece, which is not put together from several.
		chunkSize: Math.max(MIN_CHUNK_BYTES, bytes.length),
		params: {
			[constants.BROTLI_PARAM_QUALITY]: quality,
			[constants.BROTLI_PARAM_LGWIN]: 18,
			[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
		},
	});
}
