import {Counting} from './counting.js';
import {type DaemonStatus, numbers} from './daemon.js';
import {Observable} from './observable.js';
import {SEVERITY_NAMES} from './severity.js';

/** What `/histogram` answers, as far as the page uses it. */
interface HistogramAnswer {
	readonly from: string;
	readonly to: string;
	readonly bucket_seconds: number;
	readonly buckets: readonly {readonly count: number; readonly by: Readonly<Record<string, number>>}[];
}

/** The time that is asked for, in milliseconds since 1970 UTC. */
interface Span {
	readonly start: number;
	readonly end: number;
	/** Whether it goes on with time. */
	readonly isOpen: boolean;
}

/** Bars across the width of a page. */
const WANTED_BARS = 150;
/** Bars have one of these widths, in milliseconds, so that they begin at round times. */
export const WIDTHS_MS: readonly number[] = [
	10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
	3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
];
/** Bars that are this many steps wider than they could be are counted anew. */
const TOO_WIDE_STEPS = 2;
/** Part of the time shown that is kept free for what comes. */
const ROOM = 0.1;
/** Time after which everything is counted anew: receipt is not always in order, for clocks are set. */
const RECOUNT_MS = 300_000;
/** Time after which the oldest bar is counted anew, for what the ring has forgotten of it. */
const EDGE_MS = 2000;
/** Counting in the whole ring may take this part of the time. */
const RECOUNT_SHARE = 0.02;
/** Time that an empty ring shows. */
const EMPTY_SPAN_MS = 60_000;

/**
 * How many messages there are over time, by severity. Counted once in the whole ring; then what has come since is counted
 * and added, and bars of what is forgotten are dropped.
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
	/** Whether what is shown is of another question, for what is asked is still being counted. */
	isCounting = false;
	readonly #counting = new Counting();
	readonly #edge = new Counting();
	#key = '';
	#selection: string | undefined;
	#cursor = '';

	/** Messages of each severity. */
	get totals(): number[] {
		return this.bars.map(bar => bar.reduce((sum, count) => sum + count, 0));
	}

	/** Why there is nothing to show; empty where there is. */
	get error(): string {
		return this.#counting.error;
	}

	/** Says that what is shown is no longer what is asked for, before the daemon has been asked. */
	expect(selection: URLSearchParams): void {
		if (this.#selection === selection.toString()) return;
		this.isCounting = true;
		this.changed();
	}

	/** Adds what has come since the last time, or counts everything where something else is asked. */
	async update(selection: URLSearchParams, status: DaemonStatus): Promise<void> {
		const {epoch, counters, buffer} = status;
		this.edge = buffer.oldest_seq > 1 ? Date.parse(buffer.oldest ?? status.now) : undefined;
		const key = `${epoch} ${counters.cleared} ${selection.toString()}`;
		await this.#counting.run(key, async signal => {
			const span = await spanOf(selection, status, signal);
			const isShown = this.#key === key && this.#fits(widthFor(span.end - span.start));
			const isWhole = !isShown || this.#counting.isDue(RECOUNT_MS, RECOUNT_SHARE);
			// What took too long is not asked again at once.
			if (isWhole && this.error !== '' && !this.#counting.isDue(RECOUNT_MS, RECOUNT_SHARE)) return false;
			if (isWhole) {
				this.isCounting = this.#key !== key;
				if (this.isCounting) this.changed();
				await this.#countAll(selection, span, signal);
				this.#key = key;
				this.#selection = selection.toString();
			} else {
				await this.#countNew(selection, span, signal);
				this.#move(span);
			}
			return isWhole;
		});
		if (!this.#counting.isRunning) this.isCounting = false;
		this.changed();
		if (this.#key === key && this.error === '') await this.#recountEdge(selection, key);
	}

	/** Whether bars are still as wide as they should be, more or less. */
	#fits(width: number): boolean {
		return width <= this.width && WIDTHS_MS.indexOf(this.width) - WIDTHS_MS.indexOf(width) < TOO_WIDE_STEPS;
	}

	async #countAll(selection: URLSearchParams, {start, end, isOpen}: Span, signal: AbortSignal): Promise<void> {
		const width = widthFor(end - start);
		const from = Math.floor(start / width) * width;
		const bars = Math.ceil((end - from + 1) / width) + (isOpen ? Math.ceil((end - from) / width * ROOM) + 1 : 0);
		const {value, cursor} = await histogram(selection, from, width, bars, '', signal);
		this.from = from;
		this.width = width;
		this.bars = SEVERITY_NAMES.map(name => value.buckets.map(({by}) => by[name] ?? 0));
		this.to = end;
		this.#cursor = cursor;
	}

	async #countNew(selection: URLSearchParams, {end}: Span, signal: AbortSignal): Promise<void> {
		if (end <= this.to) return;
		this.#makeRoom(end);
		// Nothing that comes now was received long before the last look.
		const first = Math.max(0, this.#barAt(this.to) - 1);
		const {value, cursor} = await histogram(selection, this.from + first * this.width, this.width, this.bars[0]!.length - first, this.#cursor, signal);
		this.bars = this.bars.map((bar, severity) => bar.map((count, i) => count + (value.buckets[i - first]?.by[SEVERITY_NAMES[severity]!] ?? 0)));
		this.to = end;
		this.#cursor = cursor;
	}

	/** Has bars up to a moment, and some more. */
	#makeRoom(end: number): void {
		const missing = this.#barAt(end) + 1 - this.bars[0]!.length;
		if (missing <= 0) return;
		const more = new Array<number>(missing + Math.ceil(WANTED_BARS * ROOM)).fill(0);
		this.bars = this.bars.map(bar => [...bar, ...more]);
	}

	/** Drops the bars before what is asked for, and empties those of what is forgotten. */
	#move({start}: Span): void {
		const gone = Math.min(this.#barAt(start), this.bars[0]!.length - 1);
		if (gone > 0) {
			this.from += gone * this.width;
			this.bars = this.bars.map(bar => bar.slice(gone));
		}
		const forgotten = this.edge === undefined ? 0 : this.#barAt(this.edge);
		if (forgotten > 0) this.bars = this.bars.map(bar => bar.map((count, i) => i < forgotten ? 0 : count));
	}

	/** The bar in which what is forgotten ends, or in which what is asked for begins, has messages that are neither. */
	async #recountEdge(selection: URLSearchParams, key: string): Promise<void> {
		const {width} = this;
		const bar = Math.max(0, this.edge === undefined ? 0 : this.#barAt(this.edge));
		const from = this.from + bar * width;
		const isPartial = (this.edge !== undefined && this.edge > from) || (bar === 0 && selection.has('since'));
		// The newest bars are still being added to.
		if (!isPartial || this.to < from + 2 * width || !this.#edge.isDue(EDGE_MS, RECOUNT_SHARE)) return;
		await this.#edge.run(`${key} ${from} ${width}`, async signal => {
			const {value} = await histogram(selection, from, width, 1, '', signal);
			const now = this.#barAt(from);
			if (this.#key !== key || this.width !== width || now < 0) return true;
			this.bars = this.bars.map((counts, severity) => counts.with(now, value.buckets[0]?.by[SEVERITY_NAMES[severity]!] ?? 0));
			this.changed();
			return true;
		});
	}

	/** First moment of the bar that a moment is in. */
	startOf(moment: number): number {
		return this.from + Math.max(0, this.#barAt(moment)) * this.width;
	}

	#barAt(moment: number): number {
		return Math.floor((moment - this.from) / this.width);
	}
}

/** A moment as a parameter, to the millisecond. */
export function timeParameter(ms: number): string {
	return new Date(ms).toISOString();
}

/** Asks for whole bars of exactly this width. Both ends of a time range are included, so the last microsecond is named. */
async function histogram(
	selection: URLSearchParams, from: number, width: number, bars: number, cursor: string, signal: AbortSignal,
): Promise<{value: HistogramAnswer; cursor: string}> {
	const asked = new URLSearchParams(selection);
	asked.delete('since');
	asked.delete('until');
	const lastMicrosecond = timeParameter(from + bars * width - 1).replace('Z', '999Z');
	return numbers<HistogramAnswer>('histogram', asked, [
		['since', timeParameter(from)], ['until', lastMicrosecond], ['buckets', bars], ['by', 'severity'],
		...(cursor === '' ? [] : [['cursor', cursor] as const]),
	], signal);
}

/** What `since` and `until` mean is the daemon's to say: asked for what comes after the newest, it has nothing to count. */
async function spanOf(selection: URLSearchParams, {now, epoch, buffer}: DaemonStatus, signal: AbortSignal): Promise<Span> {
	const isOpen = !selection.has('until');
	if (isOpen && !selection.has('since')) {
		const end = Date.parse(now);
		return {start: buffer.oldest === undefined ? end - EMPTY_SPAN_MS : Date.parse(buffer.oldest), end, isOpen};
	}
	const {value: {from, to}} = await numbers<HistogramAnswer>('histogram', selection, [['buckets', 1], ['cursor', `${epoch}:${buffer.next_seq - 1}`]], signal);
	const end = isOpen ? Date.parse(now) : Date.parse(to);
	return {start: Math.min(Date.parse(from), end), end, isOpen};
}

function widthFor(spanMs: number): number {
	return WIDTHS_MS.find(width => spanMs / width <= WANTED_BARS) ?? WIDTHS_MS.at(-1)!;
}
