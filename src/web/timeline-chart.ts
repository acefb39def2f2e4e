import uPlot from 'uplot';
import type {Mark} from './marks.js';
import {hasSeverity, SEVERITY_NAMES} from './severity.js';
import {longTime} from './time-text.js';
import {type MovablePicture, TAP_PX, type TimeSpan} from './timeline-gestures.js';
import {type Timeline, WIDTHS_MS} from './timeline.js';

/** Part of the width that shows what has been forgotten, where something has. */
const FORGOTTEN_SHARE = 0.04;
const ERROR = 3;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const HATCH_PX = 7;
const SEEN_LEAST_PX = 6;

/** What the chart is told by the reader's hand. */
export interface ChartEvents {
	/** A time range was drawn, in milliseconds since 1970 UTC. */
	zoom(from: number, to: number): void;
	/** The pointer is over a bar; undefined when it has left. */
	point(bar: number | undefined): void;
}

/** The picture of the ring: bars over time, stacked by severity, the worst at the bottom. */
export class TimelineChart implements MovablePicture {
	readonly #chart: uPlot;
	readonly #timeline: Timeline;
	readonly #seen = document.createElement('div');
	#severities: number;
	#marks: readonly Mark[] = [];
	#preview: TimeSpan | undefined;
	/** Whether somebody has a hand on it: then it must not move by itself. */
	#isHeld = false;
	#end: number;
	#seenSpan: TimeSpan | undefined;

	/** @param severities Those that are drawn, a bit each. */
	constructor(parent: HTMLElement, timeline: Timeline, severities: number, isUtc: boolean, events: ChartEvents) {
		this.#timeline = timeline;
		this.#end = timeline.to;
		this.#severities = severities;
		const style = getComputedStyle(parent);
		const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
		const bars = uPlot.paths.bars!({size: [0.92, Infinity], align: 1, gap: 0});
		const axis = {stroke: color('muted'), font: `11px ${style.fontFamily}`, grid: {stroke: color('line'), width: 1}, ticks: {show: false}};
		// The tallest stack is drawn first, so that those below it cover its foot.
		const series = [...SEVERITY_NAMES].reverse().map(name => ({label: name, fill: color(`bar-${name}`), width: 0, paths: bars, points: {show: false}}));
		const options: uPlot.Options = {
			width: parent.clientWidth, height: parent.clientHeight, ms: 1, legend: {show: false}, padding: [6, 8, 0, 0],
			...(isUtc ? {tzDate: (ms: number) => uPlot.tzDate(new Date(ms), 'Etc/UTC')} : {}),
			cursor: {y: false, points: {show: false}, drag: {x: true, y: false, setScale: false}},
			scales: {
				x: {time: true, range: () => this.#range()},
				y: {range: (_chart, _min, max) => [0, Math.max(1, max * 1.05)]},
			},
			axes: [
				{...axis, size: 22, space: 100, incrs: [...WIDTHS_MS], splits: (_chart, _axis, min, max, step) => roundMoments(min, max, step, isUtc), values: (_chart, moments, _axis, _space, step) => moments.map(ms => clock(ms, step, isUtc))},
				{...axis, size: 46, space: 26, values: (_chart, values) => values.map(value => Number.isInteger(value) ? compact.format(value) : '')},
			],
			series: [{}, ...series],
			hooks: {
				drawClear: [chart => {
					this.#drawForgotten(chart, color('hatch'), color('muted'));
				}],
				draw: [chart => {
					this.#drawMarks(chart, color);
					this.#placeSeen(chart);
				}],
				setSelect: [chart => {
					const {left, width} = chart.select;
					if (width >= TAP_PX) events.zoom(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
					chart.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
				}],
				setCursor: [chart => {
					const {left = -1} = chart.cursor;
					const bar = Math.floor((chart.posToVal(left, 'x') - timeline.from) / timeline.width);
					events.point(left < 0 || bar < 0 ? undefined : bar);
				}],
			},
		};
		this.#chart = new uPlot(options, this.#data(), parent);
		this.#seen.className = 'seen';
		this.surface.append(this.#seen);
		this.surface.addEventListener('pointerdown', () => {
			this.#isHeld = true;
			addEventListener('pointerup', () => {
				this.#isHeld = false;
			}, {once: true});
		});
	}

	get surface(): HTMLElement {
		return this.#chart.over;
	}

	get shown(): TimeSpan {
		return this.#range();
	}

	/** Draws what the timeline holds now, and what has happened. */
	draw(severities: number, marks: readonly Mark[]): void {
		this.#severities = severities;
		this.#marks = marks;
		if (this.#isHeld) return;
		this.#end = this.#timeline.to;
		this.#chart.setData(this.#data());
	}

	/** The end of the time that is drawn. Time goes on while a hand draws on it, and the picture does not. */
	get end(): number {
		return this.#end;
	}

	preview(span: TimeSpan | undefined): void {
		this.#preview = span;
		this.#chart.setData(this.#data());
	}

	select(left: number, width: number): void {
		this.#chart.setSelect({left, width, top: 0, height: this.surface.clientHeight}, false);
	}

	/** Shows which time the list is at. */
	see(span: TimeSpan | undefined): void {
		this.#seenSpan = span;
		this.#placeSeen(this.#chart);
	}

	resize(width: number, height: number): void {
		this.#chart.setSize({width, height});
	}

	close(): void {
		this.#chart.destroy();
	}

	#data(): uPlot.AlignedData {
		const {from, width, bars} = this.#timeline;
		const times = bars[0]!.map((_, i) => from + i * width);
		const stacks: number[][] = [];
		let below = times.map(() => 0);
		bars.forEach((bar, severity) => {
			if (hasSeverity(this.#severities, severity)) below = below.map((sum, i) => sum + bar[i]!);
			stacks.unshift(below);
		});
		return [times, ...stacks];
	}

	#range(): [number, number] {
		if (this.#preview !== undefined) return [...this.#preview];
		const {from, width, bars, to, edge} = this.#timeline;
		const end = Math.max(to, from + width);
		const start = Math.max(from, edge ?? from);
		const span = end - start || bars[0]!.length * width;
		return [edge === undefined || edge < from ? from : start - FORGOTTEN_SHARE * span, end + width * 0.5];
	}

	/** Hatches the time that the ring has forgotten. */
	#drawForgotten(chart: uPlot, hatch: string, line: string): void {
		const {edge} = this.#timeline;
		const {ctx, bbox} = chart;
		if (edge === undefined) return;
		const right = Math.min(chart.valToPos(edge, 'x', true), bbox.left + bbox.width);
		if (right <= bbox.left) return;
		ctx.save();
		ctx.beginPath();
		ctx.rect(bbox.left, bbox.top, right - bbox.left, bbox.height);
		ctx.clip();
		ctx.strokeStyle = hatch;
		ctx.lineWidth = devicePixelRatio;
		const step = HATCH_PX * devicePixelRatio;
		ctx.beginPath();
		for (let x = bbox.left - bbox.height; x < right; x += step) {
			ctx.moveTo(x, bbox.top + bbox.height);
			ctx.lineTo(x + bbox.height, bbox.top);
		}
		ctx.stroke();
		ctx.restore();
		this.#line(ctx, right, bbox, line);
	}

	/** Draws what happened, and a foot under each bar that has errors: one error among thousands is seen too. */
	#drawMarks(chart: uPlot, color: (name: string) => string): void {
		const {bars, from, width, to} = this.#timeline;
		const {ctx, bbox} = chart;
		ctx.save();
		ctx.fillStyle = color('bar-err');
		const foot = 3 * devicePixelRatio;
		bars[0]!.forEach((_, i) => {
			if (!bars.some((bar, severity) => severity <= ERROR && hasSeverity(this.#severities, severity) && bar[i]! > 0)) return;
			const left = chart.valToPos(from + i * width, 'x', true);
			const right = chart.valToPos(from + (i + 1) * width, 'x', true);
			if (right > bbox.left) ctx.fillRect(Math.max(left, bbox.left), bbox.top + bbox.height - foot, Math.max(devicePixelRatio, right - left - 1), foot);
		});
		for (const {kind, from: begin, until} of this.#marks) {
			const right = bbox.left + bbox.width;
			const left = Math.max(bbox.left, chart.valToPos(begin, 'x', true));
			const end = Math.min(right, chart.valToPos(until ?? (kind === 'paused' ? to : begin), 'x', true));
			if (left > right || end < bbox.left) continue;
			if (kind === 'paused') {
				ctx.fillStyle = color('paused');
				ctx.fillRect(left, bbox.top, Math.max(2 * devicePixelRatio, end - left), bbox.height);
			} else {
				this.#line(ctx, left, bbox, color(kind === 'lost' ? 'bar-err' : 'muted'));
			}
		}
		ctx.restore();
	}

	#placeSeen(chart: uPlot): void {
		const {style} = this.#seen;
		const width = chart.over.clientWidth;
		const [from, to] = this.#seenSpan ?? [0, 0];
		const left = Math.max(0, chart.valToPos(from, 'x'));
		const right = Math.min(width, Math.max(left + SEEN_LEAST_PX, chart.valToPos(to, 'x')));
		const isInSight = this.#seenSpan !== undefined && left < width && right > 0;
		style.display = isInSight ? 'block' : 'none';
		style.transform = `translateX(${left}px)`;
		style.width = `${right - left}px`;
	}

	#line(ctx: CanvasRenderingContext2D, x: number, {top, height}: uPlot.BBox, color: string): void {
		ctx.save();
		ctx.strokeStyle = color;
		ctx.lineWidth = 1.5 * devicePixelRatio;
		ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
		ctx.beginPath();
		ctx.moveTo(x, top);
		ctx.lineTo(x, top + height);
		ctx.stroke();
		ctx.restore();
	}
}

/** The moments between two others that are whole multiples of a step, in the zone that is shown. */
function roundMoments(min: number, max: number, step: number, isUtc: boolean): number[] {
	const offset = isUtc ? 0 : new Date(min).getTimezoneOffset() * MINUTE_MS;
	const moments: number[] = [];
	for (let at = Math.ceil((min - offset) / step) * step + offset; at <= max; at += step) moments.push(at);
	return moments;
}

/** A moment under the axis: with seconds where the next is less than a minute away, with the date where it is midnight. */
function clock(ms: number, step: number, isUtc: boolean): string {
	const time = longTime(new Date(ms).toISOString(), isUtc ? 'utc' : 'local');
	const midnight = time.slice(11, 19) === '00:00:00';
	if (step >= DAY_MS || midnight) return time.slice(0, 10);
	if (step >= MINUTE_MS) return time.slice(11, 16);
	return time.slice(11, step >= SECOND_MS ? 19 : 23);
}

const compact = new Intl.NumberFormat('en', {notation: 'compact'});
