import {type Field, fieldText} from '../fields/field.js';
import type {FieldContext} from '../fields/field-reader.js';
import type {Chunk} from '../hub/chunk.js';
import {ENTRY_BYTES} from '../hub/entry.js';
import type {Accumulator} from './accumulator.js';
import {FieldScan} from './field-scan.js';
import {FrequentValues} from './frequent-values.js';
import {shareOf} from './share.js';

/** Values in a result, unless told otherwise. */
export const DEFAULT_TOP_VALUES = 10;

/** One value of the field. */
export interface TopValue {
	readonly value: string;
	/** Only there, and true, where the value is longer than `MAX_VALUE_BYTES`: all that begin alike are counted as one. */
	readonly truncated?: true;
	/** Messages with that value. */
	readonly count: number;
	/** What they take of the ring: text, line end and index entry. */
	readonly bytes: number;
	/** Part of all messages, 0 to 1. */
	readonly share: number;
	/** Part of all bytes, 0 to 1. */
	readonly bytes_share: number;
}

/** The most frequent values of a field. */
export interface TopResult {
	readonly field: string;
	/** All messages, and what they take of the ring. */
	readonly messages: number;
	readonly bytes: number;
	/** Different values; where `exact` is false, there are at least so many. */
	readonly distinct: number;
	/** Messages without the field. */
	readonly absent: {readonly count: number; readonly bytes: number; readonly share: number; readonly bytes_share: number};
	/** Whether each count is exact. If not, each is too low by `max_error` messages at the most. */
	readonly exact: boolean;
	readonly max_error: number;
	/** How values are counted that are too many to count exactly. */
	readonly method: string;
	readonly values: readonly TopValue[];
}

/**
 * Counts how often each value of a field occurs, and what its messages take of the ring. Exact up to `MAX_VALUES`
 * different values; beyond that, frequent values are still found, and `max_error` says how exact their counts are.
 */
export class Top implements Accumulator {
	readonly readsText: boolean;
	readonly #field: Field;
	readonly #scan: FieldScan;
	/** Keeps the bytes of each value's messages. */
	readonly #values = new FrequentValues(1);
	#messages = 0;
	#bytes = 0;
	#absent = 0;
	#absentBytes = 0;
	#distinct = 0;

	constructor(field: Field, context: FieldContext) {
		this.#field = field;
		this.#scan = new FieldScan(field, context);
		this.readsText = this.#scan.readsText;
	}

	add(chunk: Chunk, selected: Uint32Array, count: number): void {
		const scan = this.#scan;
		const values = this.#values;
		for (let n = 0; n < count; n++) {
			const i = selected[n]!;
			const bytes = chunk.end(i) - chunk.start(i) + 1 + ENTRY_BYTES;
			this.#bytes += bytes;
			if (scan.read(chunk, i)) {
				const id = values.count(scan.value.bytes, scan.value.start, scan.value.end);
				values.numbers[id]! += bytes;
			} else {
				this.#absent++;
				this.#absentBytes += bytes;
			}
		}
		this.#messages += count;
		this.#distinct = Math.max(this.#distinct, values.maxError > 0 ? values.capacity + 1 : values.size);
	}

	/**
	 * @param limit How many values at most.
	 * @param by What the highest of are meant: messages or bytes.
	 */
	result(limit = DEFAULT_TOP_VALUES, by: 'count' | 'bytes' = 'count'): TopResult {
		const {maxError, counts, numbers} = this.#values;
		const weights = by === 'count' ? counts : numbers;
		return {
			field: fieldText(this.#field),
			messages: this.#messages,
			bytes: this.#bytes,
			distinct: this.#distinct,
			absent: this.#sums(this.#absent, this.#absentBytes),
			exact: maxError === 0,
			max_error: maxError,
			method: maxError === 0 ? 'exact' : 'Misra and Gries, 1982',
			values: this.#values.top(limit, id => weights[id]!).map(id => {
				const {text, isTruncated} = this.#values.text(id);
				return {value: text, ...isTruncated && {truncated: true}, ...this.#sums(counts[id]!, numbers[id]!)};
			}),
		};
	}

	#sums(count: number, bytes: number): {count: number; bytes: number; share: number; bytes_share: number} {
		return {count, bytes, share: shareOf(count, this.#messages), bytes_share: shareOf(bytes, this.#bytes)};
	}
}
