import {Draft, type RedactionSpace} from './draft.js';
import type {PatternRules} from './pattern-rules.js';
import {PatternPass} from './pattern-pass.js';
import {ReadyMadePass} from './ready-made-pass.js';
import type {Rule} from './rule.js';

/** Number of the counter of messages in which something was replaced; those of the rules follow, in their order. */
export const MESSAGES = 0;
const FIRST_RULE = 1;

/**
 * Masks what its rules find in messages. The ready-made rules go over a message together; the rules of one's own follow, one
 * after the other, each on what the one before has left.
 */
export class Redactor {
	readonly #draft: Draft;
	readonly #readyMade: ReadyMadePass | undefined;
	readonly #patterns: PatternPass | undefined;
	/** `MESSAGES`, then a counter for each rule. */
	readonly #counts: Float64Array;

	constructor(rules: readonly Rule[], patterns: PatternRules | undefined, space: RedactionSpace, counts: Float64Array) {
		const firstPattern = FIRST_RULE + rules.length;
		this.#draft = new Draft(space);
		this.#readyMade = rules.length === 0 ? undefined : new ReadyMadePass(rules, this.#draft, counts.subarray(FIRST_RULE, firstPattern));
		this.#patterns = patterns === undefined ? undefined : new PatternPass(patterns, this.#draft, counts.subarray(firstPattern));
		this.#counts = counts;
	}

	/** Where the message redacted last stands: where it came in, if nothing was found, else in the redaction's space of the same bytes. */
	get start(): number {
		return this.#draft.start;
	}

	get end(): number {
		return this.#draft.end;
	}

	/** Whether it was cut, because there was no room for it. */
	get isCut(): boolean {
		return this.#draft.isCut;
	}

	/**
	 * Redacts `bytes[start]` to `bytes[end - 1]`.
	 *
	 * @param words The same memory as `bytes`.
	 */
	redact(bytes: Uint8Array, words: Uint32Array, start: number, end: number): void {
		this.#draft.open(bytes, words, start, end);
		const isMasked = this.#readyMade?.apply() ?? false;
		const hasMatch = this.#patterns?.apply() ?? false;
		if (isMasked || hasMatch) this.#counts[MESSAGES]! += 1;
	}

	/** Overwrites what is left of the last message where rules of one's own follow others: those leave it between each other. */
	forget(): void {
		if (this.#patterns === undefined) return;
		this.#patterns.forget();
		this.#draft.forget();
	}
}
