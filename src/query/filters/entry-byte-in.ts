import type {Field} from '../../fields/field.js';
import {Chunk} from '../../hub/chunk.js';
import {ENTRY_PRIORITY, ENTRY_SOURCE} from '../../hub/entry.js';
import type {SegmentSummary} from '../../hub/segment.js';
import {MAX_PRIORITY} from '../../syslog/priority.js';
import {Candidate} from './candidate.js';
import {Constant, type Predicate} from './predicate.js';

const BYTES = 256;

/** Which byte of the index entry alone decides what a field's value is; undefined where there is none. */
export function decidingByte(field: Field): number | undefined {
	switch (field.name) {
		case 'severity':
		case 'facility':
		case 'priority': return ENTRY_PRIORITY;
		case 'source': return ENTRY_SOURCE;
		default: return undefined;
	}
}

/**
 * Does what `predicate` does, by a table of its answers for each value of the byte at `offset` of the index entry,
 * which alone decides them.
 */
export function tabulate(predicate: Predicate, offset: number): Predicate {
	const chunk = Chunk.of(new Uint8Array(0), 0, 0);
	const candidate = new Candidate();
	return new EntryByteIn(offset, Uint8Array.from({length: BYTES}, (_, value) => {
		chunk.bytes[chunk.entry(0) + offset] = value;
		candidate.move(chunk, 0);
		return predicate.test(candidate) ? 1 : 0;
	})).simplified();
}

/** A byte of the index entry is one of a set. */
export class EntryByteIn implements Predicate {
	readonly readsText = false;
	readonly cost = 1;
	readonly literals = undefined;

	/**
	 * @param offset Where in the entry the byte is.
	 * @param table For each value, 1 where it is in the set, else 0.
	 */
	constructor(readonly offset: number, readonly table: Uint8Array) {}

	test({chunk, index}: Candidate): boolean {
		return this.table[chunk.bytes[chunk.entry(index) + this.offset]!] === 1;
	}

	/** Whether a message may meet it, by the severities that there are. */
	mayMatch({severities}: SegmentSummary): boolean {
		if (this.offset !== ENTRY_PRIORITY) return true;
		return this.table.some((is, priority) => is === 1 && priority <= MAX_PRIORITY && (severities >>> (priority & 7) & 1) === 1);
	}

	/** The predicate whose table `change` makes of this one's, of a value's 0 or 1 and the value itself. */
	map(change: (is: number, value: number) => number): EntryByteIn {
		return new EntryByteIn(this.offset, this.table.map(change));
	}

	/** The same, unless every message meets it, or none does. */
	simplified(): Predicate {
		const possible = this.offset === ENTRY_PRIORITY ? this.table.subarray(0, MAX_PRIORITY + 1) : this.table;
		const first = possible[0] === 1;
		return possible.every(is => (is === 1) === first) ? new Constant(first) : this;
	}
}
