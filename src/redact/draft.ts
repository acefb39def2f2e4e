import {safeEnd} from './cut.js';
import {RedactedText} from './redacted-text.js';

/** While a message in one room is read, the other is written to. */
const MESSAGE_ROOMS = 2;
/** Rooms in a `RedactionSpace`: those, and as many for a part of a message. */
export const ROOMS = 2 * MESSAGE_ROOMS;

/** Bytes that messages are redacted in. It may move. */
export interface RedactionSpace {
	/** Where the first of `ROOMS` rooms begins, one behind the other. */
	readonly redactionAt: number;
	/** Bytes of each. */
	readonly redactionBytes: number;
}

/** A message as it is so far, and what is about to take its place. One is used again and again. */
export class Draft {
	bytes: Uint8Array = new Uint8Array(0);
	/** The same memory as `bytes`. */
	words: Uint32Array = new Uint32Array(0);
	/** Where the message stands: where it came in, or in a room. */
	start = 0;
	end = 0;
	/** Whether it was cut, because there was no room for it. */
	isCut = false;
	/** What is to take its place, from `begin` to `finish`. */
	readonly text = new RedactedText();
	/** Whether it is being written. */
	isBegun = false;
	readonly #space: RedactionSpace;
	/** Bytes used of each room since they were last forgotten. */
	readonly #used = new Uint32Array(MESSAGE_ROOMS);
	#room = 0;

	constructor(space: RedactionSpace) {
		this.#space = space;
	}

	/** Where rooms for a part of a message begin, `roomBytes` each. */
	get partRooms(): number {
		return this.#roomAt(MESSAGE_ROOMS);
	}

	get roomBytes(): number {
		return this.#space.redactionBytes;
	}

	open(bytes: Uint8Array, words: Uint32Array, start: number, end: number): void {
		this.bytes = bytes;
		this.words = words;
		this.start = start;
		this.end = end;
		this.isCut = false;
		this.isBegun = false;
	}

	/** Begins to write, to the room that the message is not in. */
	begin(): void {
		this.isBegun = true;
		this.#room = this.start === this.#roomAt(0) ? 1 : 0;
		const at = this.#roomAt(this.#room);
		this.text.open(this.bytes, at, at + this.roomBytes, this.start);
	}

	/** Ends what has been written, which from now on is the message. */
	finish(): void {
		const {text} = this;
		text.copyTo(this.end);
		this.isBegun = false;
		this.start = this.#roomAt(this.#room);
		this.end = text.end;
		if (text.isCut) {
			this.isCut = true;
			this.end = safeEnd(this.bytes, this.start, this.end);
		}
		// Nobody may find what was taken back, or cut off.
		if (text.writtenEnd > this.end) this.bytes.fill(0, this.end, text.writtenEnd);
		this.#used[this.#room] = this.end - this.start;
	}

	/** Overwrites what is left of messages in the rooms. */
	forget(): void {
		for (let room = 0; room < MESSAGE_ROOMS; room++) {
			const used = this.#used[room]!;
			if (used === 0) continue;
			const at = this.#roomAt(room);
			this.bytes.fill(0, at, at + used);
			this.#used[room] = 0;
		}
	}

	#roomAt(room: number): number {
		return this.#space.redactionAt + room * this.#space.redactionBytes;
	}
}
