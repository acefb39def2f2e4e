import {brotliDecompressSync} from 'node:zlib';
import {Chunk} from '../chunk.js';
import {ENTRY_BYTES} from '../entry.js';
import {
	KIND_SHARED, KIND_WHOLE, MAX_COLUMNS, MAX_PARTS, MAX_STRINGS, MAX_TABLE_VALUES, MAX_TEMPLATES, MAX_TOKENS, PACKED, PACKED_HEADER_BYTES,
	TYPE_COUNT,
} from './format.js';
import {SharedDictionaries} from './shared-dictionaries.js';
import {loadKernel, newMemory, PAGE_BYTES, wholePages, wipe} from './web-assembly.js';

/** How unpack.wat's tables follow one another. Below lies the text of the last second. */
const COLUMNS_AT = 64;
const STRINGS_AT = COLUMNS_AT + (1 + MAX_COLUMNS + TYPE_COUNT) * 8;
const TEMPLATES_AT = STRINGS_AT + MAX_STRINGS * 8;
const PARTS_AT = TEMPLATES_AT + MAX_TEMPLATES * 4;
const PACKED_AT = wholePages(PARTS_AT + MAX_PARTS * 12);
/** What a dictionary may have besides texts: see the limits in format.ts. */
const SHAPES_BYTES = 512 * 1024;
/** Room for what copies write too far. */
const COPY_PAGE_BYTES = PAGE_BYTES;

/** Most bytes of a block that can be unpacked: the kernel counts bits in 32-bit numbers. */
export const MAX_PACKED_BLOCK_BYTES = 64 * 1024 * 1024;

/** Unpacks what `Packer` has packed, into a chunk of its own. */
export class Unpacker {
	/** What has been unpacked last. Only what `unpack` was asked for means anything. */
	readonly chunk: Chunk;
	readonly #bytes: Uint8Array;
	readonly #kernel: KernelExports;
	readonly #dictionaryAt: number;
	readonly #shared = new SharedDictionaries();
	#hasDictionary = false;

	/**
	 * @param blockBytes Size of the blocks that were packed, at most `MAX_PACKED_BLOCK_BYTES`.
	 * @throws RangeError as `newMemory` does.
	 */
	constructor(blockBytes: number) {
		const capacity = wholePages(blockBytes);
		this.#dictionaryAt = PACKED_AT + capacity;
		const cellsAt = this.#dictionaryAt + capacity + SHAPES_BYTES;
		// A table is made only for twice as many values as it has.
		const cells = Math.ceil(blockBytes / ENTRY_BYTES) + MAX_TABLE_VALUES + 1.5 * MAX_TOKENS;
		const cellTextsAt = cellsAt + wholePages(cells * 8);
		const chunkAt = cellTextsAt + capacity + COPY_PAGE_BYTES;
		const memory = newMemory(chunkAt + capacity);
		this.#bytes = new Uint8Array(memory.buffer);
		this.chunk = new Chunk(blockBytes, memory.buffer, chunkAt);
		this.#kernel = loadKernel('unpack', {
			memory, columns: COLUMNS_AT, strings: STRINGS_AT, templates: TEMPLATES_AT, parts: PARTS_AT, cells: cellsAt,
			cellTexts: cellTextsAt,
		}) as KernelExports;
	}

	/** The dictionaries that what is unpacked shares with others, if it does. */
	get shared(): SharedDictionaries {
		return this.#shared;
	}

	/**
	 * Copies what is unpacked next: no more than a block has.
	 *
	 * @param dictionary Its dictionary before it was compressed, if that is at hand.
	 */
	stage(packed: Uint8Array, dictionary?: Uint8Array): void {
		this.#bytes.set(packed, PACKED_AT);
		this.#hasDictionary = dictionary !== undefined;
		if (dictionary !== undefined) this.#bytes.set(dictionary, this.#dictionaryAt);
	}

	/**
	 * Unpacks what has been staged.
	 *
	 * @param firstSeq Number of its first message.
	 * @param withText If false, the chunk gets index entries alone, without the ends of the texts: a tenth of the work.
	 */
	unpack(firstSeq: number, withText: boolean): void {
		const {chunk} = this;
		const count = this.#header(PACKED.count);
		chunk.firstSeq = firstSeq;
		chunk.count = count;
		chunk.firstEntry = 0;
		chunk.firstStart = 0;
		if (this.#header(PACKED.kind) === KIND_WHOLE) {
			this.#unpackWhole(count);
			return;
		}
		const entry = chunk.bytes.byteOffset + chunk.entry(0);
		if (withText) {
			const bits = this.#unpackDictionary();
			this.#kernel.unpackTexts(this.#dictionaryAt, this.#dictionaryAt + this.#header(PACKED.wordsAt), bits, count, chunk.bytes.byteOffset, entry);
		}
		const index = PACKED_AT + PACKED_HEADER_BYTES;
		this.#kernel.unpackEntries(index, index + this.#header(PACKED.indexDescriptorBytes), count, entry);
	}

	/** The words of what has been staged: whatever letters a message has are in them. Undefined where there are none. */
	words(): Uint8Array | undefined {
		if (this.#header(PACKED.kind) === KIND_WHOLE) return undefined;
		this.#unpackDictionary();
		return this.#bytes.subarray(this.#dictionaryAt + this.#header(PACKED.wordsAt), this.#dictionaryAt + this.#header(PACKED.dictionaryBytes));
	}

	/** Overwrites all that is left of what has been unpacked. */
	clear(): void {
		wipe(this.#bytes);
		this.#shared.clear();
		this.#hasDictionary = false;
	}

	/** Puts the dictionary into its place, unless it is there; returns where the text columns' bits begin. */
	#unpackDictionary(): number {
		const at = PACKED_AT + PACKED_HEADER_BYTES + this.#header(PACKED.indexBytes);
		const length = this.#header(PACKED.dictionaryBytes);
		const placeOrBytes = this.#header(PACKED.storedDictionaryBytes);
		const isShared = this.#header(PACKED.kind) === KIND_SHARED;
		const end = isShared ? at : at + placeOrBytes;
		if (this.#hasDictionary) return end;
		const stored = isShared ? this.#shared.bytes.subarray(placeOrBytes, placeOrBytes + length) : this.#bytes.subarray(at, end);
		const isCompressed = !isShared && length !== stored.length;
		this.#bytes.set(isCompressed ? brotliDecompressSync(stored, {chunkSize: Math.max(64, length)}) : stored, this.#dictionaryAt);
		this.#hasDictionary = true;
		return end;
	}

	#unpackWhole(count: number): void {
		const {chunk} = this;
		const textBytes = this.#header(PACKED.textBytes);
		const whole = brotliDecompressSync(this.#bytes.subarray(PACKED_AT + PACKED_HEADER_BYTES, PACKED_AT + PACKED_HEADER_BYTES + this.#header(PACKED.storedDictionaryBytes)), {
			chunkSize: textBytes + count * ENTRY_BYTES,
		});
		chunk.bytes.set(whole.subarray(textBytes), chunk.bytes.length - count * ENTRY_BYTES);
		// Where it stood in its block: after messages that had been evicted.
		chunk.firstStart = chunk.end(count - 1) + 1 - textBytes;
		chunk.bytes.set(whole.subarray(0, textBytes), chunk.firstStart);
	}

	#header(word: number): number {
		const at = PACKED_AT + word * 4;
		const bytes = this.#bytes;
		return (bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24) >>> 0;
	}
}

/** What unpack.wat exports; it says what the parameters mean. */
interface KernelExports {
	unpackEntries(descriptors: number, bits: number, count: number, entry: number): void;
	unpackTexts(dictionary: number, text: number, bits: number, count: number, to: number, entry: number): void;
}
