import type {CodePointSet} from './code-point-set.js';
import {RegexError} from './regex-error.js';
import type {Assertion, Node} from './syntax-tree.js';

/** Most instructions of a pattern, with its counted repetitions written out: 32 of them cost 5 ns when a state is made. */
export const MAX_INSTRUCTIONS = 2_048;

/** A step of the pattern. Execution goes on with the next one, unless it says otherwise. */
export type Instruction =
	/** One character of the set. */
	| {readonly kind: 'set'; readonly set: CodePointSet}
	/** Nothing, if the assertion holds. */
	| {readonly kind: 'assertion'; readonly assertion: Assertion}
	/** Nothing; goes on at each of the targets, and not with the next one. */
	| {readonly kind: 'fork'; readonly targets: readonly number[]}
	/** The end of the pattern. */
	| {readonly kind: 'match'};

/**
 * Writes a pattern as instructions, as in Thompson's construction.
 *
 * @throws RegexError When they are too many.
 */
export function compileProgram(root: Node): readonly Instruction[] {
	const compiler = new Compiler();
	compiler.node(root);
	compiler.add({kind: 'match'});
	return compiler.instructions;
}

class Compiler {
	readonly instructions: Instruction[] = [];
	/** Where the outermost repetition stands that is being written out: it is what makes a pattern too large. */
	#at: number | undefined;

	add(instruction: Instruction): void {
		if (this.instructions.length >= MAX_INSTRUCTIONS) {
			throw new RegexError(this.#at ?? 0, `the pattern is too large with its repetitions written out; at most`
				+ ` ${MAX_INSTRUCTIONS} steps are allowed`);
		}
		this.instructions.push(instruction);
	}

	node(node: Node): void {
		switch (node.kind) {
			case 'empty': return;
			case 'set':
			case 'assertion': this.add(node); return;
			case 'concatenation': node.parts.forEach(part => { this.node(part); }); return;
			case 'alternation': this.#alternation(node.alternatives); return;
			case 'repetition': this.#repetition(node);
		}
	}

	#alternation(alternatives: readonly Node[]): void {
		const starts = this.#fork();
		const ends: number[][] = [];
		for (const alternative of alternatives) {
			starts.push(this.instructions.length);
			this.node(alternative);
			ends.push(this.#fork());
		}
		for (const end of ends) end.push(this.instructions.length);
	}

	#repetition({operand, min, max, at}: Node & {kind: 'repetition'}): void {
		const outer = this.#at;
		this.#at ??= at;
		let last = this.instructions.length;
		for (let count = 0; count < min; count++) {
			last = this.instructions.length;
			this.node(operand);
		}
		if (max === Infinity) this.#loop(operand, min, last);
		else this.#optional(operand, max - min);
		this.#at = outer;
	}

	/** @param last Where the last of the `min` copies begins: the one to be repeated. */
	#loop(operand: Node, min: number, last: number): void {
		if (min > 0) {
			this.#fork().push(last, this.instructions.length);
			return;
		}
		const start = this.instructions.length;
		const ways = this.#fork();
		ways.push(this.instructions.length);
		this.node(operand);
		this.#fork().push(start);
		ways.push(this.instructions.length);
	}

	/** Each within the one before, so that there is one way out of each. */
	#optional(operand: Node, count: number): void {
		const forks: number[][] = [];
		for (let index = 0; index < count; index++) {
			const ways = this.#fork();
			ways.push(this.instructions.length);
			forks.push(ways);
			this.node(operand);
		}
		for (const ways of forks) ways.push(this.instructions.length);
	}

	/** Adds a fork; its targets are filled in by the caller. */
	#fork(): number[] {
		const targets: number[] = [];
		this.add({kind: 'fork', targets});
		return targets;
	}
}
