import {ROOMS} from '../../src/redact/draft.js';
import type {PatternRules} from '../../src/redact/pattern-rules.js';
import {READY_MADE} from '../../src/redact/ready-made.js';
import {Redactor} from '../../src/redact/redactor.js';
import {MAX_PATTERNS} from '../../src/redact/rules-file.js';

/** Room for what is redacted, on each side; and what stands around a message, as in the scratch space. */
const ROOM_BYTES = 256 * 1024;
const MESSAGE_AT = 1024 + ROOMS * ROOM_BYTES;

export interface Redacted {
	readonly bytes: Buffer;
	readonly text: string;
	/** What was counted: messages, then replacements of each rule. */
	readonly counts: readonly number[];
	readonly isCut: boolean;
}

/** Redacts messages as the receiver does: within bytes that other messages stand in too. */
export class RedactingBench {
	readonly #bytes = new Uint8Array(MESSAGE_AT + ROOM_BYTES);
	readonly #words = new Uint32Array(this.#bytes.buffer);
	readonly #counts: Float64Array;
	readonly #redactor: Redactor;

	constructor(names: readonly string[], patterns?: PatternRules, roomBytes = ROOM_BYTES) {
		const rules = READY_MADE.filter(({name}) => names.includes(name));
		if (rules.length !== names.length) throw new Error(`no such rules: ${names.join()}`);
		this.#counts = new Float64Array(1 + rules.length + MAX_PATTERNS);
		this.#redactor = new Redactor(rules, patterns, {redactionAt: 1024, redactionBytes: roomBytes}, this.#counts);
	}

	/** Whether the text stands anywhere but where messages come in. */
	leaves(text: string): boolean {
		return Buffer.from(this.#bytes.buffer, 0, MESSAGE_AT).includes(text);
	}

	/** @param shift Where the message begins within a word, 0 to 3. @param around What stands before and behind it. */
	redact(message: string | Uint8Array, shift = 0, around = 0x41): Redacted {
		const bytes = Buffer.from(message as string);
		const at = MESSAGE_AT + shift;
		this.#bytes.fill(around, at - 8, at + bytes.length + 8);
		this.#bytes.set(bytes, at);
		this.#counts.fill(0);
		this.#redactor.redact(this.#bytes, this.#words, at, at + bytes.length);
		const {start, end, isCut} = this.#redactor;
		const result = Buffer.from(this.#bytes.subarray(start, end));
		this.#redactor.forget();
		return {bytes: result, text: result.toString('utf8'), counts: [...this.#counts], isCut};
	}
}

/** The text that becomes of a message without a header. */
export function redactedBy(names: readonly string[], message: string): string {
	return new RedactingBench(names).redact(message).text;
}

/** All ready-made rules by name. */
export const ALL = READY_MADE.map(({name}) => name);
