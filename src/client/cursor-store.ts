import {closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';

/** While following, the file is written this often at the most. */
const INTERVAL_MS = 1000;
const FILE_MODE = 0o644;

/** A cursor file that cannot be used. The message names it and says why. */
export class CursorFileError extends Error {
	override readonly name = 'CursorFileError';
	readonly code = 'CURSOR_FILE';
}

/** The text of a cursor file. It is replaced as a whole: whoever reads it finds the old one or the new one, also after a crash. */
export class CursorStore {
	readonly path: string;
	readonly #onFailure: (error: CursorFileError) => void;
	#text: string | undefined;
	#saved: string | undefined;
	#timer: NodeJS.Timeout | undefined;

	/** @param onFailure Told when the file cannot be written while nobody waits for it. */
	constructor(path: string, onFailure: (error: CursorFileError) => void) {
		this.path = path;
		this.#onFailure = onFailure;
	}

	/**
	 * The text in the file without what surrounds it; empty where there is no file.
	 *
	 * @throws {CursorFileError}
	 */
	read(): string {
		try {
			this.#saved = readFileSync(this.path, 'utf8').trim();
			return this.#saved;
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
			throw new CursorFileError(`cannot read the cursor in ${this.path}: ${codeOf(cause)}`, {cause});
		}
	}

	/** Has a text written, at most a second later. */
	note(text: string): void {
		this.#text = text;
		this.#timer ??= setTimeout(() => {
			try {
				this.save();
			} catch (error) {
				this.#onFailure(error as CursorFileError);
			}
		}, INTERVAL_MS).unref();
	}

	/**
	 * Writes the text noted last, if it is not in the file.
	 *
	 * @throws {CursorFileError}
	 */
	save(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const text = this.#text;
		if (text === undefined || text === this.#saved) return;
		try {
			replace(this.path, `${text}\n`);
		} catch (cause) {
			throw new CursorFileError(`cannot write the cursor to ${this.path}: ${codeOf(cause)}`, {cause});
		}
		this.#saved = text;
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
