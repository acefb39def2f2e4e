import {closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {isCursor} from './cursor.js';

/** While following, the file is written this often at the most. */
const INTERVAL_MS = 1000;
const FILE_MODE = 0o644;

/** A cursor file that cannot be used. The message names it and says why. */
export class CursorFileError extends Error {
	override readonly name = 'CursorFileError';
	readonly code = 'CURSOR_FILE';
}

/**
 * A file that says how far the log has been printed, so that a later run goes on right there. It is replaced as a whole:
 * whoever reads it finds the old cursor or the new one, also after a crash.
 */
export class CursorFile {
	readonly #path: string;
	readonly #onFailure: (error: CursorFileError) => void;
	#cursor: string | undefined;
	#saved: string | undefined;
	#timer: NodeJS.Timeout | undefined;

	/** @param onFailure Told when the file cannot be written while nobody waits for it. */
	constructor(path: string, onFailure: (error: CursorFileError) => void) {
		this.#path = path;
		this.#onFailure = onFailure;
	}

	/**
	 * The cursor in the file; undefined where there is no file, or nothing in it.
	 *
	 * @throws {CursorFileError}
	 */
	read(): string | undefined {
		let text: string;
		try {
			text = readFileSync(this.#path, 'utf8').trim();
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw new CursorFileError(`cannot read the cursor in ${this.#path}: ${codeOf(cause)}`, {cause});
		}
		if (text !== '' && !isCursor(text)) throw new CursorFileError(`${this.#path} holds no cursor, which looks like 0123456789ab:42; remove it to begin anew`);
		this.#saved = text === '' ? undefined : text;
		return this.#saved;
	}

	/** Has a cursor written, at most a second later. */
	note(cursor: string): void {
		this.#cursor = cursor;
		this.#timer ??= setTimeout(() => {
			try {
				this.save();
			} catch (error) {
				this.#onFailure(error as CursorFileError);
			}
		}, INTERVAL_MS).unref();
	}

	/**
	 * Writes the cursor noted last, if it is not in the file.
	 *
	 * @throws {CursorFileError}
	 */
	save(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const cursor = this.#cursor;
		if (cursor === undefined || cursor === this.#saved) return;
		try {
			replace(this.#path, `${cursor}\n`);
		} catch (cause) {
			throw new CursorFileError(`cannot write the cursor to ${this.#path}: ${codeOf(cause)}`, {cause});
		}
		this.#saved = cursor;
	}
}

function replace(path: string, text: string): void {
	const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${Date.now()}`);
	const file = openSync(temporary, 'wx', FILE_MODE);
	try {
		writeSync(file, text);
		fsyncSync(file);
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, {force: true});
		throw error;
	} finally {
		closeSync(file);
	}
}

function codeOf(cause: unknown): string {
	return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
