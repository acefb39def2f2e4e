import {isCursor} from '../cursor.js';
import {CursorFileError, CursorStore} from '../cursor-store.js';

/**
 * A file that says how far each of several logs has been printed: a line each, with the cursor and the daemon's name,
 * percent-encoded as in an address.
 *
 * ```
 * 0123456789ab:42 a:9080
 * ba9876543210:7 ssh://b
 * ```
 */
export class CursorsFile {
	readonly #store: CursorStore;
	readonly #cursors = new Map<string, string>();

	/** @param onFailure Told when the file cannot be written while nobody waits for it. */
	constructor(path: string, onFailure: (error: CursorFileError) => void) {
		this.#store = new CursorStore(path, onFailure);
	}

	/**
	 * The cursors in the file, by the names of the daemons. Those that are not read now stay in it.
	 *
	 * @throws {CursorFileError}
	 */
	read(): ReadonlyMap<string, string> {
		const text = this.#store.read();
		for (const line of text === '' ? [] : text.split('\n')) {
			const [cursor = '', name = '', ...rest] = line.split(' ');
			if (!isCursor(cursor) || name === '' || rest.length > 0) {
				throw new CursorFileError(`${this.#store.path} holds no cursors of several daemons, which look like "0123456789ab:42 a:9080"; remove it to begin anew`);
			}
			this.#cursors.set(name, cursor);
		}
		return new Map([...this.#cursors].map(([name, cursor]) => [decoded(name), cursor]));
	}

	/** Has a daemon's cursor written, at most a second later. */
	note(name: string, cursor: string): void {
		this.#cursors.set(encodeURI(name), cursor);
		this.#store.note([...this.#cursors].map(([each, at]) => `${at} ${each}`).join('\n'));
	}

	/**
	 * Writes the cursors noted last, if they are not in the file.
	 *
	 * @throws {CursorFileError}
	 */
	save(): void {
		this.#store.save();
	}
}

function decoded(name: string): string {
	try {
		return decodeURI(name);
	} catch {
		return name;
	}
}
