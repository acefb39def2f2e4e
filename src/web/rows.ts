import {epochOf, messages, numbers, type Page, type Parameters, seqOf} from './daemon.js';
import {notice, type Row} from './message.js';

/** Rows that the page holds; the ring keeps the others, and they are asked for again when somebody scrolls there. */
export const MAX_ROWS = 20_000;
/** The same while nobody scrolls: the fewer there are, the less work is each message that comes. */
const MAX_FOLLOWED_ROWS = 5000;
/** Messages that are asked for at once when scrolling. */
const PAGE_MESSAGES = 300;

/**
 * A part of the messages that match, without a hole between them. Both ends can be moved: the daemon is asked for more. Of
 * more than there may be, those fall away that are farthest from where rows were added.
 */
export class Rows {
	readonly selection: URLSearchParams;
	#list: readonly Row[] = [];
	#isAtStart = true;
	#isAtEnd = true;
	#end = '';
	#newest = '';

	/** @param selection Parameters of the query. */
	constructor(selection: URLSearchParams) {
		this.selection = selection;
	}

	/** From the oldest to the newest. */
	get list(): readonly Row[] {
		return this.#list;
	}

	/** Whether there is nothing before the first row, in the ring. */
	get isAtStart(): boolean {
		return this.#isAtStart;
	}

	/** Whether the last row was the last when it was asked for. */
	get isAtEnd(): boolean {
		return this.#isAtEnd;
	}

	/** The place right after the last row, `epoch:seq`. */
	get end(): string {
		return this.#end;
	}

	/** The newest place in the ring when the daemon was asked last. */
	get newest(): string {
		return this.#newest;
	}

	/** Takes the newest. */
	async openEnd(signal: AbortSignal): Promise<void> {
		const page = await this.#ask([['l', PAGE_MESSAGES]], signal);
		this.#replace(page.rows, page.rows.length < PAGE_MESSAGES);
		this.#endWith(page, false);
	}

	/** Takes the oldest. */
	async openStart(signal: AbortSignal): Promise<void> {
		const page = await this.#ask([['count', PAGE_MESSAGES]], signal);
		this.#replace(page.rows, true);
		this.#endWith(page);
	}

	/** Takes those around a place; returns false, and takes the newest, where the place is of a run of the daemon that is over. */
	async openAround(at: string, signal: AbortSignal): Promise<boolean> {
		const [before, after] = await Promise.all([
			this.#ask([['reverse', 1], ['l', PAGE_MESSAGES], ['q', `seq:<=${seqOf(at)}`]], signal),
			this.#ask([['cursor', at], ['count', PAGE_MESSAGES]], signal),
		]);
		if (epochOf(before.cursor) !== epochOf(at)) {
			await this.openEnd(signal);
			this.#list = [notice('restarted', 'The message that this link leads to is gone: the daemon has started anew since.'), ...this.#list];
			return false;
		}
		this.#replace([...before.rows.reverse(), ...after.rows], before.rows.length < PAGE_MESSAGES);
		this.#endWith(after);
		return true;
	}

	/** Adds some before the first, if there are any. */
	async older(signal: AbortSignal): Promise<void> {
		const first = this.#list.find(({seq}) => seq !== undefined);
		if (this.#isAtStart || first?.cursor === undefined) return;
		const page = await this.#ask([['reverse', 1], ['l', PAGE_MESSAGES], ['q', `seq:<${first.seq!}`]], signal);
		const isSameRun = epochOf(page.cursor) === epochOf(first.cursor);
		this.#prepend(isSameRun ? page.rows.reverse() : [], page.rows.length < PAGE_MESSAGES || !isSameRun);
	}

	/** Adds some behind the last, if there are any. */
	async newer(signal: AbortSignal): Promise<void> {
		if (this.#isAtEnd) return;
		const page = await this.#ask([['cursor', this.#end], ['count', PAGE_MESSAGES]], signal);
		this.#append(page.rows, MAX_ROWS);
		this.#endWith(page);
	}

	/** What has come behind the last, but no more than the last `most` of that: and how many are left out before these. */
	async behind(most: number, signal: AbortSignal): Promise<Page & {readonly left: number}> {
		const from = this.#end;
		const page = await this.#ask([['cursor', from], ['l', most]], signal);
		const first = page.rows.find(({seq}) => seq !== undefined);
		const isNext = first?.cursor !== undefined && first.seq === seqOf(from) + 1 && epochOf(first.cursor) === epochOf(from);
		if (page.rows.length < most || first?.seq === undefined || isNext) return {...page, left: 0};
		const {value: left} = await numbers<number>('count', this.selection, [['cursor', from], ['q', `seq:<${first.seq}`]], signal);
		return {...page, left};
	}

	/** The nearest message behind or before one that matches, and more than that: `severity=err`, say. */
	async find(from: Row | undefined, direction: 'next' | 'previous', more: Parameters): Promise<Row | undefined> {
		const {seq, cursor} = from ?? {};
		// Of an earlier run of the daemon, only what came after it can be found.
		if (direction === 'previous' && cursor !== undefined && epochOf(cursor) !== epochOf(this.#end)) return undefined;
		const where: Parameters = direction === 'next'
			? [['count', 1], ...(cursor === undefined ? [] : [['cursor', cursor] as const])]
			: [['reverse', 1], ['l', 1], ...(seq === undefined ? [] : [['q', `seq:<${seq}`] as const])];
		const {rows} = await messages(this.selection, [...where, ...more]);
		return rows.find(row => row.seq !== undefined);
	}

	/** Says in the place of what is older why it is not there. */
	giveUpOlder(reason: string): void {
		this.#prepend([notice('query-timeout', reason)], true);
	}

	/** Shows other rows, the newest. */
	skipTo(rows: readonly Row[]): void {
		this.#replace(rows, false);
	}

	/** Adds rows that have come behind the last. */
	append(rows: readonly Row[]): void {
		this.#append(rows, MAX_FOLLOWED_ROWS);
	}

	/** These are all up to a place. */
	endAt(place: string): void {
		this.#end = this.#newest = place;
	}

	async #ask(more: Parameters, signal: AbortSignal): Promise<Page> {
		return messages(this.selection, more, signal);
	}

	#replace(rows: readonly Row[], isAtStart: boolean): void {
		this.#list = rows;
		this.#isAtStart = isAtStart;
	}

	#append(rows: readonly Row[], most: number): void {
		if (rows.length === 0) return;
		this.#list = [...this.#list, ...rows];
		if (this.#list.length <= most) return;
		this.#list = this.#list.slice(-most);
		this.#isAtStart = false;
	}

	#prepend(rows: readonly Row[], isAtStart: boolean): void {
		this.#isAtStart = isAtStart;
		if (rows.length === 0) return;
		this.#list = [...rows, ...this.#list];
		if (this.#list.length <= MAX_ROWS) return;
		this.#list = this.#list.slice(0, MAX_ROWS);
		this.#isAtEnd = false;
		this.#end = this.#list.at(-1)?.cursor ?? this.#end;
	}

	/** A page that is full may be followed by another. */
	#endWith({rows, cursor}: Page, isMore = rows.length >= PAGE_MESSAGES): void {
		this.#isAtEnd = !isMore;
		this.#end = isMore ? rows.at(-1)?.cursor ?? cursor : cursor;
		this.#newest = cursor;
	}
}
