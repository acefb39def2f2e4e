import {FLAG_TRUNCATED} from '../hub/entry.js';
import {LINE_RUN_CAPACITY, LineRun} from '../hub/line-run.js';
import {MAX_COUNT_DIGITS, trimmedEnd} from './datagram.js';
import {readPriority} from './priority.js';

export {Span, trimDatagram} from './datagram.js';

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const LESS = 0x3c;

/** A buffer larger than this is given back once the frame that needed it is done. */
const MAX_IDLE_CARRY_BYTES = 4096;
/** Up to 64 bytes V8 keeps on its heap, where the garbage collector leaves copies behind. */
const MIN_CARRY_BYTES = 128;
/** Room beyond the largest frame to see whether it ends there: CR LF, and one byte that tells that it does not. */
const CARRY_SLACK_BYTES = 3;

/** Where the frames of a stream go. */
export interface FrameSink {
	/**
	 * Takes the frame `bytes[start]` to `bytes[end - 1]`, which is never empty; the bytes are only valid during the call.
	 * @param flags `FLAG_TRUNCATED` where the frame was too large, or cut by the end of the stream; else 0.
	 */
	frame(bytes: Uint8Array, start: number, end: number, flags: number): void;

	/**
	 * Takes many frames at once, where they are lines that stand one behind the other in the bytes that were pushed, and
	 * need nothing done to them: each has a valid PRI, is ended by LF alone, and is not too large. Without this method they
	 * come one by one.
	 */
	lines?(run: LineRun): void;
}

/** Framers work one after another, and a run is only valid during the call that it is handed over with. */
const run = new LineRun();

/** What the bytes to come belong to. */
const PREFIX = 0;
const LINE = 1;
const COUNTED = 2;

/** How far the prefix of a frame has been read. */
const NOTHING = 0;
const STRAY_SPACE = 1;
const DIGITS = 2;
const DIGITS_SPACE = 3;

/**
 * Takes a stream of bytes apart into frames (RFC 6587, section 3.4). Both framings may be mixed: a number of at most
 * seven digits without leading zero, a space and `<` begin a frame of that many octets; anything else is a line ended
 * by LF or NUL. One LF, CR LF or NUL at the end of a frame is taken away; empty lines are skipped.
 *
 * A frame is handed over when its last byte has come. Between pushes only an unfinished frame is kept, and of it no
 * more than `maxFrameBytes` and a few bytes; these are overwritten as soon as it is handed over.
 */
export class Framer {
	readonly #maxFrameBytes: number;
	#state = PREFIX;
	#prefix = NOTHING;
	#digits = 0;
	/** Octets of the counted frame that have not come yet. */
	#remaining = 0;
	/** Whether a counted frame came last: some senders put LF and a space between those. */
	#afterCounted = false;
	#carry = Buffer.alloc(0);
	#carried = 0;
	/** What is being pushed. The views made of it have the same offsets. */
	#pushed: Uint8Array = this.#carry;
	/** Where the next LF and the next NUL of what is being pushed stand, if not before what is looked at. */
	#lf = 0;
	#nul = 0;

	/** @param maxFrameBytes A larger frame is cut at this size and its rest skipped. */
	constructor(maxFrameBytes: number) {
		this.#maxFrameBytes = maxFrameBytes;
	}

	/**
	 * Takes the next bytes of the stream and hands over all frames that end within them: as part of `bytes` itself,
	 * unless they began in an earlier push.
	 */
	push(bytes: Uint8Array, start: number, end: number, sink: FrameSink): void {
		this.#pushed = bytes;
		// Buffer's indexOf is seven times as fast as Uint8Array's.
		const input = Buffer.from(bytes.buffer, bytes.byteOffset, end);
		this.#lf = this.#nul = start - 1;
		let at = start;
		while (at < end) {
			if (this.#state === PREFIX) {
				if (this.#prefix === NOTHING && bytes[at] === LESS && sink.lines !== undefined) {
					at = this.#readLines(input, at, end);
					if (run.count > 0) {
						this.#afterCounted = false;
						sink.lines(run);
						continue;
					}
				}
				at = this.#readPrefix(input, at, end);
			} else if (this.#state === COUNTED) {
				at = this.#readCounted(input, at, end, sink);
			} else {
				this.#findEnds(input, at, end);
				at = this.#readLine(input, at, Math.min(this.#lf, this.#nul), end, sink);
			}
		}
	}

	/**
	 * Ends the stream: hands over what has come of an unfinished frame. A line without an end is whole; a counted
	 * frame is marked as truncated. The framer is then ready for another stream.
	 */
	end(sink: FrameSink): void {
		const isStraySpace = this.#state === PREFIX && this.#prefix === STRAY_SPACE;
		if (this.#state === COUNTED) this.#emit(this.#carry, 0, this.#carried, FLAG_TRUNCATED, sink);
		else if (!isStraySpace) this.#emit(this.#carry, 0, this.#carried, 0, sink);
		this.#begin(false);
	}

	/** Collects lines into `run`, 45 ns each of 200 bytes; returns where the first stands that is not of the kind. */
	#readLines(input: Buffer, at: number, end: number): number {
		const bytes = this.#pushed;
		const {ends, priorities} = run;
		let count = 0;
		run.start = at;
		while (count < LINE_RUN_CAPACITY && at < end) {
			this.#findEnds(input, at, end);
			const lf = this.#lf;
			if (lf >= this.#nul || lf - at > this.#maxFrameBytes || bytes[lf - 1] === CR) break;
			const priority = readPriority(bytes, at, lf);
			if (priority === -1) break;
			ends[count] = at = lf + 1;
			priorities[count] = priority;
			count++;
		}
		run.count = count;
		return at;
	}

	#findEnds(input: Buffer, at: number, end: number): void {
		if (this.#lf < at) this.#lf = find(input, LF, at, end);
		if (this.#nul < at) this.#nul = find(input, NUL, at, end);
	}

	/** Decides how the frame is framed. Returns where its content begins, or `end` to go on with the next push. */
	#readPrefix(input: Buffer, at: number, end: number): number {
		for (let i = at; i < end; i++) {
			const byte = input[i]!;
			if (byte === LESS && this.#prefix !== DIGITS) {
				this.#state = this.#prefix === DIGITS_SPACE ? COUNTED : LINE;
				this.#carried = 0;
				return i;
			}
			if (!this.#isPrefix(byte)) {
				this.#state = LINE;
				return at;
			}
		}
		this.#keep(input, at, end);
		return end;
	}

	#isPrefix(byte: number): boolean {
		if (byte === SPACE) {
			if (this.#prefix === DIGITS) this.#prefix = DIGITS_SPACE;
			else if (this.#prefix === NOTHING && this.#afterCounted) this.#prefix = STRAY_SPACE;
			else return false;
			return true;
		}
		if (byte < DIGIT_0 || byte > DIGIT_9 || this.#prefix === DIGITS_SPACE) return false;
		if (this.#digits === MAX_COUNT_DIGITS || (this.#digits === 0 && byte === DIGIT_0)) return false;
		this.#prefix = DIGITS;
		this.#digits++;
		this.#remaining = this.#remaining * 10 + byte - DIGIT_0;
		return true;
	}

	#readCounted(input: Buffer, at: number, end: number, sink: FrameSink): number {
		const stop = Math.min(at + this.#remaining, end);
		this.#remaining -= stop - at;
		if (this.#carried > 0 || this.#remaining > 0) this.#keep(input, at, stop);
		if (this.#remaining > 0) return stop;
		if (this.#carried > 0) this.#emit(this.#carry, 0, trimmedEnd(this.#carry, 0, this.#carried), 0, sink);
		else this.#emit(this.#pushed, at, trimmedEnd(input, at, stop), 0, sink);
		this.#begin(true);
		return stop;
	}

	/** @param stop The byte that ends the line; `end` where that has not come yet. */
	#readLine(input: Buffer, at: number, stop: number, end: number, sink: FrameSink): number {
		if (this.#carried > 0 || stop === end) this.#keep(input, at, stop);
		if (stop === end) return end;
		const line = this.#carried > 0 ? this.#carry : this.#pushed;
		const start = this.#carried > 0 ? 0 : at;
		let lineEnd = this.#carried > 0 ? this.#carried : stop;
		if (input[stop] === LF && lineEnd > start && line[lineEnd - 1] === CR) lineEnd--;
		this.#emit(line, start, lineEnd, 0, sink);
		this.#begin(this.#afterCounted && lineEnd === start);
		return stop + 1;
	}

	#emit(bytes: Uint8Array, start: number, end: number, flags: number, sink: FrameSink): void {
		if (end === start) return;
		if (end - start <= this.#maxFrameBytes) sink.frame(bytes, start, end, flags);
		else sink.frame(bytes, start, start + this.#maxFrameBytes, FLAG_TRUNCATED);
	}

	#begin(afterCounted: boolean): void {
		this.#state = PREFIX;
		this.#prefix = NOTHING;
		this.#digits = 0;
		this.#remaining = 0;
		this.#afterCounted = afterCounted;
		if (this.#carried > 0) this.#carry.fill(0, 0, this.#carried);
		this.#carried = 0;
		if (this.#carry.length > MAX_IDLE_CARRY_BYTES) this.#carry = Buffer.alloc(0);
	}

	/** Keeps bytes of an unfinished frame, as far as they can matter. */
	#keep(input: Buffer, at: number, end: number): void {
		const limit = this.#maxFrameBytes + CARRY_SLACK_BYTES;
		const length = Math.min(end - at, limit - this.#carried);
		const needed = this.#carried + length;
		if (needed > this.#carry.length) {
			const grown = Buffer.allocUnsafeSlow(Math.max(MIN_CARRY_BYTES, Math.min(limit, Math.max(needed, this.#carry.length * 2))));
			this.#carry.copy(grown, 0, 0, this.#carried);
			this.#carry.fill(0);
			this.#carry = grown;
		}
		input.copy(this.#carry, this.#carried, at, at + length);
		this.#carried = needed;
	}
}

function find(input: Buffer, byte: number, at: number, end: number): number {
	const found = input.indexOf(byte, at);
	return found === -1 ? end : found;
}
