import {safeEnd} from './cut.js';
import {Finding} from './finding.js';
import type {PatternRules} from './pattern-rules.js';
import {RedactedText} from './redacted-text.js';
import {Regions} from './regions.js';
import type {Rule} from './rule.js';
import {RUN, TRIGGER, triggerBytes, triggersBefore, triggersBehind, triggerTable} from './trigger-table.js';

/** Number of the counter of messages in which something was replaced; those of the rules follow, in their order. */
export const MESSAGES = 0;

/** While a message in one room is read, the other is written to. */
const TEXT_ROOMS = 2;
/** Rooms in a `RedactionSpace`: those, and as many for a part of a message. */
export const ROOMS = 2 * TEXT_ROOMS;

/** Bytes that a `Redactor` writes to, and reads. It may move. */
export interface RedactionSpace {
	/** Where the first of `ROOMS` rooms begins, one behind the other. */
	readonly redactionAt: number;
	/** Bytes of each. */
	readonly redactionBytes: number;
}

/**
 * Masks what its rules find in messages. A message without anything of interest costs one look-up for each pair of its bytes.
 *
 * The ready-made rules go over a message together: each is asked at the bytes that it attends, and what one has replaced no
 * other sees. The rules of one's own follow, one after the other, each on what the one before has left.
 */
export class Redactor {
	/** Where the message redacted last stands. */
	start = 0;
	end = 0;
	/** Whether it was cut, because there was no room for it. */
	isCut = false;
	readonly #rules: readonly Rule[];
	readonly #patterns: PatternRules | undefined;
	readonly #space: RedactionSpace;
	/** `MESSAGES`, then a counter for each rule. */
	readonly #counts: Float64Array;
	readonly #pairs: Uint8Array;
	readonly #attending: Uint32Array;
	readonly #behind: Uint32Array;
	readonly #before: Uint32Array;
	/** Rules that attend runs of digits, a bit for each. */
	readonly #runRules: number;
	readonly #finding = new Finding();
	readonly #regions = new Regions();
	/** For each rule, where it wants to be asked again. */
	readonly #resume: Uint32Array;
	readonly #text = new RedactedText();
	/** Bytes used of each room for messages since they were last forgotten. */
	readonly #used = new Uint32Array(TEXT_ROOMS);
	#room = 0;
	#bytes: Uint8Array = new Uint8Array(0);
	/** Up to here the message has been copied or replaced; -1 while nothing was found. */
	#copied = -1;

	constructor(rules: readonly Rule[], patterns: PatternRules | undefined, space: RedactionSpace, counts: Float64Array) {
		this.#rules = rules;
		this.#patterns = patterns;
		this.#space = space;
		this.#counts = counts;
		this.#pairs = triggerTable(rules);
		this.#attending = triggerBytes(rules);
		this.#behind = triggersBehind(rules);
		this.#before = triggersBefore(rules);
		this.#runRules = rules.reduce((bits, rule, i) => rule.attendsDigitRuns === true ? bits | 1 << i : bits, 0);
		this.#resume = new Uint32Array(rules.length);
	}

	/**
	 * Redacts `bytes[start]` to `bytes[end - 1]`. `this.start` and `this.end` say where the result stands: there, where nothing
	 * was found, else in the redaction's space of the same bytes.
	 *
	 * @param words The same memory as `bytes`.
	 */
	redact(bytes: Uint8Array, words: Uint32Array, start: number, end: number): void {
		this.#bytes = bytes;
		this.start = start;
		this.end = end;
		this.isCut = false;
		this.#copied = -1;
		if (this.#rules.length > 0) this.#applyRules(words);
		if (this.#copied !== -1) this.#finish();
		const hasMatch = this.#patterns !== undefined && this.#applyPatterns(this.#patterns);
		if (hasMatch || this.#copied !== -1) this.#counts[MESSAGES]! += 1;
	}

	/** Overwrites what is left of the last message where rules of one's own follow others: those leave it between each other. */
	forget(): void {
		if (this.#patterns === undefined) return;
		this.#patterns.forget(this.#bytes);
		const {redactionAt, redactionBytes} = this.#space;
		for (let room = 0; room < TEXT_ROOMS; room++) {
			const used = this.#used[room]!;
			if (used === 0) continue;
			const at = redactionAt + room * redactionBytes;
			this.#bytes.fill(0, at, at + used);
			this.#used[room] = 0;
		}
	}

	#applyRules(words: Uint32Array): void {
		const {end} = this;
		const from = this.#regions.open(this.#bytes, this.start, end);
		const first = Math.min(from + 3 & ~3, end);
		const last = Math.max(end & ~3, first);
		for (let i = 0; i < this.#resume.length; i++) this.#resume[i] = from;
		// Words that are only partly in the message are looked at byte by byte.
		this.#look(from, first);
		this.#scan(words, first >>> 2, last >>> 2);
		this.#look(last, end);
	}

	/** Looks at eight pairs at a time, which takes a third of the time. */
	#scan(words: Uint32Array, first: number, last: number): void {
		const pairs = this.#pairs;
		let run = 0;
		let i = first;
		for (; i + 4 <= last; i += 4) {
			const w0 = words[i]!;
			const w1 = words[i + 1]!;
			const w2 = words[i + 2]!;
			const w3 = words[i + 3]!;
			const a0 = pairs[w0 & 0xffff]!;
			const b0 = pairs[w0 >>> 16]!;
			const a1 = pairs[w1 & 0xffff]!;
			const b1 = pairs[w1 >>> 16]!;
			const a2 = pairs[w2 & 0xffff]!;
			const b2 = pairs[w2 >>> 16]!;
			const a3 = pairs[w3 & 0xffff]!;
			const b3 = pairs[w3 >>> 16]!;
			// A run of 13 digits or more fills two words, wherever it begins.
			const r0 = a0 & b0;
			const r1 = a1 & b1;
			const r2 = a2 & b2;
			const r3 = a3 & b3;
			if (((a0 | b0 | a1 | b1 | a2 | b2 | a3 | b3) & TRIGGER | (run & r0 | r0 & r1 | r1 & r2 | r2 & r3) & RUN) !== 0) {
				this.#lookAtWord(i, a0 | b0, run & r0);
				this.#lookAtWord(i + 1, a1 | b1, r0 & r1);
				this.#lookAtWord(i + 2, a2 | b2, r1 & r2);
				this.#lookAtWord(i + 3, a3 | b3, r2 & r3);
			}
			run = r3;
		}
		for (; i < last; i++) {
			const word = words[i]!;
			const a = pairs[word & 0xffff]!;
			const b = pairs[word >>> 16]!;
			this.#lookAtWord(i, a | b, run & a & b);
			run = a & b;
		}
	}

	#lookAtWord(word: number, triggers: number, run: number): void {
		if ((run & RUN) !== 0) this.#ask(word << 2, this.#runRules);
		if ((triggers & TRIGGER) !== 0) this.#look(word << 2, (word << 2) + 4);
	}

	/** Asks the rules that attend bytes `from` to `to - 1`. */
	#look(from: number, to: number): void {
		const bytes = this.#bytes;
		for (let at = from; at < to; at++) {
			let rules = this.#attending[bytes[at]!]!;
			if (rules === 0) continue;
			if (at > this.start) rules &= this.#behind[bytes[at - 1]!]!;
			if (at + 1 < this.end) rules &= this.#before[bytes[at + 1]!]!;
			if (rules !== 0) this.#ask(at, rules);
		}
	}

	/** @param rules A bit for each of them. */
	#ask(at: number, rules: number): void {
		const finding = this.#finding;
		const resume = this.#resume;
		for (let rest = rules; rest !== 0; rest &= rest - 1) {
			const number = 31 - Math.clz32(rest & -rest);
			if (at < resume[number]! || at < this.#copied) continue;
			if (!this.#regions.find(at)) return;
			finding.resume = resume[number]!;
			const {from, end} = this.#regions;
			finding.textFrom = from;
			if (this.#rules[number]!.find(this.#bytes, at, Math.max(from, this.#copied), end, finding)) {
				this.#replace(finding);
				this.#counts[1 + number]! += 1;
			}
			resume[number] = finding.resume;
		}
	}

	#replace(finding: Finding): void {
		if (this.#copied === -1) this.#begin();
		const text = this.#text;
		if (finding.from < text.copied && finding.hidesAll) text.rewindTo(finding.from);
		const from = Math.max(finding.from, text.copied);
		if (from < finding.to) text.replace(from, finding.to, finding.text, finding.textBytes);
		this.#copied = text.copied;
	}

	/** Returns whether anything was replaced. */
	#applyPatterns(patterns: PatternRules): boolean {
		const bytes = this.#bytes;
		const regions = this.#regions;
		const {redactionAt, redactionBytes} = this.#space;
		let isChanged = false;
		regions.open(bytes, this.start, this.end);
		for (let at = this.start; regions.next(at); at = regions.end) {
			if (!patterns.test(bytes, regions)) continue;
			if (!isChanged) this.#begin();
			const room = redactionAt + TEXT_ROOMS * redactionBytes;
			if (patterns.apply(bytes, regions, room, redactionBytes, this.#counts, 1 + this.#rules.length, this.#text)) isChanged = true;
		}
		if (isChanged) this.#finish();
		return isChanged;
	}

	/** Begins to write, to the room that the message is not in. */
	#begin(): void {
		const {redactionAt, redactionBytes} = this.#space;
		this.#room = this.start === redactionAt ? 1 : 0;
		const at = redactionAt + this.#room * redactionBytes;
		this.#text.open(this.#bytes, at, at + redactionBytes, this.start);
	}

	/** Ends what has been written, which from now on is the message. */
	#finish(): void {
		const text = this.#text;
		text.copyTo(this.end);
		this.start = this.#space.redactionAt + this.#room * this.#space.redactionBytes;
		this.end = text.end;
		if (text.isCut) {
			this.isCut = true;
			this.end = safeEnd(this.#bytes, this.start, this.end);
		}
		this.#used[this.#room] = text.end - this.start;
	}
}
