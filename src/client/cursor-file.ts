import {isCursor} from './cursor.js';
import {CursorFileError, CursorStore} from './cursor-store.js';

export {CursorFileError} from './cursor-store.js';

/** A file that says how far the log has been printed, so that a later run goes on right there. */
export class CursorFile {
	readonly #store: CursorStore;

	/** @param onFailure Told when the file cannot be written while nobody waits for it. */
	constructor(path: string, onFailure: (error: CursorFileError) => void) {
		this.#store = new CursorStore(path, onFailure);
	}

	/**
	 * The cursor in the file; undefined where there is no file, or nothing in it.
	 *
	 * @throws {CursorFileError}
	 */
	read(): string | undefined {
		const text = this.#store.read();
		if (text !== '' && !isCursor(text)) {
			throw new CursorFileError(`${this.#store.path} holds no cursor, which looks like 0123456789ab:42; remove it to begin anew`);
		}
		return text === '' ? undefined : text;
	}

	/** Has a cursor written, at most a second later. */
	note(cursor: string): void {
		this.#store.note(cursor);
	}

	/**
	 * Writes the cursor noted last, if it is not in the file.
	 *
	 * @throws {CursorFileError}
	 */
	save(): void {
		this.#store.save();
	}
}
