/**
 * Messages of one sender, equally long, that stand where the block's next texts begin, with room for an LF behind each:
 *
 *   text _ text _ text _
 *   ↑ where the hub goes on
 *
 * One is filled again and again.
 */
export class PlacedRun {
	/** Messages in the run. */
	count = 0;
	/** Bytes of each, without its LF. */
	textBytes = 0;
	/** PRI of each message, 0 to 191. */
	readonly priorities: Uint8Array;

	/** @param capacity Messages of one run at the most. */
	constructor(capacity: number) {
		this.priorities = new Uint8Array(capacity);
	}
}
