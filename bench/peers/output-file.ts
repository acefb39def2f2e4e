import {closeSync, openSync, readSync, statSync, truncateSync} from 'node:fs';

/** Lines are longer than messages by at most this: a time-stamp, a host name. */
const MAX_LINE_BYTES = 128 * 1024;

/** A file that a peer appends messages to, all equally long. */
export class OutputFile {
	readonly path: string;

	constructor(path: string) {
		this.path = path;
	}

	/** Lines in it, without reading them all. */
	lines(): number {
		const bytes = statSync(this.path, {throwIfNoEntry: false})?.size ?? 0;
		const line = bytes === 0 ? 0 : this.#lineBytes();
		return line === 0 ? 0 : Math.floor(bytes / line);
	}

	/** Empties it; who appends goes on at its beginning. */
	empty(): void {
		if (statSync(this.path, {throwIfNoEntry: false}) !== undefined) truncateSync(this.path, 0);
	}

	#lineBytes(): number {
		const buffer = Buffer.alloc(MAX_LINE_BYTES);
		const file = openSync(this.path, 'r');
		try {
			return buffer.subarray(0, readSync(file, buffer)).indexOf('\n') + 1;
		} finally {
			closeSync(file);
		}
	}
}
