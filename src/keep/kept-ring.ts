import {renameSync, unlinkSync} from 'node:fs';
import type {Limits} from '../hub/layout.js';
import type {Description} from './description.js';
import {KeptFile} from './kept-file.js';

/** Where a ring is kept. */
export interface KeepPlace {
	readonly path: string;
	/** Whether the file may be on a disk. */
	readonly onDisk: boolean;
}

/** What a ring has been through. */
export interface KeptFacts extends Pick<Description, 'sinceMs' | 'starts' | 'dropped' | 'mended'> {
	readonly path: string;
	readonly isOnDisk: boolean;
}

/** Where a file is made before it takes its place. */
export function newPath(path: string): string {
	return `${path}.new`;
}

/**
 * A ring in a file, which outlives the daemon. The hub is mapped from it, so that whatever has been appended is there
 * when the daemon has gone, by whatever end.
 *
 * A file is made beside its place and only takes it when it is whole. So it is when the ring is resized: the hub in the
 * old file says when it goes on in the new one (`hasMoved`), which counts from then on.
 */
export class KeptRing {
	readonly #place: KeepPlace;
	#file: KeptFile;
	#description: Description;

	constructor(place: KeepPlace, file: KeptFile, description: Description) {
		this.#place = place;
		this.#file = file;
		this.#description = description;
	}

	/** Names of all listeners that messages of the ring have come through, in the order of their counters. */
	get names(): readonly string[] {
		return this.#description.sources.map(({name}) => name);
	}

	get facts(): KeptFacts {
		const {sinceMs, starts, dropped, mended} = this.#description;
		return {path: this.#place.path, isOnDisk: !this.#file.isInMemory, sinceMs, starts, dropped, mended};
	}

	/** Notes how listeners are shown, now that they are open. `rows` are those of their counters. */
	nameListeners(rows: readonly number[], names: readonly string[]): void {
		const sources = this.#description.sources.map((source, row) => ({...source, name: names[rows.indexOf(row)] ?? source.name}));
		this.#description = {...this.#description, sources};
		this.#file.places.write(this.#description);
	}

	/**
	 * Makes the file that the ring is to move to, with those bounds.
	 *
	 * @throws {KeepError} Where there is no room for it.
	 */
	beginMove(limits: Limits): KeptFile {
		const file = KeptFile.make(newPath(this.#place.path), this.#place.onDisk, limits.maxBytes, this.#place.path);
		file.places.write({...this.#description, limits});
		return file;
	}

	/** The ring is in that file now, which takes its place. */
	endMove(file: KeptFile, limits: Limits): void {
		const old = this.#file;
		this.#file = file;
		this.#description = {...this.#description, limits};
		renameSync(newPath(this.#place.path), this.#place.path);
		old.close();
	}

	/** Removes the file that the ring was to move to. */
	abandonMove(file: KeptFile): void {
		unlinkSync(newPath(this.#place.path));
		file.close();
	}

	/** Gives the lock back; the file stays. */
	close(): void {
		this.#file.close();
	}
}
