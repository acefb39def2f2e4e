import {INVALID} from '../../syslog/utf8.js';
import type {Literal} from '../search/literal.js';
import type {CodePointSet} from './code-point-set.js';
import type {Node} from './syntax-tree.js';

/** Shortest text that is worth a search of its own. */
const MIN_LITERAL_BYTES = 2;
/** Where the writing out of repetitions stops. */
const MAX_LITERAL_BYTES = 64;

/** The longest text that every match has in it, if there is one, and whether it is all that a match needs. */
export function findLiteral(root: Node, ignoreCase: boolean): {readonly required: Literal | undefined; readonly isLiteral: boolean} {
	const finder = new LiteralFinder(ignoreCase);
	finder.visit(root);
	const {run, longest, isWhole} = finder;
	const text = Uint8Array.from(run.length > longest.length ? run : longest);
	if (text.length < MIN_LITERAL_BYTES) return {required: undefined, isLiteral: false};
	return {required: {text, ignoreCase: ignoreCase && text.some(isLetter)}, isLiteral: isWhole};
}

class LiteralFinder {
	/** Bytes that stand next to each other up to here. */
	run: number[] = [];
	/** The longest run that has ended. */
	longest: readonly number[] = [];
	/** Whether nothing but text was seen. */
	isWhole = true;
	readonly #ignoreCase: boolean;

	constructor(ignoreCase: boolean) {
		this.#ignoreCase = ignoreCase;
	}

	/** Returns whether the node is nothing but text. */
	visit(node: Node): boolean {
		switch (node.kind) {
			case 'empty': return true;
			case 'set': {
				const bytes = this.#ignoreCase ? eitherCase(node.set) : single(node.set);
				if (bytes === undefined) return this.#break();
				this.run.push(...bytes);
				return true;
			}
			// What stands on both sides of an assertion still stands side by side.
			case 'assertion': return this.isWhole = false;
			case 'concatenation': return node.parts.map(part => this.visit(part)).every(isText => isText);
			case 'alternation': return this.#break();
			case 'repetition': return this.#repetition(node);
		}
	}

	#repetition({operand, min, max}: Node & {kind: 'repetition'}): boolean {
		if (min === 0) return this.#break();
		let copies = 1;
		let isText = this.visit(operand);
		while (isText && copies < min && this.run.length < MAX_LITERAL_BYTES) {
			isText = this.visit(operand);
			copies++;
		}
		return isText && copies === max || this.#break();
	}

	#break(): false {
		if (this.run.length > this.longest.length) this.longest = this.run;
		this.run = [];
		return this.isWhole = false;
	}
}

/** The UTF-8 of the set's only character. */
function single([first, last, ...more]: CodePointSet): Uint8Array | undefined {
	if (first === undefined || first !== last || more.length > 0 || first === INVALID) return undefined;
	return first >= 0xd800 && first <= 0xdfff ? undefined : new TextEncoder().encode(String.fromCodePoint(first));
}

/** The US-ASCII character that is all of the set, be it in both cases. */
function eitherCase(set: CodePointSet): readonly number[] | undefined {
	const [first, last, small, end] = set;
	if (first === undefined || first !== last || first >= 0x80) return undefined;
	if (set.length === 2) return [first];
	return set.length === 4 && small === end && small === first + 0x20 && isLetter(small) ? [small] : undefined;
}

function isLetter(byte: number): boolean {
	return byte >= 0x61 && byte <= 0x7a;
}
