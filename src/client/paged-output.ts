import type {Output} from './output.js';
import {type PagerProcess, startPager} from './pager-process.js';
import {RowCount} from './row-count.js';
import type {Size} from './screen.js';

/** Who has been given so much has read some of it: the kernel, and we, hold less. */
const MAX_KEPT_BYTES = 2 ** 20;
const NOTHING = Buffer.alloc(0);

/** Which pager, and what stands around it. */
export interface Paging {
	/** As for `startPager`. */
	readonly command: string | undefined;
	readonly env: NodeJS.ProcessEnv;
	/** Prints to the terminal without a pager. */
	readonly direct: Output;
	/** Whether what is printed directly takes one row a line, however long it is. */
	readonly isChopped: boolean;
	/** Tells the terminal's size, which may change at any time. */
	size(): Size;
	/** Told that the user has left the pager before the end. */
	quit(): void;
	/** Told, in a phrase, why there is no pager where one was asked for. */
	notify(phrase: string): void;
}

/**
 * Prints through a pager what is longer than the screen. Everything else is printed directly, in the end; and so is all,
 * where the pager cannot be started.
 *
 * What the pager has been given counts as written: nobody learns what the user has seen of it.
 */
export class PagedOutput implements Output {
	readonly #paging: Paging;
	readonly #rows = new RowCount();
	/** All that has been written, as long as it may still have to be printed directly. */
	#kept: Buffer[] | undefined = [];
	#keptBytes = 0;
	#pager: PagerProcess | undefined;
	/** Settles when the pager is no more. */
	#pagerEnded: Promise<void> | undefined;
	#isDirect = false;
	#isClosed = false;
	/** Those who wait for room. */
	#waiting: (() => void)[] = [];

	constructor(paging: Paging) {
		this.#paging = paging;
	}

	write(bytes: Buffer, then?: () => void): boolean {
		if (this.#isDirect) return this.#paging.direct.write(bytes, then);
		if (then) queueMicrotask(then);
		this.#keep(bytes);
		if (this.#pager !== undefined) return this.#pager.input.write(bytes);
		const {columns, rows} = this.#paging.size();
		this.#rows.add(bytes, this.#paging.isChopped ? Infinity : columns);
		// The shell's prompt wants a row as well.
		return this.#rows.rows < rows || this.#start();
	}

	whenDrained(then: () => void): void {
		if (this.#isDirect) this.#paging.direct.whenDrained(then);
		else this.#waiting.push(then);
	}

	/** Ends the output. Resolves when all has been printed, or the user has left the pager. */
	async close(): Promise<void> {
		this.#isClosed = true;
		if (this.#pager === undefined) this.#printKept();
		this.#pager?.input.end();
		await this.#pagerEnded;
		if (this.#isDirect) await new Promise<void>(resolve => void this.#paging.direct.write(NOTHING, resolve));
	}

	/** Returns whether there is room for more. */
	#start(): boolean {
		const {command, env} = this.#paging;
		const pager = startPager(command, env);
		this.#pager = pager;
		pager.input.on('drain', () => {
			this.#release();
		});
		this.#pagerEnded = pager.ended.then((isRun) => {
			if (isRun || this.#kept === undefined) {
				if (!this.#isClosed) this.#paging.quit();
				return;
			}
			if (command !== undefined) this.#paging.notify(`cannot start the pager ${JSON.stringify(command)}: printing without one`);
			this.#printKept();
			this.#release();
		});
		for (const bytes of this.#kept ?? []) pager.input.write(bytes);
		return !pager.input.writableNeedDrain;
	}

	#keep(bytes: Buffer): void {
		this.#keptBytes += bytes.length;
		if (this.#keptBytes <= MAX_KEPT_BYTES || this.#pager === undefined) this.#kept?.push(Buffer.from(bytes));
		else this.#kept = undefined;
	}

	#printKept(): void {
		this.#isDirect = true;
		for (const bytes of this.#kept ?? []) this.#paging.direct.write(bytes);
		this.#kept = undefined;
	}

	#release(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const then of waiting) then();
	}
}
