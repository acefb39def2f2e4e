import type {Chunk} from '../hub/chunk.js';
import {SEVERITY_NAMES} from '../syslog/names.js';

/** Program of messages that do not name theirs. */
export const NO_APP = -1;

/** Messages of one template, and what is known of them. */
export class Group {
	/** Numbers of the template's tokens. */
	tokens: Int32Array;
	/** How many of them stand for a variable. */
	variables = 0;
	count = 0;
	/** The worst severity, 0 to 7. */
	severity = SEVERITY_NAMES.length - 1;
	readonly firstSeq: number;
	lastSeq: number;
	/** Number of the program that more than half of the messages come from, if there is one; else of any of theirs. */
	app = NO_APP;
	/** Beginning of the first message's text. */
	readonly example: Uint8Array;
	/** Votes for `app`: the majority vote of Boyer and Moore (1981), which needs no list of all programs. */
	#votes = 0;

	/** @param firstSeq Sequence number of the first message, which is still to be counted. */
	constructor(tokens: Int32Array, firstSeq: number, example: Uint8Array) {
		this.tokens = tokens;
		this.firstSeq = this.lastSeq = firstSeq;
		this.example = example;
	}

	/** Counts message `i` of the chunk. */
	add(chunk: Chunk, i: number, app: number): void {
		this.count++;
		this.severity = Math.min(this.severity, chunk.priority(i) & 7);
		this.lastSeq = chunk.firstSeq + i;
		if (this.#votes === 0) this.app = app;
		this.#votes += this.app === app ? 1 : -1;
	}
}
