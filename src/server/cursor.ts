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

/** What an answer can speak of. The ring goes on meanwhile, so it is looked at once. */
export interface Place {
	/** Sequence number of the first message, which may have been evicted. */
	readonly from: number;
	/** Sequence number after the newest message at the time of asking. */
	readonly head: number;
	/** Messages from this number on that are lost are told as lost: of the backlog, what is there is all that was asked for. */
	readonly promisedFrom: number;
	/** The cursor is not from this run of the ring, so that nobody knows what has been missed. */
	readonly isRestart: boolean;
}

/** Where an answer begins that was asked for what came after `cursor`, or for everything. */
export function placeAfter(reader: HubReader, cursor: Cursor | undefined): Place {
	const {head} = reader;
	if (cursor?.epoch === reader.epoch && cursor.seq < head) {
		return {from: cursor.seq + 1, head, promisedFrom: cursor.seq + 1, isRestart: false};
	}
	return {from: Math.min(reader.tail, head), head, promisedFrom: head, isRestart: cursor !== undefined};
}
