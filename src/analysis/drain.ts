import {ByteTable} from './byte-table.js';
import type {Group} from './group.js';
import {type Masker, VARIABLE} from './masking.js';
import {isDigit} from './variable.js';

/** Tokens by which the tree is descended, after the number of tokens. */
const PREFIX_TOKENS = 2;
/** Depth of the tree as the paper counts it: with the root and the layer of lengths. */
export const DEPTH = PREFIX_TOKENS + 2;
/** Part of the tokens that must be the same for a message to belong to a group. */
export const SIMILARITY = 0.65;
/** Children of a node; further tokens share one. */
const MAX_CHILDREN = 100;
/** Groups of a leaf. When there are more, what follows varies: the most similar group takes the message. */
const MAX_GROUPS_OF_LEAF = 100;

const SPACE = 0x20;
/** Numbers of the tokens that stand for a variable, without and with a space before it. */
const ANY = 0;
const SPACED_ANY = 1;
const UNKNOWN = -1;

interface Node {
	readonly children: Map<number, Node>;
	readonly groups: Group[];
}

/**
 * Drain: a parse tree of fixed depth (P. He, J. Zhu, Z. Zheng, M. R. Lyu, "Drain: An Online Log Parsing Approach with
 * Fixed Depth Tree", ICWS 2017).
 *
 * Messages with the same number of tokens and the same first tokens are in the same leaf, and there belong to the group
 * of which the most tokens are the same. Where a message differs from its group, the group's template has `<*>` from
 * then on. Tokens are numbers: to find a group makes no string.
 */
export class Drain {
	/** Groups there are. */
	size = 0;
	readonly #tokens = new ByteTable();
	#root = node();
	/** Numbers of the tokens of the message at hand. */
	readonly #message: Int32Array;

	constructor(maxTokens: number) {
		this.#message = new Int32Array(maxTokens);
		for (const text of [VARIABLE, ` ${VARIABLE}`]) {
			const bytes = new TextEncoder().encode(text);
			this.#tokens.add(bytes, 0, bytes.length);
		}
	}

	/** The group that the message belongs to, its template widened to it; undefined where there is none yet. */
	find(message: Masker): Group | undefined {
		const ids = this.#message;
		for (let i = 0; i < message.count; i++) ids[i] = this.#tokens.find(message.text, message.start(i), message.ends[i]!);
		const leaf = this.#leafOf(message.count);
		const group = leaf === undefined ? undefined : this.#mostSimilar(leaf, message.count);
		if (group !== undefined) this.#widen(group, message.count);
		return group;
	}

	/**
	 * Numbers of the message's tokens, which are known from then on: the template of a new group. To be called right
	 * after `find` has found none.
	 */
	templateOf(message: Masker): Int32Array {
		const {text} = message;
		return this.#message.slice(0, message.count).map((id, i) => {
			if (id !== UNKNOWN) return id;
			const start = message.start(i);
			const end = message.ends[i]!;
			// The first of two that are the same may just have made it known.
			const known = this.#tokens.find(text, start, end);
			return known === -1 ? this.#tokens.add(text, start, end) : known;
		});
	}

	/** Takes a group in. */
	add(group: Group): void {
		group.variables = group.tokens.length - this.words(group.tokens);
		this.#insert(group);
		this.size++;
	}

	/** How many tokens of a template, its first ones, are keys of the tree. */
	get prefixTokens(): number {
		return PREFIX_TOKENS;
	}

	/** The template with a variable at this position. */
	widened(tokens: Int32Array, position: number): Int32Array {
		return tokens.with(position, this.#isSpaced(tokens[position]!) ? SPACED_ANY : ANY);
	}

	/** How many tokens of a template are not variables. */
	words(tokens: Int32Array): number {
		return tokens.filter(token => token > SPACED_ANY).length;
	}

	/** The text of a template's tokens. */
	text(tokens: Int32Array): string {
		const {arena} = this.#tokens;
		const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
		return Array.from(tokens, id => decoder.decode(arena.subarray(this.#tokens.start(id), this.#tokens.end(id)))).join('');
	}

	/** Forgets all groups but these, and the tokens that only others have. */
	keep(groups: readonly Group[]): void {
		const isUsed = new Uint8Array(this.#tokens.size);
		isUsed[ANY] = isUsed[SPACED_ANY] = 1;
		for (const {tokens} of groups) for (const id of tokens) isUsed[id] = 1;
		const kept = new Uint32Array(isUsed.length);
		const renumbered = new Int32Array(isUsed.length);
		let count = 0;
		for (let id = 0; id < isUsed.length; id++) {
			if (isUsed[id] === 0) continue;
			renumbered[id] = count;
			kept[count++] = id;
		}
		this.#tokens.keep(kept.subarray(0, count));
		this.#root = node();
		this.size = groups.length;
		for (const group of groups) {
			group.tokens = group.tokens.map(id => renumbered[id]!);
			this.#insert(group);
		}
	}

	#leafOf(count: number): Node | undefined {
		let at = this.#root.children.get(count);
		for (let i = 0; i < Math.min(PREFIX_TOKENS, count) && at !== undefined; i++) {
			at = at.children.get(this.#message[i]!) ?? at.children.get(ANY);
		}
		return at;
	}

	/**
	 * The group with the most tokens in common, and among equals the one with the most variables. In a leaf that is full,
	 * a message that is like none belongs to the group with the most variables.
	 */
	#mostSimilar({groups}: Node, count: number): Group | undefined {
		let best: Group | undefined;
		let misses = Math.floor(count * (1 - SIMILARITY));
		for (const group of groups) {
			const missed = this.#misses(group.tokens, count, misses);
			if (missed < misses || (missed === misses && (best === undefined || group.variables > best.variables))) {
				best = group;
				misses = missed;
			}
		}
		if (best !== undefined || groups.length < MAX_GROUPS_OF_LEAF) return best;
		return groups.reduce((widest, group) => group.variables > widest.variables ? group : widest);
	}

	/** How many of the template's tokens are not those of the message; more than `limit` is as good as `limit + 1`. */
	#misses(tokens: Int32Array, count: number, limit: number): number {
		let misses = 0;
		for (let i = 0; i < count && misses <= limit; i++) {
			if (tokens[i] !== this.#message[i]) misses++;
		}
		return misses;
	}

	/** Makes variables of the template's tokens that are not those of the message. */
	#widen(group: Group, count: number): void {
		const {tokens} = group;
		for (let i = 0; i < count; i++) {
			const token = tokens[i]!;
			if (token === this.#message[i] || token <= SPACED_ANY) continue;
			tokens[i] = this.#isSpaced(token) ? SPACED_ANY : ANY;
			group.variables++;
		}
	}

	#insert(group: Group): void {
		const {tokens} = group;
		let at = childOf(this.#root, tokens.length);
		for (let i = 0; i < Math.min(PREFIX_TOKENS, tokens.length); i++) {
			const token = tokens[i]!;
			const isKey = at.children.has(token) || (!this.#varies(token) && at.children.size < MAX_CHILDREN - 1);
			at = childOf(at, isKey ? token : ANY);
		}
		at.groups.push(group);
	}

	/** Whether a token is a variable, or has digits, as `eth0` has: it is no key in the tree. */
	#varies(token: number): boolean {
		const {arena} = this.#tokens;
		return token <= SPACED_ANY || arena.subarray(this.#tokens.start(token), this.#tokens.end(token)).some(isDigit);
	}

	#isSpaced(token: number): boolean {
		return this.#tokens.arena[this.#tokens.start(token)] === SPACE;
	}
}

function node(): Node {
	return {children: new Map(), groups: []};
}

function childOf({children}: Node, key: number): Node {
	const known = children.get(key);
	if (known !== undefined) return known;
	const child = node();
	children.set(key, child);
	return child;
}
