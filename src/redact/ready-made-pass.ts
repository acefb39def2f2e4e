import type {Draft} from './draft.js';
import {Finding} from './finding.js';
import {Regions} from './regions.js';
import type {Rule} from './rule.js';
import {type Asking, TriggerScan} from './trigger-scan.js';
import {TriggerTable} from './trigger-table.js';

/** Applies the ready-made rules to messages, together: each is asked at what it attends, and what one has replaced no other sees. */
export class ReadyMadePass implements Asking {
	readonly #rules: readonly Rule[];
	readonly #draft: Draft;
	readonly #counts: Float64Array;
	readonly #scan: TriggerScan;
	readonly #regions = new Regions();
	readonly #finding = new Finding();
	/** For each rule, where it wants to be asked again. */
	readonly #resume: Uint32Array;
	/** Up to here the message has been copied or replaced; -1 while nothing was found. */
	#copied = -1;

	/** @param counts Gets how often each rule has replaced something. */
	constructor(rules: readonly Rule[], draft: Draft, counts: Float64Array) {
		this.#rules = rules;
		this.#draft = draft;
		this.#counts = counts;
		this.#scan = new TriggerScan(new TriggerTable(rules));
		this.#resume = new Uint32Array(rules.length);
	}

	/** Returns whether anything was replaced in the draft. */
	apply(): boolean {
		const {bytes, words, start, end} = this.#draft;
		const from = this.#regions.open(bytes, start, end);
		for (let i = 0; i < this.#resume.length; i++) this.#resume[i] = from;
		this.#copied = -1;
		this.#scan.scan(bytes, words, from, end, this);
		if (this.#copied === -1) return false;
		this.#draft.finish();
		return true;
	}

	ask(at: number, who: number): void {
		const finding = this.#finding;
		const resume = this.#resume;
		const {bytes} = this.#draft;
		for (let rest = who; rest !== 0; rest &= rest - 1) {
			const number = 31 - Math.clz32(rest & -rest);
			if (at < resume[number]! || at < this.#copied) continue;
			if (!this.#regions.find(at)) return;
			finding.resume = resume[number]!;
			const {from, end} = this.#regions;
			finding.textFrom = from;
			if (this.#rules[number]!.find(bytes, at, Math.max(from, this.#copied), end, finding)) {
				this.#replace(finding);
				this.#counts[number]! += 1;
			}
			resume[number] = finding.resume;
		}
	}

	#replace(finding: Finding): void {
		if (this.#copied === -1) this.#draft.begin();
		const {text} = this.#draft;
		if (finding.from < text.copied && finding.hidesAll) text.rewindTo(finding.from);
		const from = Math.max(finding.from, text.copied);
		if (from < finding.to) text.replace(from, finding.to, finding.text, finding.textBytes);
		this.#copied = text.copied;
	}
}
