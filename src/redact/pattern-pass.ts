import type {Draft} from './draft.js';
import type {PatternRules} from './pattern-rules.js';
import {PatternSearch} from './pattern-search.js';
import {Regions} from './regions.js';
import {RewrittenRegion} from './rewritten-region.js';
import {type Asking, TriggerScan} from './trigger-scan.js';

/**
 * Applies rules of one's own to messages, region by region and one rule after the other, each on what the one before has left.
 * A rule that has no match, which most have not, costs nothing but the search that is made for all.
 */
export class PatternPass implements Asking {
	readonly #rules: PatternRules;
	readonly #draft: Draft;
	readonly #counts: Float64Array;
	readonly #regions = new Regions();
	readonly #region: RewrittenRegion;
	/** Goes over a message. */
	readonly #scan: TriggerScan;
	readonly #search: PatternSearch;
	/** Goes over a region that a rule has changed. */
	readonly #scanAgain: TriggerScan;
	readonly #searchAgain: PatternSearch;
	/** Where the message has to be looked at from. */
	#from = 0;

	/** @param counts Gets how often each rule has replaced something. */
	constructor(rules: PatternRules, draft: Draft, counts: Float64Array) {
		this.#rules = rules;
		this.#draft = draft;
		this.#counts = counts;
		this.#region = new RewrittenRegion(draft);
		this.#scan = new TriggerScan(rules.table);
		this.#search = new PatternSearch(rules);
		this.#scanAgain = new TriggerScan(rules.table);
		this.#searchAgain = new PatternSearch(rules);
	}

	/** Returns whether anything was replaced in the draft. */
	apply(): boolean {
		const {bytes, words, start, end} = this.#draft;
		const from = this.#from = this.#regions.open(bytes, start, end);
		if (this.#rules.areDense) {
			if (this.#rules.test(bytes, from, end)) this.#applyEverywhere(from);
		} else {
			this.#search.open(bytes, start, start, 0);
			this.#scan.scan(bytes, words, from, end, this);
			this.#rewrite();
		}
		if (!this.#draft.isBegun) return false;
		this.#draft.finish();
		return true;
	}

	/** Overwrites what the rules have left of regions. */
	forget(): void {
		this.#region.forget();
	}

	ask(at: number, who: number): void {
		if (at > this.#from) this.#askAt(at - 1, who, 1);
		if ((who & this.#rules.attendingFirst) !== 0) this.#askAt(at, who, 0);
	}

	#askAt(at: number, who: number, attended: number): void {
		const regions = this.#regions;
		const search = this.#search;
		if (at >= search.end) {
			this.#rewrite();
			if (!regions.findField(at)) return;
			search.open(this.#draft.bytes, regions.from, regions.end, 0);
			this.#region.open(regions);
		}
		if (!regions.isNil) search.askAt(at, who, attended);
	}

	/** For rules that attend so many places that all of them are better tried in all regions. */
	#applyEverywhere(from: number): void {
		const {all} = this.#rules;
		const {bytes} = this.#draft;
		const region = this.#region;
		const regions = this.#regions;
		for (let at = from; regions.nextField(at); at = regions.end) {
			if (regions.isNil || !this.#rules.test(bytes, regions.from, regions.end)) continue;
			region.open(regions);
			for (let number = 0; number < all.length; number++) this.#counts[number]! += region.apply(all[number]!, region.from);
			region.finish();
		}
	}

	/** Applies the rules to the region that the search has gone through, if it has found any. */
	#rewrite(): void {
		const {all} = this.#rules;
		const {bytes, words} = this.#draft;
		const region = this.#region;
		let search = this.#search;
		let number = search.rule;
		if (number === all.length) return;
		let {at} = search;
		while (number < all.length) {
			this.#counts[number]! += region.apply(all[number]!, at);
			number++;
			at = region.from;
			if (search.isVague || number === all.length) continue;
			search = this.#searchAgain;
			search.open(bytes, region.from, region.end, number);
			this.#scanAgain.scan(bytes, words, region.from, region.end, search);
			({rule: number, at} = search);
		}
		region.finish();
		this.#search.rule = all.length;
	}
}
