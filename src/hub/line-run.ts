/** Lines of one run at the most: the last of a longer stretch wait for the next run. */
export const LINE_RUN_CAPACITY = 1024;

/**
 * Lines that stand one behind the other in the hub's memory as they will in a block, so that one copy moves them all:
 *
 *   text LF text LF text LF
 *   ↑ start     ↑ ends[0]   ↑ ends[1] …
 *
 * One is filled again and again.
 */
export class LineRun {
	/** Where the first line begins. */
	start = 0;
	/** Lines in the run, `LINE_RUN_CAPACITY` at the most. */
	count = 0;
	/** Where each line ends: the byte after its LF. */
	readonly ends = new Uint32Array(LINE_RUN_CAPACITY);
	/** PRI of each line, 0 to 191. */
	readonly priorities = new Uint8Array(LINE_RUN_CAPACITY);

	/** Bytes of all lines together, without their LFs. */
	get textBytes(): number {
		return this.count === 0 ? 0 : this.ends[this.count - 1]! - this.start - this.count;
	}
}
