/** Parameters of the daemon's addresses, in their order; a name may come more than once. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** Where a reading of the log begins. */
export interface Start {
	/** The newest so many of what matches; -1 for all. */
	readonly lines: number;
	/** Cursor behind which all lies that is meant; without it, that is all there is. */
	readonly cursor?: string | undefined;
}

/** Path and query of a request for messages, or for what can be said of them. */
export function logPath(path: string, parameters: Parameters, {lines, cursor}: Start = {lines: -1}): string {
	const names = new URLSearchParams();
	if (cursor !== undefined) names.append('cursor', cursor);
	// All is what the daemon answers with anyway.
	if (lines !== -1) names.append('l', String(lines));
	for (const [name, value] of parameters) names.append(name, value);
	const query = names.toString();
	return query === '' ? path : `${path}?${query}`;
}
