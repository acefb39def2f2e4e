import {brotliCompressSync, brotliDecompressSync, constants, crc32} from 'node:zlib';
import {KIND_COLUMNS, KIND_SHARED, PACKED, PACKED_HEADER_BYTES, SHARED_HEADER_BYTES} from './format.js';

/** The least that node:zlib takes. */
const MIN_CHUNK_BYTES = 64;
/** Brotli's fastest. */
const QUALITY = 1;

/** A packed block that has been parted from its dictionary. */
export interface Parted {
	/** Header, index columns and text columns. */
	readonly rest: Uint8Array;
	/** The dictionary, decompressed. */
	readonly dictionary: Uint8Array;
}

/** Parts a packed block from its dictionary; undefined for one that was packed whole, and has none. */
export function partDictionary(packed: Uint8Array): Parted | undefined {
	if (field(packed, 'kind') !== KIND_COLUMNS) return undefined;
	const at = PACKED_HEADER_BYTES + field(packed, 'indexBytes');
	const end = at + field(packed, 'storedDictionaryBytes');
	const length = field(packed, 'dictionaryBytes');
	const stored = packed.subarray(at, end);
	const dictionary = stored.length === length ? stored.slice() : brotliDecompressSync(stored, {chunkSize: Math.max(MIN_CHUNK_BYTES, length)});
	const rest = new Uint8Array(packed.length - stored.length);
	rest.set(packed.subarray(0, at));
	rest.set(packed.subarray(end), at);
	setField(rest, 'kind', KIND_SHARED);
	return {rest, dictionary};
}

/** Notes in a parted block that its dictionary begins at byte `at` of the shared ones. */
export function placeDictionary({rest}: Parted, at: number): void {
	setField(rest, 'storedDictionaryBytes', at);
}

/** Has a parted block have its dictionary again. */
export function unpartDictionary(rest: Uint8Array, shared: Uint8Array): Uint8Array {
	const dictionary = shared.subarray(field(rest, 'storedDictionaryBytes')).subarray(0, field(rest, 'dictionaryBytes'));
	const compressed = brotliCompressSync(dictionary, {
		params: {[constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: dictionary.length},
	});
	const stored = compressed.length < dictionary.length ? compressed : dictionary;
	const at = PACKED_HEADER_BYTES + field(rest, 'indexBytes');
	const packed = new Uint8Array(rest.length + stored.length);
	packed.set(rest.subarray(0, at));
	packed.set(stored, at);
	packed.set(rest.subarray(at), at + stored.length);
	setField(packed, 'kind', KIND_COLUMNS);
	setField(packed, 'storedDictionaryBytes', stored.length);
	return packed;
}

/** Writes shared dictionaries as they are stored. Their check, and `random`, tell them from all others. */
export function writeShared(out: Uint8Array, random: number, compressed: Uint8Array, bytes: number): void {
	const header = new DataView(out.buffer, out.byteOffset, SHARED_HEADER_BYTES);
	header.setUint32(0, random, true);
	header.setUint32(4, checkOf(compressed, bytes), true);
	header.setUint32(8, compressed.length, true);
	header.setUint32(12, bytes, true);
	out.set(compressed, SHARED_HEADER_BYTES);
}

/** Whether shared dictionaries are as they were written. `stored` may go on behind them. */
export function isSharedWhole(stored: Uint8Array): boolean {
	if (stored.length < SHARED_HEADER_BYTES) return false;
	const header = new DataView(stored.buffer, stored.byteOffset, SHARED_HEADER_BYTES);
	const length = header.getUint32(8, true);
	return length <= stored.length - SHARED_HEADER_BYTES
		&& header.getUint32(4, true) === checkOf(stored.subarray(SHARED_HEADER_BYTES, SHARED_HEADER_BYTES + length), header.getUint32(12, true));
}

function checkOf(compressed: Uint8Array, bytes: number): number {
	return crc32(compressed, bytes);
}

/** The shared dictionaries that were needed last: who reads on needs them again. */
export class SharedDictionaries {
	readonly #header = new Uint8Array(SHARED_HEADER_BYTES);
	readonly #view = new DataView(this.#header.buffer);
	/** Compressed bytes that are to be looked at when it is sure that they are whole; none if what is known is wanted. */
	#staged = new Uint8Array(0);
	#bytes: Uint8Array = new Uint8Array(0);

	/** Copies shared dictionaries as they are stored, if they are not those that are known. `stored` may go on behind them. */
	stage(stored: Uint8Array): void {
		const header = this.#header;
		const isKnown = this.#bytes.length > 0 && header.every((byte, i) => byte === stored[i]);
		if (isKnown) return;
		header.set(stored.subarray(0, SHARED_HEADER_BYTES));
		this.#bytes.fill(0);
		this.#bytes = new Uint8Array(0);
		this.#staged = stored.slice(SHARED_HEADER_BYTES, SHARED_HEADER_BYTES + this.#view.getUint32(8, true));
	}

	/** What has been staged last, decompressed. */
	get bytes(): Uint8Array {
		if (this.#bytes.length === 0) {
			this.#bytes = brotliDecompressSync(this.#staged, {chunkSize: Math.max(MIN_CHUNK_BYTES, this.#view.getUint32(12, true))});
			this.#staged = new Uint8Array(0);
		}
		return this.#bytes;
	}

	/** Overwrites what is known. */
	clear(): void {
		this.#bytes.fill(0);
		this.#staged.fill(0);
		this.#bytes = this.#staged = new Uint8Array(0);
	}
}

function field(packed: Uint8Array, name: keyof typeof PACKED): number {
	return new DataView(packed.buffer, packed.byteOffset).getUint32(PACKED[name] * 4, true);
}

function setField(packed: Uint8Array, name: keyof typeof PACKED, value: number): void {
	new DataView(packed.buffer, packed.byteOffset).setUint32(PACKED[name] * 4, value, true);
}
