import {cursorBefore} from '../../client/cursor.js';
import type {CursorFile} from '../../client/cursor-file.js';
import type {Endpoint} from '../../client/endpoint.js';
import type {Parameters} from '../../client/log-path.js';
import type {Output} from '../../client/output.js';
import type {CursorsFile} from '../../client/rings/cursors-file.js';
import type {Ring} from '../../client/rings/ring.js';
import type {TailValues} from './flags.js';

/** One run of circolog-tail: what was asked for, and what it works with. */
export interface Run {
	readonly values: TailValues;
	/** Which messages, and how they are shown. */
	readonly selection: Parameters;
	readonly presentation: Parameters;
	readonly output: Output;
	/** Prints a notice, unless there shall be none. */
	readonly notify: (phrase: string) => void;
	/** Ends the process in peace: nobody reads the output any more. */
	readonly quit: () => never;
}

/** A run that reads the ring of one daemon. */
export interface Tail extends Run {
	readonly cursorFile: CursorFile | undefined;
	/** Finds the daemon. */
	readonly locate: () => Endpoint | Promise<Endpoint>;
}

/** A run that reads the rings of several daemons. */
export interface SeveralTail extends Run {
	readonly rings: readonly Ring[];
	/** What lines are marked with, in the order of the rings. */
	readonly labels: readonly string[];
	readonly isColored: boolean;
	readonly cursorsFile: CursorsFile | undefined;
	/** Prints what one of the daemons failed with. */
	readonly complain: (phrase: string) => void;
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
export async function print({output}: Pick<Tail, 'output'>, text: string): Promise<void> {
	await new Promise<void>(resolve => void output.write(Buffer.from(text), resolve));
}
