import {numbers, type Parameters, Refusal} from './daemon.js';
import {gapOf, type Row} from './message.js';
import {Observable} from './observable.js';
import {Backoff, pause, untilVisible} from './patience.js';
import {Rows} from './rows.js';
import {Waiting} from './waiting.js';

/** Messages that are taken at once while following; if more have come, those before them are skipped. */
const CATCH_UP_MESSAGES = 2000;
/** Time between two looks for new messages: a page that changes more often cannot be read. */
const INTERVAL_MS = 200;
/** The same while nobody looks at the end of the list. */
const COUNTING_INTERVAL_MS = 1000;
const ERROR = 3;

/** How the list stands to the daemon: which refuses what it does not understand, and gives up what takes too much work. */
export type Connection = 'loading' | 'live' | 'lost' | 'refused' | 'givenUp';

/**
 * The rows that are shown, and what comes behind them. Live, it is pulled at the page's own pace: nothing queues up anywhere
 * when the page is slow or in the background.
 */
export class Log extends Observable {
	connection: Connection = 'loading';
	/** What the daemon said when it refused, or why it cannot be reached. */
	error = '';
	/** Messages that came behind the last row since the list stands still. */
	newMessages = 0;
	/** Messages that come before the first row and were left out to catch up, since the list follows. */
	skipped = 0;
	/** How often rows have been opened: each time, they stand at another place. */
	openings = 0;
	/** Told of the numbers of messages and of errors that came while following. */
	onArrival: (messages: number, errors: number) => void = () => undefined;
	/** Told of a hole in what is shown: why, how many messages are missing, and since when, in milliseconds since 1970 UTC. */
	onGap: (reason: string, count: number, at: number) => void = () => undefined;
	#rows = new Rows(new URLSearchParams());
	#opening = new AbortController();
	#isFollowing = true;
	/** Whether nothing that comes can belong to what is shown. */
	#hasEnd = false;
	/** The place up to which new messages have been counted. */
	#counted = '';
	/** The step of scrolling that is under way. */
	#paging: Promise<void> | undefined;
	readonly #waiting = new Waiting();

	get rows(): readonly Row[] {
		return this.#rows.list;
	}

	/** Whether what comes is shown at once. */
	get isFollowing(): boolean {
		return this.#isFollowing;
	}

	/** Whether there is nothing before the first row, in the ring. */
	get isAtStart(): boolean {
		return this.#rows.isAtStart;
	}

	/** Whether the last row was the last when it was asked for. */
	get isAtEnd(): boolean {
		return this.#rows.isAtEnd;
	}

	/** Whether the daemon has refused to find any, or has given up. */
	get hasNothing(): boolean {
		return this.connection === 'refused' || this.connection === 'givenUp';
	}

	/**
	 * Shows other messages: the newest, or those around a place. Until they are there, those before stay.
	 *
	 * @param selection Parameters of the query.
	 * @param at A cursor; empty for the newest.
	 */
	async open(selection: URLSearchParams, at: string): Promise<void> {
		this.#opening.abort(new Error('another selection was opened'));
		const {signal} = (this.#opening = new AbortController());
		const rows = new Rows(selection);
		this.#hasEnd = selection.has('until');
		this.connection = 'loading';
		this.error = '';
		this.newMessages = this.skipped = 0;
		this.#isFollowing = at === '' && !this.#hasEnd;
		this.changed();
		for (const backoff = new Backoff(); !signal.aborted;) {
			try {
				if (at === '') await rows.openEnd(signal);
				else if (!await rows.openAround(at, signal)) this.#isFollowing = !this.#hasEnd;
				this.#rows = rows;
				this.openings += 1;
				this.#counted = rows.newest;
				this.connection = 'live';
				this.changed();
				if (!this.#hasEnd) void this.#live(signal);
				return;
			} catch (error) {
				if (!await this.#failed(error, backoff, signal)) return;
			}
		}
	}

	/** Shows what comes, from the newest message on; or stands still. */
	follow(isFollowing: boolean): void {
		if (this.#isFollowing === isFollowing || (isFollowing && this.#hasEnd)) return;
		this.#isFollowing = isFollowing;
		this.#countFrom(this.#rows.end);
		this.#waiting.wake();
		this.changed();
	}

	/** The reader has seen how many were skipped. */
	acknowledgeSkipped(): void {
		this.skipped = 0;
		this.changed();
	}

	/** Asks the daemon now, instead of waiting for it to say something. */
	look(): void {
		this.#waiting.wake();
	}

	/** Moves to the newest messages. */
	async toEnd(): Promise<void> {
		if (this.#hasEnd || !this.#rows.isAtEnd) await this.open(this.#rows.selection, '');
		else this.follow(true);
	}

	/** Moves to the oldest messages. */
	async toStart(): Promise<void> {
		this.follow(false);
		await this.#paging;
		await this.#page(async (rows, signal) => {
			await rows.openStart(signal);
			this.#countFrom(rows.newest);
		});
	}

	/** Adds rows before the first, if there are any. */
	async older(): Promise<void> {
		if (this.#rows.isAtStart) return;
		await this.#page(async (rows, signal) => {
			await rows.older(signal);
			// They come now.
			this.skipped = 0;
		});
	}

	/** Adds rows behind the last, if there are any. */
	async newer(): Promise<void> {
		if (this.#rows.isAtEnd) return;
		await this.#page(async (rows, signal) => {
			await rows.newer(signal);
			if (rows.isAtEnd) this.#countFrom(rows.newest);
		});
	}

	/** The nearest message behind or before a place that matches, and more than that: `severity=err`, say. */
	async find(from: Row | undefined, direction: 'next' | 'previous', more: Parameters): Promise<Row | undefined> {
		return this.#rows.find(from, direction, more);
	}

	/** Goes on as long as this selection is shown. */
	async #live(signal: AbortSignal): Promise<void> {
		for (const backoff = new Backoff(); !signal.aborted;) {
			try {
				await untilVisible(signal);
				const isFollowing = this.#isFollowing && this.#rows.isAtEnd;
				const came = isFollowing ? await this.#catchUp(signal) : await this.#count(signal);
				if (this.connection !== 'live') {
					this.connection = 'live';
					this.changed();
				}
				backoff.reset();
				if (came) await pause(isFollowing ? INTERVAL_MS : COUNTING_INTERVAL_MS, signal);
				else await this.#wait(isFollowing, signal);
			} catch (error) {
				if (!await this.#failed(error, backoff, signal)) return;
			}
		}
	}

	async #wait(isFollowing: boolean, signal: AbortSignal): Promise<void> {
		const rows = this.#rows;
		const place = await this.#waiting.forMessage(rows.selection, isFollowing ? rows.end : this.#counted, signal);
		if (place === undefined) return;
		if (isFollowing && this.#isFollowing) rows.endAt(place);
		else this.#counted = place;
	}

	/** Adds what has come; returns whether anything has. */
	async #catchUp(signal: AbortSignal): Promise<boolean> {
		const shown = this.#rows;
		const from = shown.end;
		const {rows, cursor, left} = await shown.behind(CATCH_UP_MESSAGES, signal);
		// Somebody has scrolled away meanwhile: the list must not move any more.
		if (!this.#isFollowing || shown.end !== from) return false;
		this.skipped += left;
		// What is left of an earlier run of the daemon stays: nobody else has it any more.
		if (left > 0) shown.skipTo(rows);
		else shown.append(rows);
		shown.endAt(cursor);
		if (rows.length === 0) return false;
		for (const row of rows) {
			const gap = gapOf(row);
			if (gap !== undefined) this.onGap(gap.reason, gap.count, Date.parse(row.received));
		}
		this.onArrival(rows.length, rows.filter(({seq, severity}) => seq !== undefined && severity <= ERROR).length);
		this.changed();
		return true;
	}

	/** Counts what has come behind the last row; returns whether anything has. */
	async #count(signal: AbortSignal): Promise<boolean> {
		const from = this.#counted;
		const {value, cursor} = await numbers<number>('count', this.#rows.selection, [['cursor', from]], signal);
		if (this.#counted !== from || (this.#isFollowing && this.#rows.isAtEnd)) return true;
		this.#counted = cursor;
		if (value === 0) return false;
		this.newMessages += value;
		this.changed();
		return true;
	}

	/** Runs one step of scrolling at a time. */
	async #page(step: (rows: Rows, signal: AbortSignal) => Promise<void>): Promise<void> {
		if (this.#paging !== undefined) return;
		this.#paging = this.#take(step);
		await this.#paging;
	}

	async #take(step: (rows: Rows, signal: AbortSignal) => Promise<void>): Promise<void> {
		const {signal} = this.#opening;
		const rows = this.#rows;
		try {
			await step(rows, signal);
			this.changed();
		} catch (error) {
			// Without an answer, the list says so by itself.
			if (signal.aborted || !(error instanceof Refusal)) return;
			if (!error.isTimeout) {
				this.#refuse(error);
				return;
			}
			rows.giveUpOlder(`What is older was not found in time: ${error.message}.`);
			this.changed();
		} finally {
			this.#paging = undefined;
		}
	}

	/** Begins to count as new what comes behind a place. */
	#countFrom(place: string): void {
		this.#counted = place;
		this.newMessages = 0;
	}

	/** Says what went wrong, and waits until it may be tried again; returns whether that makes sense. */
	async #failed(error: unknown, backoff: Backoff, signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		// What took too long will take as long the next time, and the daemon works for others too.
		if (error instanceof Refusal && (error.status < 500 || error.isTimeout)) {
			this.#refuse(error);
			return false;
		}
		this.connection = 'lost';
		this.error = error instanceof Refusal ? error.message : 'circologd does not answer';
		this.changed();
		await this.#waiting.forRetry(backoff, signal);
		return !signal.aborted;
	}

	#refuse(error: Refusal): void {
		this.connection = error.isTimeout ? 'givenUp' : 'refused';
		this.#rows = new Rows(this.#rows.selection);
		this.error = error.message;
		this.changed();
	}
}
