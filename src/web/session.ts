import {type DaemonStatus, status} from './daemon.js';
import {Ledger} from './ledger.js';
import {Log} from './log.js';
import {Marks} from './marks.js';
import type {Row} from './message.js';
import {Observable} from './observable.js';
import {pause, untilVisible} from './patience.js';
import {rememberQuery} from './recent-queries.js';
import {Seen} from './seen.js';
import {ALL_SEVERITIES} from './severity.js';
import {Summary} from './summary.js';
import {Timeline, timeParameter} from './timeline.js';
import {View} from './view.js';
import {selectionOf, type ViewState} from './view-state.js';

const STATUS_INTERVAL_MS = 1000;
/** Looks at the daemon that the rate is reckoned from. */
const RATE_LOOKS = 10;
const ANNOUNCE_INTERVAL_MS = 10_000;
/** As in style.css. */
const ROOM_FOR_PANEL = '(min-width: 70rem)';

/** All that the page knows and does: what is shown, and the models of its parts. */
export class Session extends Observable {
	readonly view = new View();
	readonly log = new Log();
	readonly timeline = new Timeline();
	readonly marks = new Marks();
	readonly summary = new Summary();
	readonly seen = new Seen();
	status: DaemonStatus | undefined;
	/** Whether the daemon has answered lately. */
	isReachable = true;
	/** Messages a second that the daemon takes. */
	rate = 0;
	/** Key of the row that the keyboard is at; undefined for none. */
	current: string | undefined;
	/** What screen readers are told. */
	announcement = '';
	isPanelOpen = matchMedia(ROOM_FOR_PANEL).matches;
	isHelpOpen = false;
	readonly #opened = new Set<string>();
	readonly #looks: {readonly at: number; readonly seq: number; readonly epoch: string}[] = [];
	readonly #ledger = new Ledger(this.marks);
	#selectionKey: string | undefined;
	#arrived = 0;
	#errors = 0;

	/** Begins to ask the daemon. */
	start(): void {
		this.view.subscribe(() => {
			this.#show();
		});
		this.log.onArrival = (messages, errors) => {
			this.#arrived += messages;
			this.#errors += errors;
		};
		this.log.onGap = (reason, count, at) => {
			if (reason === 'overtaken' || reason === 'expired') this.marks.lose('forgotten before this page had them', count, at);
		};
		setInterval(() => {
			this.#announceArrivals();
		}, ANNOUNCE_INTERVAL_MS);
		addEventListener('offline', () => {
			this.log.look();
		});
		this.#show();
		void this.#watch();
	}

	/** Parameters that ask for what is shown. */
	get selection(): URLSearchParams {
		return selectionOf(this.view.state);
	}

	/** All severities are counted, whichever are shown: the buttons say how many each would bring. */
	get #countedSelection(): URLSearchParams {
		return selectionOf({...this.view.state, severities: ALL_SEVERITIES});
	}

	isOpened(key: string): boolean {
		return this.#opened.has(key);
	}

	/** Opens a row to all its fields, or closes it. */
	toggle(row: Row): void {
		if (!this.#opened.delete(row.key)) this.#opened.add(row.key);
		this.select(row);
	}

	/** Has the keyboard stand at a row. The list stands still then, and the address leads there. */
	select(row: Row | undefined): void {
		this.current = row?.key;
		if (row !== undefined) {
			this.log.follow(false);
			this.view.set({at: row.cursor ?? ''});
		}
		this.changed();
	}

	/** Searches for something else, in a step that the back button undoes. */
	search(change: Partial<ViewState>): void {
		if (change.q !== undefined) rememberQuery(change.q);
		if (this.isPanelOver) this.setPanel(false);
		this.view.set({at: '', context: false, ...change});
	}

	/** Shows a span of time, in milliseconds since 1970 UTC. Where it reaches beyond the ring, or to now, it has no end. */
	zoom(from: number, to: number): void {
		const oldest = Date.parse(this.status?.buffer.oldest ?? '') || -Infinity;
		const now = this.view.state.until === '' ? this.timeline.to : Date.parse(this.status?.now ?? '') || Date.now();
		// What lies beside the ring is in no message.
		const since = Math.min(from, now);
		const until = Math.max(to, oldest);
		this.search({since: since <= oldest ? '' : timeParameter(since), until: until >= now ? '' : timeParameter(until)});
	}

	/** Moves to the first message of a moment, without filtering. */
	async showMoment(moment: number): Promise<void> {
		const row = await this.log.find(undefined, 'next', [['q', `received:>="${timeParameter(moment)}"`]]);
		if (row === undefined) await this.follow(true);
		else await this.goTo(row);
	}

	/** Shows a message among its neighbours. */
	showContext(row: Row): void {
		this.current = row.key;
		this.view.set({context: true, at: row.cursor ?? ''});
	}

	/** Follows what comes, from now on; or stands still. */
	async follow(isFollowing: boolean): Promise<void> {
		if (!isFollowing) {
			this.log.follow(false);
			return;
		}
		this.current = undefined;
		this.view.set({at: ''});
		await this.log.toEnd();
	}

	/** Moves to a message, wherever it is in the ring. */
	async goTo(row: Row): Promise<void> {
		this.current = row.key;
		this.view.set({at: row.cursor ?? ''});
		if (!this.log.rows.some(({key}) => key === row.key)) await this.log.open(this.selection, row.cursor ?? '');
		else this.log.follow(false);
		this.changed();
	}

	/** Whether the side panel lies over the messages, for want of room beside them. */
	get isPanelOver(): boolean {
		return this.isPanelOpen && !matchMedia(ROOM_FOR_PANEL).matches;
	}

	/** Shows or hides the side panel. */
	setPanel(isOpen: boolean): void {
		this.isPanelOpen = isOpen;
		this.changed();
	}

	/** Shows or hides the help. */
	setHelp(isOpen: boolean): void {
		this.isHelpOpen = isOpen;
		this.changed();
	}

	/** Tells screen readers something, once. */
	announce(text: string): void {
		this.announcement = text;
		this.changed();
	}

	#show(): void {
		const {selection} = this;
		const {at, context} = this.view.state;
		const key = `${selection.toString()} ${context ? at : ''}`;
		if (key !== this.#selectionKey) {
			this.#selectionKey = key;
			if (at !== '') this.current = at;
			void this.log.open(selection, at);
			this.timeline.expect(this.#countedSelection);
			void this.#look();
		}
		this.changed();
	}

	async #watch(): Promise<void> {
		const {signal} = new AbortController();
		for (;;) {
			await untilVisible(signal);
			await this.#look();
			await pause(STATUS_INTERVAL_MS, signal);
		}
	}

	/** Looks how the daemon is, and has the parts that show numbers go on at their own pace. */
	async #look(): Promise<void> {
		try {
			const now = await status();
			const isCleared = this.status?.epoch === now.epoch && now.counters.cleared > this.status.counters.cleared;
			this.status = now;
			this.#reach(true);
			this.#reckonRate(now);
			this.marks.look(now);
			void this.#ledger.look(now);
			// What somebody wanted to be forgotten is not shown any longer.
			if (isCleared) void this.log.open(this.selection, '');
			this.changed();
			this.#count(now);
		} catch {
			// Numbers go on when the daemon is back.
			this.#reach(false);
		}
	}

	/** The list may be waiting for an answer that is lost, or for its next try. */
	#reach(isReachable: boolean): void {
		if (this.isReachable === isReachable) return;
		this.isReachable = isReachable;
		this.log.look();
		this.changed();
	}

	#count(now: DaemonStatus): void {
		// Why there are no messages is told where they would be.
		if (this.log.hasNothing) return;
		void this.timeline.update(this.#countedSelection, now);
		if (this.isPanelOpen) void this.summary.update(this.selection);
	}

	#reckonRate({epoch, buffer}: DaemonStatus): void {
		if (this.#looks[0]?.epoch !== epoch) this.#looks.length = 0;
		this.#looks.push({at: performance.now(), seq: buffer.next_seq, epoch});
		if (this.#looks.length > RATE_LOOKS) this.#looks.shift();
		const [first] = this.#looks;
		const last = this.#looks.at(-1);
		if (first === undefined || last === undefined || last.at === first.at) return;
		this.rate = 1000 * (last.seq - first.seq) / (last.at - first.at);
	}

	/** A screen reader hears numbers now and then, not every message. */
	#announceArrivals(): void {
		if (this.#arrived === 0) return;
		const errors = this.#errors > 0 ? `, ${this.#errors.toLocaleString()} of them errors` : '';
		this.announce(`${this.#arrived.toLocaleString()} new messages${errors}`);
		this.#arrived = this.#errors = 0;
	}
}
