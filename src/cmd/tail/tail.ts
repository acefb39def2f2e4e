import {cursorBefore} from '../../client/cursor.js';
import type {CursorFile} from '../../client/cursor-file.js';
import type {Endpoint} from '../../client/endpoint.js';
import type {Parameters} from '../../client/log-path.js';
import type {Output} from '../../client/output.js';
import type {TailValues} from './flags.js';

/** One run of circolog-tail: what was asked for, and what it works with. */
export interface Tail {
	readonly values: TailValues;
	/** Which messages, and how they are shown. */
	readonly selection: Parameters;
	readonly presentation: Parameters;
	readonly output: Output;
	readonly cursorFile: CursorFile | undefined;
	/** Finds the daemon. */
	readonly locate: () => Endpoint;
	/** Prints a notice, unless there shall be none. */
	readonly notify: (phrase: string) => void;
	/** Ends the process in peace: nobody reads the output any more. */
	readonly quit: () => never;
}

/** How a run ended. */
export interface Ended {
	readonly exitCode: number;
	/** Where a later run goes on, if it is known. */
	readonly cursor?: string | undefined;
	/** The signal that ended it. */
	readonly signal?: NodeJS.Signals | undefined;
}

/** The cursor behind which the messages lie that are meant. */
export function startCursor({values: {cursor, afterCursor}, cursorFile}: Tail): string | undefined {
	return cursor === undefined ? afterCursor ?? cursorFile?.read() : cursorBefore(cursor);
}

/** Prints a text and resolves when it has gone out. */
export async function print({output}: Tail, text: string): Promise<void> {
	await new Promise<void>(resolve => void output.write(Buffer.from(text), resolve));
}
