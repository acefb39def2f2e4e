import type {Literal} from '../search/literal.js';
import type {Candidate} from './candidate.js';
import {EntryByteIn} from './entry-byte-in.js';
import {guarded} from './guarded.js';
import {alternatives, rarest} from './literal.js';
import {Constant, type Predicate} from './predicate.js';

/** The predicate of messages that meet all of `operands`, as simple as it can be. */
export function conjunction(operands: readonly Predicate[]): Predicate {
	const flat = operands.flatMap(operand => operand instanceof And ? operand.operands : [operand]);
	const merged = mergeTables(flat, (a, b) => a & b);
	if (merged.some(operand => operand instanceof Constant && !operand.value)) return new Constant(false);
	const open = merged.filter(operand => !(operand instanceof Constant));
	return open.length > 1 ? new And(open) : open[0] ?? new Constant(true);
}

/** The predicate of messages that meet at least one of `operands`, as simple as it can be. */
export function disjunction(operands: readonly Predicate[]): Predicate {
	const flat = operands.flatMap(operand => operand instanceof Or ? operand.operands : [operand]);
	const merged = mergeTables(flat, (a, b) => a | b);
	if (merged.some(operand => operand instanceof Constant && operand.value)) return new Constant(true);
	const open = merged.filter(operand => !(operand instanceof Constant));
	return open.length > 1 ? new Or(open) : open[0] ?? new Constant(false);
}

/** The predicate of messages that do not meet `operand`, as simple as it can be. */
export function negation(operand: Predicate): Predicate {
	if (operand instanceof Constant) return new Constant(!operand.value);
	if (operand instanceof EntryByteIn) return operand.map(is => is ^ 1);
	return new Not(operand);
}

/** All of several conditions. */
export class And implements Predicate {
	readonly readsText: boolean;
	readonly cost: number;
	readonly literals: readonly Literal[] | undefined;
	/** The cheapest first. */
	readonly operands: readonly Predicate[];

	constructor(operands: readonly Predicate[]) {
		this.operands = cheapestFirst(operands);
		this.readsText = operands.some(({readsText}) => readsText);
		this.cost = totalCost(operands);
		this.literals = rarest(operands.map(({literals}) => literals));
	}

	test(candidate: Candidate): boolean {
		for (const operand of this.operands) {
			if (!operand.test(candidate)) return false;
		}
		return true;
	}
}

class Or implements Predicate {
	readonly readsText: boolean;
	readonly cost: number;
	readonly literals: readonly Literal[] | undefined;
	readonly operands: readonly Predicate[];

	constructor(operands: readonly Predicate[]) {
		this.literals = alternatives(operands.map(({literals}) => literals));
		this.operands = cheapestFirst(this.literals === undefined ? operands.map(guarded) : operands);
		this.readsText = operands.some(({readsText}) => readsText);
		this.cost = totalCost(this.operands);
	}

	test(candidate: Candidate): boolean {
		for (const operand of this.operands) {
			if (operand.test(candidate)) return true;
		}
		return false;
	}
}

class Not implements Predicate {
	readonly readsText: boolean;
	readonly cost: number;
	readonly literals = undefined;

	readonly #operand: Predicate;

	constructor(operand: Predicate) {
		this.#operand = guarded(operand);
		this.readsText = operand.readsText;
		this.cost = this.#operand.cost;
	}

	test(candidate: Candidate): boolean {
		return !this.#operand.test(candidate);
	}
}

/** Makes one table of all those that look at the same byte of the entry. */
function mergeTables(operands: readonly Predicate[], combine: (a: number, b: number) => number): Predicate[] {
	const tables = new Map<number, EntryByteIn>();
	const others: Predicate[] = [];
	for (const operand of operands) {
		if (operand instanceof EntryByteIn) {
			const {offset} = operand;
			const known = tables.get(offset);
			tables.set(offset, known === undefined ? operand : known.map((is, value) => combine(is, operand.table[value]!)));
		} else {
			others.push(operand);
		}
	}
	return [...[...tables.values()].map(table => table.simplified()), ...others];
}

function cheapestFirst(operands: readonly Predicate[]): Predicate[] {
	return [...operands].sort((a, b) => a.cost - b.cost);
}

function totalCost(operands: readonly Predicate[]): number {
	return operands.reduce((sum, {cost}) => sum + cost, 0);
}
