import {brotliCompressSync, constants} from 'node:zlib';
import type {Chunk} from '../chunk.js';
import {ENTRY_BYTES, ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_PRIORITY} from '../entry.js';
import {ByteWriter} from './byte-writer.js';
import {writeColumn} from './column-writer.js';
import {Columns} from './columns.js';
import {Disassembly} from './disassembly.js';
import {KIND_COLUMNS, KIND_WHOLE, MAX_TIME_US, PACKED, PACKED_HEADER_BYTES} from './format.js';
import {TemplateWriter} from './template-writer.js';

/** The least that node:zlib takes. */
const MIN_CHUNK_BYTES = 64;
const DEFAULT_BLOCK_BYTES = 512 * 1024;

/** Packs chunks, one after the other; format.ts says how. For a block of 256 KiB it has some 2 MB of tables, half of which are used. */
export class Packer {
	#block: Disassembly;
	readonly #columns = new Columns();
	readonly #templateWriter = new TemplateWriter();
	readonly #index = new ByteWriter(4 * 1024);
	readonly #dictionary = new ByteWriter(16 * 1024);
	readonly #parts = new ByteWriter(4 * 1024);
	readonly #texts = new ByteWriter(16 * 1024);

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

	/** The dictionary of what was packed last, as it was before it was compressed. */
	get dictionary(): Uint8Array {
		return this.#dictionary.written;
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
		for (const writer of [this.#index, this.#dictionary, this.#parts, this.#texts]) writer.wipe();
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

	#packColumns(chunk: Chunk, out: Uint8Array, quality: number): number {
		if (!this.#block.takeApart()) return 0;
		this.#columns.take(this.#block);
		const indexDescriptorBytes = this.#writeIndex(chunk);
		if (indexDescriptorBytes === 0) return 0;
		const wordsAt = this.#writeDictionary(chunk);
		const dictionary = this.#dictionary.written;
		const compressed = brotli(dictionary, quality);
		const stored = compressed.length < dictionary.length ? compressed : dictionary;
		const index = this.#index.written;
		const {bits} = this.#block.columnSpace;
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

	/** Returns how many bytes the descriptors are; 0 if a time is none that a column can have. */
	#writeIndex({count}: Chunk): number {
		const {columnSpace, entryAt} = this.#block;
		const {kernel, columnAt} = columnSpace;
		const index = this.#index;
		index.clear();
		kernel.clearBits();
		if (kernel.times(entryAt, count, MAX_TIME_US) === 0) return 0;
		writeColumn(columnSpace, columnAt, count, index);
		// The last word has priority, source and flags.
		for (const field of [ENTRY_ORIGIN_A, ENTRY_ORIGIN_B, ENTRY_PRIORITY]) {
			kernel.words(entryAt, count, field);
			writeColumn(columnSpace, columnAt, count, index);
		}
		const descriptorBytes = index.length;
		index.bytes(columnSpace.bits);
		return descriptorBytes;
	}

	/** Writes dictionary and text columns; returns where the dictionary's texts begin. */
	#writeDictionary({count}: Chunk): number {
		const block = this.#block;
		const {kernel, columnAt, partNumbers} = block.columnSpace;
		const dictionary = this.#dictionary;
		const parts = this.#parts;
		const texts = this.#texts;
		dictionary.clear();
		dictionary.number(this.#columns.count);
		dictionary.number(block.stringCount);
		dictionary.number(block.templateCount);
		kernel.clearBits();
		kernel.templates(count);
		writeColumn(block.columnSpace, columnAt, count, dictionary);
		this.#columns.write(block, dictionary);
		parts.clear();
		texts.clear();
		this.#templateWriter.write(block, partNumbers, parts, texts);
		dictionary.bytes(parts.written);
		const wordsAt = dictionary.length;
		dictionary.bytes(block.strings);
		dictionary.bytes(texts.written);
		return wordsAt;
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
