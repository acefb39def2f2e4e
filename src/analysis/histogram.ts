import {type Field, fieldText, isInText} from '../fields/field.js';
import type {FieldContext} from '../fields/field-reader.js';
import type {Chunk} from '../hub/chunk.js';
import {SEVERITY_NAMES} from '../syslog/names.js';
import {utcTimestamp} from '../syslog/timestamp-writer.js';
import type {Accumulator} from './accumulator.js';
import {FieldScan} from './field-scan.js';
import {FrequentValues} from './frequent-values.js';

export const DEFAULT_BUCKETS = 60;
export const MAX_BUCKETS = 10_000;
/** Values of a field that have a series of their own. */
export const MAX_SERIES = 20;

const SECOND_US = 1e6;
const SEVERITIES = SEVERITY_NAMES.length;

/** What a histogram covers. */
export interface HistogramRange {
	/** First moment, microseconds since 1970 UTC. */
	readonly fromUs: number;
	/** The moment after the last; after `fromUs`. To have the newest message in it: a microsecond after that. */
	readonly untilUs: number;
	/** How many buckets, 1 to `MAX_BUCKETS`. */
	readonly buckets: number;
}

/** Messages of one span of time. */
export interface HistogramBucket {
	/** First moment of the bucket, RFC 3339. */
	readonly from: string;
	readonly count: number;
	/** Messages by value; values that have none are left out. Only with a field. */
	readonly by?: Readonly<Record<string, number>>;
	/** Messages with values that have no series; left out where there are none. */
	readonly other?: number;
	/** Messages without the field; left out where there are none. */
	readonly absent?: number;
}

/** Messages over time. */
export interface HistogramResult {
	/** First moment, and the moment after the last, RFC 3339. */
	readonly from: string;
	readonly to: string;
	readonly bucket_seconds: number;
	/** Messages in all buckets. */
	readonly total: number;
	/** Messages that were received before the first bucket or after the last. */
	readonly outside: number;
	/** The field, if counted by one. */
	readonly by?: string;
	/** Its values that have a series of their own, the most frequent first; the severities always in their order. */
	readonly series?: readonly {readonly value: string; readonly count: number}[];
	/** Whether the counts of series are exact; if not, each is too low by `max_error` messages at the most. */
	readonly exact?: boolean;
	readonly max_error?: number;
	readonly buckets: readonly HistogramBucket[];
}

/**
 * Counts messages over the time of their receipt, in buckets of equal width, and if wanted by the values of a field.
 *
 * The buckets are as many as asked for and begin exactly at `fromUs`; their width is rounded up to whole microseconds,
 * so that the last may end a little after `untilUs`. Nothing is aligned to full minutes: who wants that asks for such a
 * range.
 */
export class Histogram implements Accumulator {
	readonly readsText: boolean;
	readonly #fromUs: number;
	readonly #widthUs: number;
	readonly #buckets: number;
	readonly #by: Field | undefined;
	/** Numbers for a bucket: one for each severity, or one for all. */
	readonly #columns: number;
	readonly #counts: Float64Array;
	readonly #scan: FieldScan | undefined;
	/** Keeps the count of each value in each bucket. */
	readonly #values: FrequentValues | undefined;
	readonly #absent: Float64Array;
	#outside = 0;

	/** @param by Field whose values are counted apart; of each the whole range is, for up to `MAX_SERIES` values. */
	constructor({fromUs, untilUs, buckets}: HistogramRange, context: FieldContext, by?: Field) {
		this.#fromUs = fromUs;
		this.#widthUs = Math.max(1, Math.ceil((untilUs - fromUs) / buckets));
		this.#buckets = buckets;
		this.#by = by;
		this.#columns = by?.name === 'severity' ? SEVERITIES : 1;
		this.#counts = new Float64Array(buckets * this.#columns);
		this.#absent = new Float64Array(buckets);
		this.readsText = by !== undefined && isInText(by);
		if (by === undefined || by.name === 'severity') return;
		this.#scan = new FieldScan(by, context);
		this.#values = new FrequentValues(buckets);
	}

	add(chunk: Chunk, selected: Uint32Array, count: number): void {
		if (this.#scan !== undefined && this.#values !== undefined) {
			this.#addByValue(chunk, selected, count, this.#scan, this.#values);
			return;
		}
		const counts = this.#counts;
		const columns = this.#columns;
		for (let n = 0; n < count; n++) {
			const i = selected[n]!;
			const bucket = this.#bucketOf(chunk.receivedUs(i));
			if (bucket === -1) this.#outside++;
			else counts[bucket * columns + (chunk.priority(i) & (columns - 1))]!++;
		}
	}

	result(): HistogramResult {
		const series = this.#series();
		return {
			from: utcTimestamp(this.#fromUs),
			to: utcTimestamp(this.#startOf(this.#buckets)),
			bucket_seconds: this.#widthUs / SECOND_US,
			total: this.#counts.reduce((sum, count) => sum + count, 0),
			outside: this.#outside,
			...this.#by !== undefined && {
				by: fieldText(this.#by),
				series: series.map(({value, counts}) => ({value, count: counts.reduce((sum, count) => sum + count, 0)})),
				exact: (this.#values?.maxError ?? 0) === 0,
				max_error: this.#values?.maxError ?? 0,
			},
			buckets: Array.from({length: this.#buckets}, (_, bucket) => this.#bucket(bucket, series)),
		};
	}

	#addByValue(chunk: Chunk, selected: Uint32Array, count: number, scan: FieldScan, values: FrequentValues): void {
		for (let n = 0; n < count; n++) {
			const i = selected[n]!;
			const bucket = this.#bucketOf(chunk.receivedUs(i));
			if (bucket === -1) {
				this.#outside++;
				continue;
			}
			this.#counts[bucket]!++;
			if (scan.read(chunk, i)) {
				const id = values.count(scan.value.bytes, scan.value.start, scan.value.end);
				values.numbers[id * this.#buckets + bucket]!++;
			} else {
				this.#absent[bucket]!++;
			}
		}
	}

	/** The bucket that a moment belongs to; -1 where there is none. */
	#bucketOf(us: number): number {
		const after = us - this.#fromUs;
		const bucket = Math.floor(after / this.#widthUs);
		if (!(bucket >= 0 && bucket <= this.#buckets)) return -1;
		// The quotient of large numbers may have been rounded up to a whole one.
		const exact = bucket * this.#widthUs > after ? bucket - 1 : bucket;
		return exact < this.#buckets ? exact : -1;
	}

	#startOf(bucket: number): number {
		return this.#fromUs + bucket * this.#widthUs;
	}

	#bucket(bucket: number, series: readonly Series[]): HistogramBucket {
		const all = this.#counts.subarray(bucket * this.#columns, (bucket + 1) * this.#columns);
		const count = all.reduce((sum, each) => sum + each, 0);
		const from = utcTimestamp(this.#startOf(bucket));
		if (this.#by === undefined) return {from, count};
		const by = series.map(({value, counts}) => [value, counts[bucket]!] as const).filter(([, messages]) => messages > 0);
		const absent = this.#absent[bucket]!;
		const other = count - absent - by.reduce((sum, [, messages]) => sum + messages, 0);
		return {from, count, by: Object.fromEntries(by), ...other > 0 && {other}, ...absent > 0 && {absent}};
	}

	#series(): readonly Series[] {
		const buckets = this.#buckets;
		if (this.#by?.name === 'severity') {
			return SEVERITY_NAMES.map((value, severity) =>
				({value, counts: Float64Array.from({length: buckets}, (_, bucket) => this.#counts[bucket * SEVERITIES + severity]!)}));
		}
		const values = this.#values;
		if (values === undefined) return [];
		// Values that are no UTF-8, or too long, may look the same: they share a series.
		const series = new Map<string, Float64Array>();
		for (const id of values.top(MAX_SERIES, each => values.counts[each]!)) {
			const {text, isTruncated} = values.text(id);
			const value = isTruncated ? `${text}…` : text;
			const row = values.numbers.subarray(id * buckets, (id + 1) * buckets);
			series.set(value, row.map((count, bucket) => count + (series.get(value)?.[bucket] ?? 0)));
		}
		return Array.from(series, ([value, counts]) => ({value, counts}));
	}
}

/** A value's messages in each bucket. */
interface Series {
	readonly value: string;
	readonly counts: Float64Array;
}
