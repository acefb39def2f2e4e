import type {Chunk} from '../hub/chunk.js';
import {Message} from '../syslog/message.js';
import {SEVERITY_NAMES, type SeverityName} from '../syslog/names.js';
import {parseStored} from '../syslog/parse-stored.js';
import type {Accumulator} from './accumulator.js';
import {ByteTable} from './byte-table.js';
import {DEPTH, Drain, SIMILARITY} from './drain.js';
import {Group, NO_APP} from './group.js';
import {Masker, MAX_TOKENS} from './masking.js';
import {shareOf} from './share.js';
import {templatesOf} from './template.js';
import {valueText} from './value-text.js';

/** Patterns in a result, unless told otherwise. */
export const DEFAULT_PATTERNS = 50;
/** Patterns kept. When there are more, the rarer half is forgotten. */
export const MAX_PATTERNS = 2000;
/** What is shown of an example. */
export const MAX_EXAMPLE_BYTES = 512;
/** Masked texts whose pattern is remembered. */
const MAX_REMEMBERED = 8192;
/** Longer ones are not remembered. */
const MAX_REMEMBERED_BYTES = 512;
/** Program names told apart. */
const MAX_APP_NAMES = 4096;
/** Longer ones count as none. */
const MAX_APP_NAME_BYTES = 256;

/** Messages that differ in their variables only. */
export interface Pattern {
	/** The messages' text, with `<*>` where they differ; `…` at the end of one that was not read to its end. */
	readonly pattern: string;
	readonly count: number;
	/** Part of all messages, 0 to 1. */
	readonly share: number;
	readonly severity_worst: SeverityName;
	/** The program that more than half of these messages come from, if there is one; else one of theirs. */
	readonly app_name?: string;
	/** Sequence numbers of the first and the last of them. */
	readonly first_seq: number;
	readonly last_seq: number;
	/** Text of the first of them, 512 bytes at the most. */
	readonly example: string;
}

/** What is said, and how often. */
export interface PatternsResult {
	readonly method: string;
	readonly depth: number;
	readonly similarity: number;
	readonly messages: number;
	/** Messages without a text. */
	readonly empty: number;
	/** Different patterns known. */
	readonly distinct: number;
	/** Messages of patterns that had to be forgotten. Where this is not 0, counts are a little too low. */
	readonly forgotten: number;
	/** The most frequent first. */
	readonly patterns: readonly Pattern[];
}

/**
 * Groups messages by what they say: by their text, not by the program, so that what several programs say alike is seen
 * as one. Variables are found by their looks (`Masker`) and by comparison (`Drain`).
 *
 * Memory is bounded, whatever the messages: beyond `MAX_PATTERNS` patterns the rarer half of them is forgotten.
 */
export class Patterns implements Accumulator {
	readonly readsText = true;
	readonly #message = new Message();
	readonly #masker = new Masker();
	readonly #drain = new Drain(MAX_TOKENS + 1);
	#groups: Group[] = [];
	/** Masked texts, and the group of each: most messages look like one before. */
	readonly #texts = new ByteTable();
	readonly #groupOfText: Group[] = [];
	readonly #appNames = new ByteTable();
	#messages = 0;
	#empty = 0;
	#forgotten = 0;

	add(chunk: Chunk, selected: Uint32Array, count: number): void {
		const message = this.#message;
		const masker = this.#masker;
		for (let n = 0; n < count; n++) {
			const i = selected[n]!;
			parseStored(chunk, i, message);
			masker.scan(message.bytes, message.messageStart, message.messageEnd);
			if (masker.count === 0) this.#empty++;
			else this.#groupOf(chunk, i).add(chunk, i, this.#app());
		}
		this.#messages += count;
	}

	/** @param limit How many patterns at most. */
	result(limit = DEFAULT_PATTERNS): PatternsResult {
		const patterns = templatesOf(this.#groups, this.#drain).map(({tokens, groups}) => this.#pattern(this.#drain.text(tokens), groups));
		return {
			method: 'Drain (He et al., 2017)',
			depth: DEPTH,
			similarity: SIMILARITY,
			messages: this.#messages,
			empty: this.#empty,
			distinct: patterns.length,
			forgotten: this.#forgotten,
			patterns: patterns.sort((a, b) => b.count - a.count || a.first_seq - b.first_seq).slice(0, limit),
		};
	}

	#groupOf(chunk: Chunk, i: number): Group {
		const {text, length} = this.#masker;
		const id = this.#texts.find(text, 0, length);
		if (id !== -1) return this.#groupOfText[id]!;
		if (this.#groups.length === MAX_PATTERNS) this.#forgetHalf();
		const group = this.#drain.find(this.#masker) ?? this.#newGroup(chunk.firstSeq + i);
		if (length <= MAX_REMEMBERED_BYTES) {
			if (this.#texts.size === MAX_REMEMBERED) this.#texts.clear();
			this.#groupOfText[this.#texts.add(text, 0, length)] = group;
		}
		return group;
	}

	#newGroup(seq: number): Group {
		const {bytes, messageStart, messageEnd} = this.#message;
		// One byte more than is shown tells that there was more.
		const example = bytes.slice(messageStart, Math.min(messageEnd, messageStart + MAX_EXAMPLE_BYTES + 1));
		const group = new Group(this.#drain.templateOf(this.#masker), seq, example);
		this.#drain.add(group);
		this.#groups.push(group);
		return group;
	}

	/** Number of the message's program. */
	#app(): number {
		const {bytes, appNameStart: start, appNameEnd: end} = this.#message;
		if (start === -1 || end - start > MAX_APP_NAME_BYTES) return NO_APP;
		const known = this.#appNames.find(bytes, start, end);
		if (known !== -1 || this.#appNames.size === MAX_APP_NAMES) return known;
		return this.#appNames.add(bytes, start, end);
	}

	/** Forgets the rarer half of the groups; of equals, those that have not been seen for longest. */
	#forgetHalf(): void {
		const byCount = this.#groups.sort((a, b) => b.count - a.count || b.lastSeq - a.lastSeq);
		const rare = byCount.splice(MAX_PATTERNS / 2);
		for (const {count} of rare) this.#forgotten += count;
		this.#drain.keep(byCount);
		this.#texts.clear();
	}

	#pattern(pattern: string, groups: readonly Group[]): Pattern {
		const count = groups.reduce((sum, group) => sum + group.count, 0);
		const first = groups.reduce((a, b) => b.firstSeq < a.firstSeq ? b : a);
		const {app} = groups.reduce((a, b) => b.count > a.count ? b : a);
		return {
			pattern,
			count,
			share: shareOf(count, this.#messages),
			severity_worst: SEVERITY_NAMES[Math.min(...groups.map(({severity}) => severity))]!,
			...app !== NO_APP && {app_name: this.#text(this.#appNames.arena, this.#appNames.start(app), this.#appNames.end(app))},
			first_seq: first.firstSeq,
			last_seq: Math.max(...groups.map(({lastSeq}) => lastSeq)),
			example: this.#text(first.example, 0, first.example.length),
		};
	}

	#text(bytes: Uint8Array, start: number, end: number): string {
		const {text, isTruncated} = valueText(bytes, start, end, MAX_EXAMPLE_BYTES);
		return isTruncated ? `${text}…` : text;
	}
}
