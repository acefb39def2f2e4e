import type {Chunk} from '../hub/chunk.js';
import type {HubReader} from '../hub/reader.js';
import {gapMessage} from './gap.js';
import type {Renderer} from './renderer.js';

/** Makes the output that follows a place in the ring, a piece at a time, in one buffer that it uses again and again. */
export class PieceMaker {
	/** Sequence number at which the piece after this one begins. */
	next = 0;
	/** Messages that the piece tells as lost, by a gap message at its start. */
	lost = 0;
	readonly #reader: HubReader;
	readonly #renderer: Renderer;
	readonly #chunk: Chunk;
	readonly #pieceBytes: number;
	#out: Uint8Array;
	#length = 0;

	/**
	 * @param chunk Scratch space, which any number of makers may share.
	 * @param pieceBytes Text that a piece is made from, at the most, unless one message alone is longer.
	 */
	constructor(reader: HubReader, renderer: Renderer, chunk: Chunk, pieceBytes: number) {
		this.#reader = reader;
		this.#renderer = renderer;
		this.#chunk = chunk;
		this.#pieceBytes = pieceBytes;
		this.#out = new Uint8Array(2 * pieceBytes);
	}

	/** The piece, until the next is made; empty when there is nothing to send. */
	get bytes(): Uint8Array {
		return this.#out.subarray(0, this.#length);
	}

	/**
	 * Makes the piece that begins with message `seq` and ends before `until` at the latest.
	 *
	 * @param promisedFrom Messages from this number on that are no longer there are told as lost.
	 */
	make(seq: number, until: number, promisedFrom: number): void {
		const chunk = this.#chunk;
		const renderer = this.#renderer;
		this.#reader.read(seq, chunk, until, this.#pieceBytes);
		this.lost = Math.max(0, chunk.firstSeq - Math.max(seq, promisedFrom));
		const gap = this.lost > 0 ? gapMessage(this.lost, chunk.lossReason) : undefined;
		if (gap === undefined && chunk.count > 0 && renderer.isVerbatim) {
			this.#copy(chunk);
			return;
		}
		const needed = (gap === undefined ? 0 : renderer.bound(gap, 0)) + (chunk.count > 0 ? renderer.bound(chunk, 0) : 0);
		if (needed > this.#out.length) this.#out = new Uint8Array(needed);
		let at = 0;
		let taken = 0;
		if (gap !== undefined) at = renderer.write(gap, 0, this.#out, at);
		while (taken < chunk.count && at + renderer.bound(chunk, taken) <= this.#out.length) {
			at = renderer.write(chunk, taken, this.#out, at);
			taken += 1;
		}
		this.#length = at;
		this.next = chunk.firstSeq + taken;
	}

	/** Makes the piece of the chunk's whole text at once: a dump takes a third less time than message by message. */
	#copy(chunk: Chunk): void {
		const text = chunk.bytes.subarray(chunk.start(0), chunk.end(chunk.count - 1) + 1);
		if (text.length > this.#out.length) this.#out = new Uint8Array(text.length);
		this.#out.set(text);
		this.#length = text.length;
		this.next = chunk.nextSeq;
	}
}
