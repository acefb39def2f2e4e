import {type CodePointSet, rangesOf, union} from './code-point-set.js';

/** What stands between two characters, or at an end of the text. */
export type Assertion = 'begin' | 'end' | 'wordBoundary' | 'noWordBoundary';

/** A pattern. Groups are only their contents: nobody asks what they matched. */
export type Node =
	| {readonly kind: 'empty'}
	/** One character out of these. */
	| {readonly kind: 'set'; readonly set: CodePointSet}
	| {readonly kind: 'assertion'; readonly assertion: Assertion}
	| {readonly kind: 'concatenation'; readonly parts: readonly Node[]}
	| {readonly kind: 'alternation'; readonly alternatives: readonly Node[]}
	/** `max` may be Infinity. `at`: where the repetition is written in the pattern. */
	| {readonly kind: 'repetition'; readonly operand: Node; readonly min: number; readonly max: number; readonly at: number};

const EMPTY: Node = {kind: 'empty'};

/** One after the other. */
export function concatenation(parts: readonly Node[]): Node {
	const flat = parts.flatMap(part => part.kind === 'concatenation' ? part.parts : part.kind === 'empty' ? [] : [part]);
	return flat.length === 0 ? EMPTY : flat.length === 1 ? flat[0]! : {kind: 'concatenation', parts: flat};
}

/** One of these; single characters become one set. */
export function alternation(alternatives: readonly Node[]): Node {
	if (alternatives.length === 1) return alternatives[0]!;
	if (alternatives.every(({kind}) => kind === 'empty')) return EMPTY;
	const sets = alternatives.flatMap(node => node.kind === 'set' ? [node.set] : []);
	if (sets.length === alternatives.length) return {kind: 'set', set: union(sets.flatMap(set => [...rangesOf(set)]))};
	return {kind: 'alternation', alternatives};
}

/** `min` to `max` times the operand. Nothing is left of a repetition that repeats nothing, so it costs nothing. */
export function repetition(operand: Node, min: number, max: number, at: number): Node {
	if (operand.kind === 'empty' || max === 0) return EMPTY;
	return min === 1 && max === 1 ? operand : {kind: 'repetition', operand, min, max, at};
}

/** The pattern with `^` and `$` matching everywhere: it has a match wherever the other one has. */
export function withoutAnchors(node: Node): Node {
	switch (node.kind) {
		case 'assertion': return node.assertion === 'begin' || node.assertion === 'end' ? EMPTY : node;
		case 'concatenation': return concatenation(node.parts.map(withoutAnchors));
		case 'alternation': return alternation(node.alternatives.map(withoutAnchors));
		case 'repetition': return repetition(withoutAnchors(node.operand), node.min, node.max, node.at);
		default: return node;
	}
}
