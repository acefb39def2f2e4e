import {type DaemonStatus, epochOf, numbers} from './daemon.js';
import {Observable} from './observable.js';
import {SEVERITY_NAMES} from './severity.js';

/** What `/histogram` answers, as far as the page uses it. */
interface HistogramAnswer {
	readonly from: string;
	readonly bucket_seconds: number;
	readonly buckets: readonly {readonly count: number; readonly by: Readonly<Record<string, number>>}[];
}

/** Something that happened at a moment, or during a time: `until` is absent where it was a moment or goes on. */
export interface Mark {
	readonly kind: 'paused' | 'lost' | 'restarted' | 'cleared';
	readonly text: string;
	/** Milliseconds since 1970 UTC. */
	readonly from: number;
	until: number | undefined;
}

/** Bars across the width of a page. */
const WANTED_BARS = 150;
/** Bars have one of these widths, in milliseconds, so that they begin at round times. */
export const WIDTHS_MS: readonly number[] = [
	10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
	3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
];
/** Part of the time shown that is kept free for what comes, before everything is counted anew. */
const ROOM = 0.1;
const MAX_MARKS = 100;
/** Time after which everything is counted anew, for what the ring has forgotten meanwhile. */
const RECOUNT_MS = 30_000;
/** A count of everything may take this part of the time. */
const RECOUNT_SHARE = 0.02;

/**
 * How many messages there are over time, by severity. Counted once in the whole ring; then what has come since is counted
 * and added.
 */
export class Timeline extends Observable {
	/** First moment of the first bar, and the width of each, in milliseconds. */
	from = 0;
	width = 1000;
	/** Messages for each bar, by severity. */
	bars: number[][] = SEVERITY_NAMES.map(() => []);
	/** The newest moment that is counted. */
	to = 0;
	/** Before this moment the ring has forgotten everything; undefined where it has forgotten nothing. */
	edge: number | undefined;
	readonly marks: Mark[] = [];
	#cursor = '';
	#key = '';
	#countedAt = 0;
	#tookMs = 0;
	#running = false;
	#last: DaemonStatus | undefined;

	/** Messages of each severity. */
	get totals(): number[] {
		return this.bars.map(bar => bar.reduce((sum, count) => sum + count, 0));
	}

	/** Adds what has come since the last time, or counts everything where something else is asked. */
	async update(selection: URLSearchParams, status: DaemonStatus): Promise<void> {
		this.#mark(status);
		if (this.#running) return;
		this.#running = true;
		try {
			const isSame = this.#key === selection.toString() && epochOf(this.#cursor) === status.epoch;
			const age = performance.now() - this.#countedAt;
			const now = Date.parse(status.now);
			const isFull = !selection.has('until') && now >= this.from + this.bars[0]!.length * this.width;
			const isDue = age > Math.max(RECOUNT_MS, this.#tookMs / RECOUNT_SHARE);
			if (!isSame || isFull || isDue) await this.#countAll(selection, status);
			else await this.#countNew(selection, now);
			const {oldest, oldest_seq: first} = status.buffer;
			this.edge = first > 1 ? Date.parse(oldest ?? status.now) : undefined;
			this.changed();
		} finally {
			this.#running = false;
		}
	}

	/** Keeps what happened in mind, to show it on the line. */
	add(kind: Mark['kind'], text: string, from: number): void {
		const last = this.marks.at(-1);
		if (last?.kind === kind && from - last.from < this.width) return;
		this.marks.push({kind, text, from, until: undefined});
		if (this.marks.length > MAX_MARKS) this.marks.shift();
		this.changed();
	}

	async #countAll(selection: URLSearchParams, status: DaemonStatus): Promise<void> {
		const begun = performance.now();
		const now = Date.parse(status.now);
		// What `since` and `until` mean is the daemon's to say: ask it for the ends first.
		const ends = selection.has('since') || selection.has('until')
			? (await numbers<HistogramAnswer & {to: string}>('histogram', selection, [['buckets', 1]])).value
			: undefined;
		const start = ends === undefined ? Date.parse(status.buffer.oldest ?? status.now) : Date.parse(ends.from);
		const end = selection.has('until') ? Date.parse(ends!.to) : now;
		const width = widthFor(end - start);
		const from = Math.floor(start / width) * width;
		const bars = Math.ceil((end - from + 1) / width) + (selection.has('until') ? 0 : Math.ceil((end - from) / width * ROOM) + 1);
		const {value, cursor} = await histogram(selection, from, width, bars, '');
		this.from = from;
		this.width = width;
		this.bars = SEVERITY_NAMES.map(name => value.buckets.map(({by}) => by[name] ?? 0));
		this.to = end;
		this.#cursor = cursor;
		this.#key = selection.toString();
		this.#countedAt = performance.now();
		this.#tookMs = performance.now() - begun;
	}

	async #countNew(selection: URLSearchParams, now: number): Promise<void> {
		if (selection.has('until')) return;
		// Nothing that comes now was received long before the last look.
		const first = Math.max(0, Math.floor((this.to - this.from) / this.width) - 1);
		const {value, cursor} = await histogram(selection, this.from + first * this.width, this.width, this.bars[0]!.length - first, this.#cursor);
		this.bars = this.bars.map((bar, severity) => bar.map((count, i) => count + (value.buckets[i - first]?.by[SEVERITY_NAMES[severity]!] ?? 0)));
		this.to = now;
		this.#cursor = cursor;
	}

	#mark(status: DaemonStatus): void {
		const now = Date.parse(status.now);
		const last = this.#last;
		this.#last = status;
		const open = this.marks.findLast(({kind}) => kind === 'paused');
		if (status.paused && last?.paused !== true) this.marks.push({kind: 'paused', text: 'paused', from: now, until: undefined});
		if (!status.paused && open?.until === undefined && open !== undefined) open.until = now;
		if (last === undefined) return;
		if (last.epoch !== status.epoch) {
			this.add('restarted', 'the daemon has started anew', now);
			return;
		}
		const drops = status.counters.kernel_drops - last.counters.kernel_drops;
		if (drops > 0) this.add('lost', `${drops.toLocaleString()} dropped by the kernel`, now);
		const cleared = status.counters.cleared - last.counters.cleared;
		if (cleared > 0) {
			this.add('cleared', `${cleared.toLocaleString()} cleared`, now);
			this.#key = '';
		}
	}
}

/** A moment as a parameter, to the millisecond. */
export function timeParameter(ms: number): string {
	return new Date(ms).toISOString();
}

/** Asks for whole bars of exactly this width. Both ends of a time range are included, so the last microsecond is named. */
async function histogram(selection: URLSearchParams, from: number, width: number, bars: number, cursor: string): Promise<{value: HistogramAnswer; cursor: string}> {
	const asked = new URLSearchParams(selection);
	asked.delete('since');
	asked.delete('until');
	const lastMicrosecond = timeParameter(from + bars * width - 1).replace('Z', '999Z');
	return numbers<HistogramAnswer>('histogram', asked, [
		['since', timeParameter(from)], ['until', lastMicrosecond], ['buckets', bars], ['by', 'severity'],
		...(cursor === '' ? [] : [['cursor', cursor] as const]),
	]);
}

function widthFor(spanMs: number): number {
	return WIDTHS_MS.find(width => spanMs / width <= WANTED_BARS) ?? WIDTHS_MS.at(-1)!;
}
