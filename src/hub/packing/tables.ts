/** Divides a kernel's memory into tables, one after the other. Before the first, some bytes that may be read. */
export class Tables {
	/** Where the last one ends. */
	end = 64;

	/** Where the next table goes, so that it begins with a line of the processor's cache. */
	add(bytes: number): number {
		const at = this.end;
		this.end = Math.ceil((at + bytes) / 64) * 64;
		return at;
	}
}
