/** A place in the daemon's ring: its run, and the number of the message that it is right after. */
const CURSOR = /^([0-9a-f]{12}):(\d{1,15})$/;

/** Whether a text has the form of a cursor, as `0123456789ab:42`. */
export function isCursor(text: string): boolean {
	return CURSOR.test(text);
}

/** The cursor right before the message that a cursor is right after: from there, that message comes again. */
export function cursorBefore(cursor: string): string {
	const [, epoch, seq] = CURSOR.exec(cursor) ?? [];
	return epoch === undefined ? cursor : `${epoch}:${Math.max(0, Number(seq) - 1)}`;
}

/** The later of two cursors of one run; of two runs, the second. */
export function laterCursor(one: string | undefined, other: string | undefined): string | undefined {
	const [, epoch, seq] = CURSOR.exec(one ?? '') ?? [];
	const [, otherEpoch, otherSeq] = CURSOR.exec(other ?? '') ?? [];
	return otherEpoch === undefined || (epoch === otherEpoch && Number(seq) > Number(otherSeq)) ? one : other;
}
