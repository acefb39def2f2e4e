/** A sentence of the daemon about a query, and the part of the query that it speaks of. */
export interface Fault {
	/** The parameter that it is about: `q`, `since`; empty where that is unknown. */
	readonly parameter: string;
	readonly sentence: string;
	/** Positions in the query; absent where the sentence is not about the text of `q`. */
	readonly span?: {readonly start: number; readonly end: number};
}

/** Reads what the daemon answers to a query it cannot understand: the sentence, the text, and carets under what is wrong. */
export function faultOf(answer: string): Fault {
	const [first = '', , carets = ''] = answer.split('\n');
	const [, parameter = '', position, sentence = first] = /^(\w+)(?:, position (\d+))?: (.*)$/s.exec(first) ?? [];
	if (position === undefined) return {parameter, sentence: first};
	const start = Number(position) - 1;
	return {parameter, sentence, span: {start, end: start + Math.max(1, carets.trim().length)}};
}
