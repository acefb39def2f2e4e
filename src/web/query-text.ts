/** What may stand without quotation marks as a value in a query. */
const PLAIN_VALUE = /^[\w.][\w./@-]*$/;
const OPERATOR = /^(?:AND|OR|NOT|&&|\|\||not)$/;

/** A value as a query has to name it to mean exactly that. */
export function quoted(value: string): string {
	return PLAIN_VALUE.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** The query with one more condition: that a field has, or has not, a value. */
export function withCondition(query: string, field: string, value: string, isWanted: boolean): string {
	const term = `${field === 'message' ? '' : `${fieldName(field)}:`}${field === 'message' ? `"${value.replace(/["\\]/g, '\\$&')}"` : quoted(value)}`;
	return joined(query, isWanted ? term : `NOT ${term}`);
}

/** The query with one more condition, which is a query itself. */
export function joined(query: string, condition: string): string {
	const before = query.trim();
	if (before === '') return condition;
	return `${/\bOR\b|\|\|/.test(before) ? `(${before})` : before} ${condition}`;
}

/** A query for messages of a pattern, in which `<*>` stands for what differs; words beyond what a query may hold are left out. */
export function patternQuery(pattern: string): string {
	const MAX_WORDS = 12;
	const words = pattern.split(/\s+/).filter(word => word !== '' && !word.includes('<'));
	return words.slice(0, MAX_WORDS).map(word => `"${word.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

/** Words and phrases that a query looks for in the message's text. What it excludes, and values of fields, are left out. */
export function searchedWords(query: string): string[] {
	const words: string[] = [];
	let isExcluded = false;
	for (const [token] of query.matchAll(/[-+!]?"(?:\\.|[^"\\])*"?|[^\s()]+/g)) {
		if (OPERATOR.test(token)) {
			isExcluded = token === 'NOT';
			continue;
		}
		const isTerm = !isExcluded && !/^[-!]/.test(token) && !/^(?:[a-z_]+|sd\.\S+?):/.test(token) && !token.startsWith('/');
		isExcluded = false;
		if (!isTerm) continue;
		const text = token.startsWith('"') ? token.slice(1).replace(/"$/, '').replace(/\\(.)/g, '$1') : token;
		words.push(...(token.startsWith('"') ? [text] : text.split(/[*?]/)).filter(word => word !== ''));
	}
	return words;
}

/** Colons and parentheses in a name of structured data would end it. */
function fieldName(field: string): string {
	return field.replace(/[:()*?\\]/g, '\\$&');
}
