import type {RedactionSpace} from './draft.js';
import {PatternRules} from './pattern-rules.js';
import {READY_MADE} from './ready-made.js';
import {MESSAGES, Redactor} from './redactor.js';
import type {PatternSource} from './rules-file.js';

/** What is to be masked. It can be sent to another thread. */
export interface RedactionRules {
	/** Names of ready-made rules. */
	readonly readyMade: readonly string[];
	/** Rules of one's own. */
	readonly patterns: readonly PatternSource[];
}

/** The rules, and what they have done so far, as both threads see it. */
export class Redaction {
	readonly rules: RedactionRules;
	/** The counters' memory, for the other thread. */
	readonly shared: SharedArrayBuffer;
	readonly #counts: Float64Array;

	/** @param shared The counters' memory, if there is any yet. */
	constructor(rules: RedactionRules, shared?: SharedArrayBuffer) {
		this.rules = rules;
		this.shared = shared ?? new SharedArrayBuffer((1 + rules.readyMade.length + rules.patterns.length) * Float64Array.BYTES_PER_ELEMENT);
		this.#counts = new Float64Array(this.shared);
	}

	/** Whether there is any rule. */
	get isOn(): boolean {
		return this.names.length > 0;
	}

	/** Names of all rules, in the order in which they are asked. */
	get names(): readonly string[] {
		return [...this.#readyMade().map(({name}) => name), ...this.rules.patterns.map(({name}) => name)];
	}

	/** Messages in which something was replaced. */
	get messages(): number {
		return this.#counts[MESSAGES]!;
	}

	/** What each rule has replaced so far, in the order of `names`. */
	get replacements(): readonly number[] {
		return [...this.#counts.subarray(1)];
	}

	/** What masks messages; undefined where there is nothing to mask. */
	redactor(space: RedactionSpace): Redactor | undefined {
		if (!this.isOn) return undefined;
		const {patterns} = this.rules;
		return new Redactor(this.#readyMade(), patterns.length === 0 ? undefined : new PatternRules(patterns), space, this.#counts);
	}

	#readyMade() {
		return READY_MADE.filter(({name}) => this.rules.readyMade.includes(name));
	}
}
