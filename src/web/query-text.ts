/** What may stand without quotation marks as a value in a query. */
const PLAIN_VALUE = /^[\w.][\w./@-]*$/;

/** A value as a query has to name it to mean exactly that. */
export function quoted(value: string): string {
	return PLAIN_VALUE.test(value) ? value : phrase(value);
}

/** A text in quotation marks, as a query has to have it to look for just that. */
export function phrase(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The query with one more condition: that a field has, or has not, a value. */
export function withCondition(query: string, field: string, value: string, isWanted: boolean): string {
	const term = field === 'message' ? phrase(value) : `${fieldName(field)}:${quoted(value)}`;
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
	return words.slice(0, MAX_WORDS).map(phrase).join(' ');
}

/** A field's name as a query has to have it: colons and parentheses in a name of structured data would end it. */
export function fieldName(field: string): string {
	return field.replace(/[:()*?\\]/g, '\\$&');
}
