import {epochOf, messages, numbers, nextMessage, type Page, Refusal, seqOf} from './daemon.js';
import {gapReason, notice, type Row} from './message.js';
import {Observable} from './observable.js';
import {pause, untilVisible} from './patience.js';

/** Rows that the page holds; the ring keeps the others, and they are asked for again when somebody scrolls there. */
export const MAX_ROWS = 20_000;
/** Messages that are asked for at once when scrolling. */
const PAGE_MESSAGES = 300;
/** Messages that are taken at once while following; if more have come, those before them are skipped. */
const CATCH_UP_MESSAGES = 2000;
/** Time between two looks for new messages: a page that changes more often cannot be read. */
const INTERVAL_MS = 200;
/** The same while nobody looks at the end of the list. */
const COUNTING_INTERVAL_MS = 1000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;

/** How the list stands to the daemon. */
export type Connection = 'loading' | 'live' | 'lost' | 'refused';

/**
 * A part of the ring's messages that match: rows without a hole between them, of which both ends can be moved. Live, it
 * is pulled at the page's own pace: nothing queues up anywhere when the page is slow or in the background.
 */
export class Log extends Observable {
	connection: Connection = 'loading';
	/** What the daemon said when it refused, or why it cannot be reached. */
	error = '';
	/** Messages that came behind the last row since the list stands still. */
	newMessages = 0;
	/** Messages that come before the first row and were left out to catch up, since the list follows. */
	skipped = 0;
	/** Told of the numbers of messages and of errors that came while following. */
	onArrival: (messages: number, errors: number) => void = () => undefined;
	/** Told of a hole in what was shown, with its reason. */
	onGap: (reason: string) => void = () => undefined;
	#rows: Row[] = [];
	#selection = new URLSearchParams();
	#opening = new AbortController();
	#isFollowing = true;
	#hasEnd = false;
	#atStart = true;
	#atEnd = true;
	/** The place right after the last row. */
	#end = '';
	/** The place up to which new messages have been counted. */
	#counted = '';
	/** The step of scrolling that is under way. */
	#paging: Promise<void> | undefined;
	#wake: () => void = () => undefined;

	get rows(): readonly Row[] {
		return this.#rows;
	}

	/** Whether what comes is shown at once. */
	get isFollowing(): boolean {
		return this.#isFollowing;
	}

	/** Whether there is nothing before the first row, in the ring. */
	get isAtStart(): boolean {
		return this.#atStart;
	}

	/** Whether the last row was the last when it was asked for. */
	get isAtEnd(): boolean {
		return this.#atEnd;
	}

	/**
	 * Shows other messages: the newest, or those around a place.
	 *
	 * @param selection Parameters of the query.
	 * @param at A cursor; empty for the newest.
	 */
	async open(selection: URLSearchParams, at: string): Promise<void> {
		this.#opening.abort(new Error('another selection was opened'));
		const {signal} = (this.#opening = new AbortController());
		this.#selection = selection;
		this.#hasEnd = selection.has('until');
		this.connection = 'loading';
		this.error = '';
		this.newMessages = this.skipped = 0;
		this.#isFollowing = at === '' && !this.#hasEnd;
		this.changed();
		for (let retryMs = FIRST_RETRY_MS; !signal.aborted; retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)) {
			try {
				await (at === '' ? this.#openEnd(signal) : this.#openAround(at, signal));
				this.connection = 'live';
				this.changed();
				if (!this.#hasEnd) void this.#live(signal);
				return;
			} catch (error) {
				if (!await this.#failed(error, retryMs, signal)) return;
			}
		}
	}

	/** Shows what comes, from the newest message on; or stands still. */
	follow(isFollowing: boolean): void {
		if (this.#isFollowing === isFollowing || (isFollowing && this.#hasEnd)) return;
		this.#isFollowing = isFollowing;
		this.#counted = this.#end;
		this.newMessages = 0;
		this.#wake();
		this.changed();
	}

	/** The reader has seen how many were skipped. */
	acknowledgeSkipped(): void {
		this.skipped = 0;
		this.changed();
	}

	/** Asks the daemon now, instead of waiting for it to say something. */
	look(): void {
		this.#wake();
	}

	/** Moves to the newest messages. */
	async toEnd(): Promise<void> {
		if (this.#hasEnd || !this.#atEnd) await this.open(this.#selection, '');
		else this.follow(true);
	}

	/** Moves to the oldest messages. */
	async toStart(): Promise<void> {
		this.follow(false);
		await this.#paging;
		await this.#page(async signal => {
			const page = await messages(this.#selection, [['count', PAGE_MESSAGES]], signal);
			this.#rows = page.rows;
			this.#atStart = true;
			this.#setEnd(page, page.rows.length >= PAGE_MESSAGES);
		});
	}

	/** Adds rows before the first, if there are any. */
	async older(): Promise<void> {
		const first = this.#rows.find(({seq}) => seq !== undefined);
		if (this.#atStart || first?.cursor === undefined) return;
		await this.#page(async signal => {
			const page = await messages(this.#selection, [['reverse', 1], ['l', PAGE_MESSAGES], ['q', `seq:<${first.seq!}`]], signal);
			const isSameRun = epochOf(page.cursor) === epochOf(first.cursor!);
			this.#atStart = page.rows.length < PAGE_MESSAGES || !isSameRun;
			if (!isSameRun) return;
			this.#rows = [...page.rows.reverse(), ...this.#rows];
			// They come now.
			this.skipped = 0;
			this.#trimEnd();
		});
	}

	/** Adds rows behind the last, if there are any. */
	async newer(): Promise<void> {
		if (this.#atEnd) return;
		await this.#page(async signal => {
			const page = await messages(this.#selection, [['cursor', this.#end], ['count', PAGE_MESSAGES]], signal);
			this.#rows = [...this.#rows, ...page.rows];
			this.#setEnd(page, page.rows.length >= PAGE_MESSAGES);
			this.#trimStart();
		});
	}

	/** The nearest message behind or before a place that matches, and more than that: `severity=err`, say. */
	async find(from: Row | undefined, direction: 'next' | 'previous', more: readonly (readonly [string, string])[]): Promise<Row | undefined> {
		const seq = from?.seq;
		const where: (readonly [string, string | number])[] = direction === 'next'
			? [['count', 1], ...(from?.cursor === undefined ? [] : [['cursor', from.cursor] as const])]
			: [['reverse', 1], ['l', 1], ...(seq === undefined ? [] : [['q', `seq:<${seq}`] as const])];
		const {rows} = await messages(this.#selection, [...where, ...more]);
		return rows.find(row => row.seq !== undefined);
	}

	async #openEnd(signal: AbortSignal): Promise<void> {
		const page = await messages(this.#selection, [['l', PAGE_MESSAGES]], signal);
		this.#rows = page.rows;
		this.#atStart = page.rows.length < PAGE_MESSAGES;
		this.#setEnd(page, false);
	}

	async #openAround(at: string, signal: AbortSignal): Promise<void> {
		const seq = seqOf(at);
		const [before, after] = await Promise.all([
			messages(this.#selection, [['reverse', 1], ['l', PAGE_MESSAGES], ['q', `seq:<=${seq}`]], signal),
			messages(this.#selection, [['cursor', at], ['count', PAGE_MESSAGES]], signal),
		]);
		if (epochOf(before.cursor) !== epochOf(at)) {
			this.#isFollowing = !this.#hasEnd;
			await this.#openEnd(signal);
			this.#rows = [notice('restarted', 'the message that this link leads to is gone: the daemon has started anew since'), ...this.#rows];
			return;
		}
		this.#rows = [...before.rows.reverse(), ...after.rows];
		this.#atStart = before.rows.length < PAGE_MESSAGES;
		this.#setEnd(after, after.rows.length >= PAGE_MESSAGES);
	}

	/** Goes on as long as this selection is shown. */
	async #live(signal: AbortSignal): Promise<void> {
		for (let retryMs = FIRST_RETRY_MS; !signal.aborted;) {
			try {
				await untilVisible(signal);
				const isFollowing = this.#isFollowing && this.#atEnd;
				const came = isFollowing ? await this.#catchUp(signal) : await this.#count(signal);
				if (this.connection !== 'live') {
					this.connection = 'live';
					this.changed();
				}
				retryMs = FIRST_RETRY_MS;
				if (came) await pause(isFollowing ? INTERVAL_MS : COUNTING_INTERVAL_MS, signal);
				else await this.#wait(isFollowing, signal);
			} catch (error) {
				if (!await this.#failed(error, retryMs, signal)) return;
				retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
			}
		}
	}

	/** Waits for the next message, for the page to be hidden, or for the reader to follow or stand still. */
	async #wait(isFollowing: boolean, signal: AbortSignal): Promise<void> {
		const woken = new AbortController();
		const wake = (): void => {
			woken.abort(new Error('something else is to be done'));
		};
		this.#wake = wake;
		document.addEventListener('visibilitychange', wake, {once: true});
		try {
			const place = await nextMessage(this.#selection, isFollowing ? this.#end : this.#counted, AbortSignal.any([signal, woken.signal]));
			if (isFollowing && this.#isFollowing) this.#end = place;
			else this.#counted = place;
		} catch (error) {
			if (!woken.signal.aborted || signal.aborted) throw error;
		} finally {
			document.removeEventListener('visibilitychange', wake);
		}
	}

	/** Adds what has come; returns whether anything has. */
	async #catchUp(signal: AbortSignal): Promise<boolean> {
		const from = this.#end;
		const page = await messages(this.#selection, [['cursor', from], ['l', CATCH_UP_MESSAGES]], signal);
		// Somebody has scrolled away meanwhile: the list must not move any more.
		if (!this.#isFollowing || this.#end !== from) return false;
		const {rows} = page;
		for (const row of rows) {
			const reason = gapReason(row);
			if (reason !== undefined) this.onGap(reason);
		}
		const isRestart = epochOf(page.cursor) !== epochOf(from);
		const left = rows.length >= CATCH_UP_MESSAGES && !isRestart ? await this.#leftOut(from, rows[0]!, signal) : 0;
		if (isRestart || left > 0) {
			this.skipped += left;
			this.#rows = rows;
			this.#atStart = isRestart && rows.length < CATCH_UP_MESSAGES;
		} else if (rows.length > 0) {
			this.#rows = [...this.#rows, ...rows];
			this.#trimStart();
		}
		this.#end = page.cursor;
		if (rows.length === 0) return false;
		this.onArrival(rows.length, rows.filter(({seq, severity}) => seq !== undefined && severity <= 3).length);
		this.changed();
		return true;
	}

	/** How many messages lie between a place and a row that are not shown. */
	async #leftOut(from: string, first: Row, signal: AbortSignal): Promise<number> {
		if (first.seq === undefined || first.seq === seqOf(from) + 1) return 0;
		return (await numbers<number>('count', this.#selection, [['cursor', from], ['q', `seq:<${first.seq}`]], signal)).value;
	}

	/** Counts what has come behind the last row; returns whether anything has. */
	async #count(signal: AbortSignal): Promise<boolean> {
		if (this.#counted === '') this.#counted = this.#end;
		const {value, cursor} = await numbers<number>('count', this.#selection, [['cursor', this.#counted]], signal);
		if (this.#isFollowing && this.#atEnd) return true;
		this.#counted = cursor;
		if (value === 0) return false;
		this.newMessages += value;
		this.changed();
		return true;
	}

	/** Runs one step of scrolling at a time. */
	async #page(step: (signal: AbortSignal) => Promise<void>): Promise<void> {
		if (this.#paging !== undefined) return;
		this.#paging = this.#take(step);
		await this.#paging;
	}

	async #take(step: (signal: AbortSignal) => Promise<void>): Promise<void> {
		const {signal} = this.#opening;
		try {
			await step(signal);
			this.changed();
		} catch (error) {
			if (!signal.aborted && error instanceof Refusal) this.#refuse(error);
		} finally {
			this.#paging = undefined;
		}
	}

	/** Says what went wrong, and waits until it may be tried again; returns whether that makes sense. */
	async #failed(error: unknown, retryMs: number, signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) return false;
		if (error instanceof Refusal && error.status < 500) {
			this.#refuse(error);
			return false;
		}
		this.connection = 'lost';
		this.error = error instanceof Refusal ? error.message : 'circologd does not answer';
		this.changed();
		try {
			await pause(retryMs, signal);
			return true;
		} catch {
			return false;
		}
	}

	#refuse(error: Refusal): void {
		this.connection = 'refused';
		this.#rows = [];
		this.error = error.message;
		this.changed();
	}

	#setEnd(page: Page, isMore: boolean): void {
		this.#atEnd = !isMore;
		this.#end = isMore ? page.rows.at(-1)?.cursor ?? page.cursor : page.cursor;
		this.#counted = page.cursor;
		this.newMessages = 0;
	}

	#trimStart(): void {
		if (this.#rows.length <= MAX_ROWS) return;
		this.#rows = this.#rows.slice(-MAX_ROWS);
		this.#atStart = false;
	}

	#trimEnd(): void {
		if (this.#rows.length <= MAX_ROWS) return;
		this.#rows = this.#rows.slice(0, MAX_ROWS);
		this.#atEnd = false;
		this.#end = this.#rows.at(-1)?.cursor ?? this.#end;
	}
}
