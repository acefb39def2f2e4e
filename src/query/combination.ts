import type {Expression} from './expression.js';

/** Matches every message. */
export const ALL: Expression = {kind: 'all'};

/** What matches where each of the expressions does; everything where there are none. */
export function allOf(expressions: readonly Expression[]): Expression {
	const operands = flatten('and', expressions).filter(({kind}) => kind !== 'all');
	if (operands.length === 0) return ALL;
	return operands.length === 1 ? operands[0]! : {kind: 'and', operands};
}

/** What matches where one of the expressions does. There has to be one. */
export function anyOf(expressions: readonly Expression[]): Expression {
	const operands = flatten('or', expressions);
	return operands.length === 1 ? operands[0]! : {kind: 'or', operands};
}

function flatten(kind: 'and' | 'or', expressions: readonly Expression[]): Expression[] {
	return expressions.flatMap(expression => expression.kind === kind ? expression.operands : [expression]);
}
