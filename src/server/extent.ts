import type {ReadParameters} from './parameters.js';
import {endOfFirst, type Range, type Scan, startOfLast} from './scan.js';

/** What of the ring an answer speaks of that ends. */
export interface Extent extends Range {
	/** Matches after which it ends, from where it begins: Infinity for no such end. */
	readonly limit: number;
}

/**
 * Finds what an answer speaks of: of the scan's range the last `lines` matches, and of these the first `count`.
 *
 * @throws QueryTimeout
 */
export async function extentOf(scan: Scan, {lines, count, reverse}: Pick<ReadParameters, 'lines' | 'count' | 'reverse'>): Promise<Extent> {
	const {range, filter} = scan;
	// Backwards, the last matches are met first: nobody need know before where they begin.
	if (reverse && count === Infinity && !filter.matchesAll) return {...range, limit: lines};
	const from = await startOfLast(scan, lines);
	if (!reverse) return {from, until: range.until, limit: count};
	return {from, until: await endOfFirst({...scan, range: {from, until: range.until}}, count), limit: Infinity};
}
