import type {Field, FieldName} from '../../fields/field.js';
import {FLAG_ORIGIN_PROCESS} from '../../hub/entry.js';
import type {SegmentSummary} from '../../hub/segment.js';
import {timestampUs} from '../../syslog/timestamp.js';
import type {Candidate} from './candidate.js';
import type {NumberRange} from './number-range.js';
import type {Predicate} from './predicate.js';

const NUMBER_FIELDS = ['severity', 'facility', 'priority', 'seq', 'pid', 'uid', 'received', 'timestamp'] as const satisfies readonly FieldName[];

/** Name of a field that every message has as a number, or not at all. */
export type NumberField = typeof NUMBER_FIELDS[number];

/** Whether the field is one that `NumberInRange` can read. */
export function isNumberField(field: Field): field is {readonly name: NumberField} {
	return (NUMBER_FIELDS as readonly string[]).includes(field.name);
}

/** The field's number is within a range; times are microseconds since 1970 UTC. */
export class NumberInRange implements Predicate {
	readonly readsText: boolean;
	readonly cost: number;
	readonly literals = undefined;
	readonly #name: NumberField;
	readonly #range: NumberRange;

	constructor({name}: {readonly name: NumberField}, range: NumberRange) {
		this.#name = name;
		this.#range = range;
		this.readsText = name === 'timestamp';
		this.cost = this.readsText ? 130 : 5;
	}

	/** Whether a message may meet it, by the sequence numbers and times of receipt that there are. */
	mayMatch({firstSeq, lastSeq, earliestUs, latestUs}: SegmentSummary): boolean {
		if (this.#name === 'seq') return this.#range.overlaps(firstSeq, lastSeq);
		return this.#name !== 'received' || this.#range.overlaps(earliestUs, latestUs);
	}

	test(candidate: Candidate): boolean {
		return this.#range.includes(numberOf(this.#name, candidate));
	}
}

/** The field's number; NaN where the message does not have it. */
function numberOf(name: NumberField, candidate: Candidate): number {
	const {chunk, index} = candidate;
	switch (name) {
		case 'severity': return chunk.priority(index) & 7;
		case 'facility': return chunk.priority(index) >>> 3;
		case 'priority': return chunk.priority(index);
		case 'seq': return chunk.firstSeq >= 0 ? chunk.firstSeq + index : NaN;
		case 'pid': return (chunk.flags(index) & FLAG_ORIGIN_PROCESS) !== 0 ? chunk.originA(index) : NaN;
		case 'uid': return (chunk.flags(index) & FLAG_ORIGIN_PROCESS) !== 0 ? chunk.originB(index) : NaN;
		case 'received': return chunk.receivedUs(index);
		case 'timestamp': return timestampUs(candidate.message, chunk.receivedUs(index));
	}
}
