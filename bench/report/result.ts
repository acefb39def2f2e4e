import {pairedRatio, type Spread} from '../statistics.js';
import {ratio} from './numbers.js';

/** How to write a number: what is counted, and with how many digits. */
export type Unit = 'msg/s' | 'B/s' | 's' | 'ms' | 'B' | 'MB' | '%' | '1/s' | 'messages';

/** Something measured on somebody. */
export interface Named {
	readonly name: string;
	readonly spread: Spread;
}

/** What must come out, and whether it did. */
export interface Target {
	/** As `≥ 0.90 of the limit`. */
	readonly text: string;
	/** What came out, in the target's own terms; undefined if it could not be measured. */
	readonly value: number | undefined;
	/** Undefined if it could not be measured, or not for long enough to judge. */
	readonly met: boolean | undefined;
	/** How far the limit itself is from the peer that the target refers to, if it refers to one. */
	readonly limit?: string | undefined;
}

/** One line of the results. */
export interface Measurement {
	/** Stable name, as `ingest/udp/200`. */
	readonly id: string;
	readonly what: string;
	readonly unit: Unit;
	readonly better: 'more' | 'less';
	/** Undefined when it was not measured; `notes` says why. */
	readonly ours: Spread | undefined;
	readonly limit: Named | undefined;
	readonly peers: readonly Named[];
	readonly targets: readonly Target[];
	readonly notes: readonly string[];
}

/** What a target refers to: the limit, the best peer, a peer whose name begins so, or our number itself. */
export interface Wanted {
	readonly of: 'limit' | 'best peer' | 'itself' | {readonly peer: string};
	readonly atLeast?: number;
	readonly atMost?: number;
	/** For `itself`: the bound as a reader would write it, as `1 GB/s`. */
	readonly shown?: string;
}

/** The measurement with its targets looked up. */
export function measurement(
	line: Pick<Measurement, 'id' | 'what' | 'unit' | 'ours'> & Partial<Measurement> & {readonly wanted?: readonly Wanted[]},
): Measurement {
	const {wanted = [], ...rest} = line;
	const whole = {better: 'more' as const, limit: undefined, peers: [], notes: [], targets: [], ...rest};
	return {...whole, targets: [...whole.targets, ...wanted.map(one => ({...judge(whole, one), limit: limitText(whole, one)}))]};
}

function limitText(line: Measurement, {of}: Wanted): string | undefined {
	const {limit} = line;
	const peer = limit && peerOf(line, of);
	return peer && `the limit, ${limit.name}: ${ratio(pairedRatio(limit.spread, peer.spread).median)} × ${peer.name}`;
}

/** The measurement with its targets named and not judged, as it was too short for that. */
export function unjudged(line: Measurement): Measurement {
	return {...line, targets: line.targets.map(target => ({...target, met: undefined}))};
}

/** A target as it is shown: with ✓ or ✗ where it was judged, with ? where it could not be measured. */
export function targetText({text, value, met}: Target): string {
	if (value === undefined) return `? ${text}`;
	return met === undefined ? text : `${met ? '✓' : '✗'} ${text}`;
}

/** The peer that did best. */
export function bestPeer({peers, better}: Pick<Measurement, 'peers' | 'better'>): Named | undefined {
	const sign = better === 'more' ? -1 : 1;
	return [...peers].sort((a, b) => sign * (a.spread.median - b.spread.median))[0];
}

/** Our number divided by another's; undefined without either, or where both are nothing. */
export function ratioTo({ours}: Pick<Measurement, 'ours'>, other: Named | undefined): number | undefined {
	const ratio = ours === undefined || other === undefined ? NaN : pairedRatio(ours, other.spread).median;
	return Number.isFinite(ratio) ? ratio : undefined;
}

function judge(line: Measurement, {of, atLeast, atMost, shown}: Wanted): Target {
	const sign = atLeast === undefined ? '≤' : '≥';
	const bound = atLeast ?? atMost ?? NaN;
	const met = (value: number | undefined): boolean | undefined =>
		value === undefined || Number.isNaN(value) ? undefined : atLeast === undefined ? value <= bound : value >= bound;
	if (of === 'itself') return {text: `${sign} ${shown ?? bound}`, value: line.ours?.median, met: met(line.ours?.median)};
	const other = of === 'limit' ? line.limit : peerOf(line, of);
	const value = ratioTo(line, other);
	const text = of === 'limit' ? `${sign} ${bound.toFixed(2)} of the limit` : `${sign} ${bound} × ${typeof of === 'string' ? of : of.peer}`;
	return {text, value, met: met(value)};
}

/** The peer that a target refers to, if it refers to one that was measured. */
function peerOf(line: Measurement, of: Wanted['of']): Named | undefined {
	if (of === 'limit' || of === 'itself') return undefined;
	return of === 'best peer' ? bestPeer(line) : line.peers.find(({name}) => name.startsWith(of.peer));
}
