import type {Expression} from './expression.js';
import {Parser} from './language/parser.js';
import {QueryText} from './language/query-text.js';

/**
 * Reads a query, as docs/query.md describes them. It takes time in proportion to the text's length.
 *
 * @param parameter What the text was given in: for errors.
 * @param now What times like `today` and `-1h` are reckoned from.
 * @throws QueryError naming what is wrong and where.
 */
export function parseQuery(text: string, parameter: string, now: Date): Expression {
	const source = new QueryText(text, parameter);
	source.checkLength('query');
	return new Parser(source, now).parse();
}
