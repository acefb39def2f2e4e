/** A number measured in several rounds. */
export interface Spread {
	readonly median: number;
	readonly low: number;
	readonly high: number;
	/** In the order measured. */
	readonly rounds: readonly number[];
}

/** Median, least and greatest of what was measured; NaN without any. */
export function spread(rounds: readonly number[]): Spread {
	const sorted = [...rounds].sort((a, b) => a - b);
	return {median: quantile(sorted, 0.5), low: sorted[0] ?? NaN, high: sorted.at(-1) ?? NaN, rounds};
}

/**
 * One number in relation to another, from rounds that were interleaved: the median of the ratios of each round, so that
 * what slowed the whole machine down in one round does not count.
 */
export function pairedRatio(a: Spread, b: Spread): Spread {
	return spread(a.rounds.slice(0, b.rounds.length).map((value, round) => value / b.rounds[round]!));
}

/** The value below which a share of sorted numbers lies, between two neighbours where it falls there. */
export function quantile(sorted: readonly number[], share: number): number {
	const at = (sorted.length - 1) * share;
	const below = sorted[Math.floor(at)] ?? NaN;
	const above = sorted[Math.ceil(at)] ?? NaN;
	return below + (above - below) * (at - Math.floor(at));
}
