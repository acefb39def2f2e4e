import type {HubReader} from '../hub/reader.js';

/** A place in a ring: right after one message. Its text form is `epoch:seq`, as `0123456789ab:42`. */
export interface Cursor {
	/** Run of sequence numbers that `seq` belongs to: 12 hexadecimal digits. */
	readonly epoch: string;
	/** Sequence number of the message; 0 for the place before the first. */
	readonly seq: number;
}

/** Reads a cursor's text form; undefined when it is none. */
export function parseCursor(text: string): Cursor | undefined {
	const [, epoch, seq] = /^([0-9a-f]{12}):(\d{1,15})$/.exec(text) ?? [];
	return epoch === undefined || seq === undefined ? undefined : {epoch, seq: Number(seq)};
}

/** The text form of the place right before message `nextSeq`. */
export function formatCursor(reader: HubReader, nextSeq: number): string {
	return `${reader.epoch}:${nextSeq - 1}`;
}

/**
 * Sequence number to read on from, for the last `lines` messages after `cursor` and before message `head`.
 *
 * With a cursor it may be one that has been evicted: then the reader learns how many it missed.
 * A cursor of another epoch, or ahead of the ring, is answered with all there is.
 */
export function startAt(reader: HubReader, head: number, lines: number, cursor: Cursor | undefined): number {
	const tail = Math.min(reader.tail, head);
	const first = cursor?.epoch === reader.epoch && cursor.seq < head ? cursor.seq + 1 : tail;
	const last = head - lines;
	return last > first ? Math.max(last, tail) : first;
}
