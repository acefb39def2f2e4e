import {brotliCompressSync, constants} from 'node:zlib';
import type {Chunk} from '../chunk.js';
import {ENTRY_BYTES} from '../entry.js';
import {ByteWriter} from './byte-writer.js';
import {ColumnWriter} from './column-writer.js';
import {
	COLUMN_SLACK_BYTES, INDEX_COLUMN, INDEX_COLUMNS, KIND_COLUMNS, KIND_WHOLE, MAX_COLUMNS, MAX_PARTS, MAX_TOKENS,
	PACKED, PACKED_HEADER_BYTES, TYPE, TYPE_COUNT,
} from './format.js';
import {isTime, Templates} from './templates.js';
import {Tokens} from './tokens.js';
import {valueText} from './value-text.js';
import {Words} from './words.js';

/** Columns of fewer values are put together by type: a column by itself takes some six bytes. */
const FEWEST_VALUES = 4;
/** Values that are the same in so many messages of a template are part of its text. */
const FEWEST_ALIKE = 3;
const COLUMN_GONE = -1;

/** Packs chunks, one after the other; format.ts says how. It has some 3 MB of tables. */
export class Packer {
	readonly #words = new Words();
	readonly #tokens = new Tokens(this.#words);
	readonly #templates = new Templates(this.#words);
	readonly #columnWriter = new ColumnWriter();
	readonly #index = new ByteWriter(16 * 1024);
	readonly #indexBits = new ByteWriter(16 * 1024);
	readonly #shapes = new ByteWriter(16 * 1024);
	readonly #items = new ByteWriter(16 * 1024);
	readonly #descriptors = new ByteWriter(4 * 1024);
	readonly #bits = new ByteWriter(32 * 1024);
	/** For each message, its template, and where its tokens begin. */
	#templateOf = new Uint16Array(0);
	/** Values of one index column. */
	#values = new Float64Array(0);
	/** For each part, whether its slot has become text. */
	readonly #isText = new Uint8Array(MAX_PARTS);
	/** For each column of the templates: how many values it has, and which column it becomes. */
	readonly #counts = new Int32Array(MAX_COLUMNS + TYPE_COUNT);
	readonly #columnOf = new Int16Array(MAX_COLUMNS);
	/** Values of all columns, one column behind the other, and where the next value of each belongs. */
	readonly #sorted = new Float64Array(MAX_TOKENS);
	readonly #next = new Int32Array(MAX_COLUMNS + TYPE_COUNT);

	/**
	 * Packs all messages of the chunk.
	 *
	 * @param out Gets the packed bytes, at its start.
	 * @returns How many these are; 0 when they would be no fewer than the text, or have no room.
	 */
	pack(chunk: Chunk, out: Uint8Array, quality: number): number {
		return this.#packColumns(chunk, out, quality);
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
		for (const writer of [this.#index, this.#indexBits, this.#shapes, this.#items, this.#descriptors, this.#bits]) writer.wipe();
		this.#words.wipe();
	}

	#packColumns(chunk: Chunk, out: Uint8Array, quality: number): number {
		if (!this.#takeApart(chunk)) return 0;
		this.#settleColumns();
		this.#sortValues(chunk.count);
		this.#writeIndex(chunk);
		const wordsAt = this.#writeDictionary();
		const dictionary = this.#shapes.written;
		const compressed = brotli(dictionary, quality);
		const stored = compressed.length < dictionary.length ? compressed : dictionary;
		const index = this.#index.written;
		const bits = this.#bits.written;
		const length = PACKED_HEADER_BYTES + index.length + stored.length + bits.length + COLUMN_SLACK_BYTES;
		const textBytes = chunk.end(chunk.count - 1) + 1 - chunk.start(0);
		if (length > out.length || length >= textBytes + chunk.count * ENTRY_BYTES) return 0;
		writeHeader(out, {
			kind: KIND_COLUMNS, count: chunk.count, textBytes, indexBytes: index.length,
			storedDictionaryBytes: stored.length, dictionaryBytes: dictionary.length, wordsAt,
		});
		let at = PACKED_HEADER_BYTES;
		for (const part of [index, stored, bits]) {
			out.set(part, at);
			at += part.length;
		}
		out.fill(0, at, length);
		return length;
	}

	/** Finds tokens and templates of all messages; false when there are too many. */
	#takeApart(chunk: Chunk): boolean {
		const {bytes, count} = chunk;
		const tokens = this.#tokens;
		const templates = this.#templates;
		this.#words.clear();
		templates.clear();
		tokens.count = 0;
		if (this.#templateOf.length < count) {
			this.#templateOf = new Uint16Array(2 * count);
			this.#values = new Float64Array(2 * count);
		}
		for (let i = 0; i < count; i++) {
			const end = chunk.end(i);
			const firstToken = tokens.count;
			if (!tokens.scan(bytes, chunk.start(i), end)) return false;
			const template = templates.templateOf(bytes, tokens, firstToken, end);
			if (template === -1) return false;
			this.#templateOf[i] = template;
		}
		return true;
	}

	/** Decides which slots become text, and which columns are put together. */
	#settleColumns(): void {
		const templates = this.#templates;
		const counts = this.#counts.fill(0);
		const {columns, varies, uses, columnTypes} = templates;
		for (let t = 0; t < templates.count; t++) {
			for (let part = templates.firstPart(t); columns[part] !== -1; part++) counts[columns[part]!]! += uses[t]!;
		}
		for (let t = 0; t < templates.count; t++) {
			for (let part = templates.firstPart(t); columns[part] !== -1; part++) {
				const column = columns[part]!;
				const isAlike = varies[part] === 0 && !isTime(columnTypes[column]!);
				// A value that stands alone in a column of many may continue what counts up there.
				this.#isText[part] = isAlike && (uses[t]! >= FEWEST_ALIKE || counts[column]! <= 2 * uses[t]!) ? 1 : 0;
			}
		}
		counts.fill(0);
		for (let t = 0; t < templates.count; t++) {
			for (let part = templates.firstPart(t); columns[part] !== -1; part++) {
				if (this.#isText[part] === 0) counts[columns[part]!]! += uses[t]!;
			}
		}
		for (let column = 0; column < templates.columnCount; column++) {
			const count = counts[column]!;
			const isFew = count < FEWEST_VALUES;
			const shared = MAX_COLUMNS + columnTypes[column]!;
			this.#columnOf[column] = count === 0 ? COLUMN_GONE : isFew ? shared : column;
			if (!isFew || count === 0) continue;
			counts[shared]! += count;
			counts[column] = 0;
		}
	}

	/** Puts the values in order of columns. */
	#sortValues(messages: number): void {
		const {values} = this.#tokens;
		const {columns} = this.#templates;
		const columnOf = this.#columnOf;
		const next = this.#next;
		const isText = this.#isText;
		const sorted = this.#sorted;
		let at = 0;
		for (let column = 0; column < next.length; column++) {
			next[column] = at;
			at += this.#counts[column]!;
		}
		let token = 0;
		for (let i = 0; i < messages; i++) {
			for (let part = this.#templates.firstPart(this.#templateOf[i]!); columns[part] !== -1; part++, token++) {
				if (isText[part] === 0) sorted[next[columnOf[columns[part]!]!]!++] = values[token]!;
			}
		}
	}

	#writeIndex(chunk: Chunk): void {
		const {count} = chunk;
		const values = this.#values;
		const index = this.#index;
		const bits = this.#indexBits;
		index.clear();
		bits.clear();
		for (let column = 0; column < INDEX_COLUMNS; column++) {
			for (let i = 0; i < count; i++) values[i] = this.#indexValue(chunk, i, column);
			this.#columnWriter.write(values, 0, count, index, bits);
		}
		index.bytes(bits.written);
		index.zeros(COLUMN_SLACK_BYTES);
	}

	#indexValue(chunk: Chunk, i: number, column: number): number {
		switch (column) {
			case INDEX_COLUMN.receivedUs: return chunk.receivedUs(i);
			case INDEX_COLUMN.originA: return chunk.originA(i);
			case INDEX_COLUMN.originB: return chunk.originB(i);
			case INDEX_COLUMN.priority: return chunk.priority(i);
			case INDEX_COLUMN.rest: return chunk.source(i) | chunk.flags(i) << 8;
			default: return this.#templateOf[i]!;
		}
	}

	/** Writes dictionary and text columns; returns where the dictionary's words begin. */
	#writeDictionary(): number {
		const shapes = this.#shapes;
		const words = this.#words;
		shapes.clear();
		const numbers = this.#writeColumns();
		this.#writeTemplates(numbers);
		shapes.number(this.#columnCount);
		shapes.number(words.count);
		shapes.number(this.#templates.count);
		shapes.bytes(this.#descriptors.written);
		for (let i = 0; i < words.count; i++) shapes.number(words.end(i) - words.start(i));
		shapes.bytes(this.#items.written);
		const wordsAt = shapes.length;
		shapes.bytes(words.text);
		return wordsAt;
	}

	/** Returns the number that each column has from now on. */
	#writeColumns(): Int16Array {
		const bits = this.#bits;
		const descriptors = this.#descriptors;
		const numbers = this.#columnNumbers;
		bits.clear();
		descriptors.clear();
		let columns = 0;
		let from = 0;
		for (let column = 0; column < this.#counts.length; column++) {
			const count = this.#counts[column]!;
			if (count === 0) continue;
			descriptors.byte(column < MAX_COLUMNS ? this.#templates.columnTypes[column]! : column - MAX_COLUMNS);
			this.#columnWriter.write(this.#sorted, from, from + count, descriptors, bits);
			from += count;
			numbers[column] = columns++;
		}
		this.#columnCount = columns;
		return numbers;
	}

	readonly #columnNumbers = new Int16Array(MAX_COLUMNS + TYPE_COUNT);
	#columnCount = 0;

	/**
	 * Writes the items of each template: twice the number of a word, or twice that of a column plus 3; 1 ends them.
	 */
	#writeTemplates(numbers: Int16Array): void {
		const templates = this.#templates;
		const words = this.#words;
		const items = this.#items;
		const writeWord = (word: number): void => {
			if (words.end(word) > words.start(word)) items.number(2 * word);
		};
		items.clear();
		for (let t = 0; t < templates.count; t++) {
			for (let part = templates.firstPart(t); part < templates.firstPart(t + 1); part++) {
				writeWord(templates.literals[part]!);
				const column = templates.columns[part]!;
				if (column === -1) items.byte(1);
				else if (this.#isText[part] === 0) items.number(2 * numbers[this.#columnOf[column]!]! + 3);
				else writeWord(this.#wordOf(templates.columnTypes[column]!, templates.firstValues[part]!));
			}
		}
	}

	#wordOf(type: number, value: number): number {
		if (type === TYPE.string) return value;
		const text = Buffer.from(valueText(type, value), 'latin1');
		return this.#words.numberOf(text, 0, text.length);
	}
}

function writeHeader(out: Uint8Array, fields: Partial<Record<keyof typeof PACKED, number>>): void {
	const header = new DataView(out.buffer, out.byteOffset, PACKED_HEADER_BYTES);
	out.fill(0, 0, PACKED_HEADER_BYTES);
	for (const [name, value] of Object.entries(fields)) header.setUint32(PACKED[name as keyof typeof PACKED] * 4, value, true);
}

function brotli(bytes: Uint8Array, quality: number): Buffer {
	return brotliCompressSync(bytes, {
		params: {
			[constants.BROTLI_PARAM_QUALITY]: quality,
			[constants.BROTLI_PARAM_LGWIN]: 18,
			[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
		},
	});
}
