const KEY = 'circolog.queries';
const MAX_QUERIES = 20;

/** The queries asked last in this browser, the newest first. */
export function recentQueries(): string[] {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
		return Array.isArray(stored) ? stored.filter(query => typeof query === 'string') : [];
	} catch {
		// Storage may be forbidden, or hold something else: then there are none.
		return [];
	}
}

/** Keeps a query for the next time. */
export function rememberQuery(query: string): void {
	if (query.trim() === '') return;
	const queries = [query, ...recentQueries().filter(each => each !== query)].slice(0, MAX_QUERIES);
	try {
		localStorage.setItem(KEY, JSON.stringify(queries));
	} catch {
		return;
	}
}
