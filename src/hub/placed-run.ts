/**
 * Messages of processes on this host, equally long, that stand where the block's next texts begin, with room for an LF behind each:
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
	/** Where the process id of each message's sender stands, and its user id behind it. */
	readonly origins: Uint32Array;
	readonly originsAt: number;
	/** From one message's to the next one's, in words. */
	readonly originStride: number;

	constructor(capacity: number, origins: Uint32Array, originsAt: number, originStride: number) {
		this.priorities = new Uint8Array(capacity);
		this.origins = origins;
		this.originsAt = originsAt;
		this.originStride = originStride;
	}
}
