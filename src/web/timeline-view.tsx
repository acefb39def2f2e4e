import 'uplot/dist/uPlot.min.css';
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Mark} from './marks.js';
import {useChanges} from './observable.js';
import type {Session} from './session.js';
import {hasSeverity, SEVERITY_NAMES} from './severity.js';
import {clockTime, longTime, spanText, type TimeStyle} from './time-text.js';
import {TimeRange} from './time-range.js';
import {timeParameter} from './timeline.js';
import {TimelineChart} from './timeline-chart.js';
import {listenToGestures} from './timeline-gestures.js';

/** The picture of the ring, to draw a time range in. */
export function TimelineView({session}: {readonly session: Session}): JSX.Element {
	const {timeline, view, marks, seen} = session;
	useChanges(timeline, view, marks);
	const parent = useRef<HTMLDivElement>(null);
	const chart = useRef<TimelineChart | undefined>(undefined);
	const [bar, setBar] = useState<number | undefined>(undefined);
	const [theme, setTheme] = useState(0);
	const {since, until, time, severities} = view.state;
	const isUtc = time === 'utc';

	useEffect(() => {
		const query = matchMedia('(prefers-color-scheme: dark)');
		const turn = (): void => {
			setTheme(count => count + 1);
		};
		query.addEventListener('change', turn);
		return () => {
			query.removeEventListener('change', turn);
		};
	}, []);
	useEffect(() => {
		const {current: element} = parent;
		if (element === null) return undefined;
		const zoom = (from: number, to: number): void => {
			session.zoom(from, view.state.until === '' && to >= made.end ? Infinity : to);
		};
		const made = new TimelineChart(element, timeline, view.state.severities, isUtc, {
			zoom,
			point: setBar,
		});
		chart.current = made;
		const ends = [
			listenToGestures(made, {
				zoom: span => {
					zoom(...span);
				},
				press: moment => {
					// Of what is seen, a bar is the smallest: whoever presses one wants all of it.
					void session.showMoment(timeline.startOf(moment));
				},
			}),
			seen.subscribe(() => {
				made.see(seen.span);
			}),
		];
		made.see(seen.span);
		const observer = new ResizeObserver(() => {
			made.resize(element.clientWidth, element.clientHeight);
		});
		observer.observe(element);
		return () => {
			observer.disconnect();
			for (const end of ends) end();
			made.close();
			chart.current = undefined;
		};
	}, [isUtc, theme]);
	// Not with every message that comes: drawing takes longer than all else here.
	useEffect(() => {
		chart.current?.draw(severities, marks.list);
	}, [timeline.bars, timeline.from, timeline.to, timeline.edge, marks.list, severities, isUtc, theme]);

	const bars = timeline.bars.map((counts, severity) => hasSeverity(severities, severity) ? counts : counts.map(() => 0));
	const totals = bars.map(counts => counts.reduce((sum, count) => sum + count, 0));
	const total = totals.reduce((sum, count) => sum + count, 0);
	const parts = SEVERITY_NAMES.filter((_, severity) => totals[severity]! > 0).map(name => `${totals[SEVERITY_NAMES.indexOf(name)]!.toLocaleString()} ${name}`);
	const pointed = bar !== undefined && timeline.bars[0]![bar] !== undefined ? bar : undefined;
	return (
		<section class={`timeline ${timeline.to === 0 ? 'uncounted' : ''} ${timeline.isCounting ? 'counting' : ''}`} aria-label="Messages over time">
			<div class="chart" ref={parent} role="img" aria-label={`${total.toLocaleString()} messages: ${parts.join(', ')}`} />
			<div class="under-chart">
				<p class="chart-text">
					{pointed === undefined ? <Totals session={session} total={total} /> : <Bar session={session} bars={bars} bar={pointed} />}
				</p>
				{(since !== '' || until !== '') && <ZoomButtons session={session} />}
				<TimeRange session={session} />
			</div>
		</section>
	);
}

/** What is to be known about all of the picture. */
function Totals({session, total}: {readonly session: Session; readonly total: number}): JSX.Element {
	const {timeline: {edge, error, isCounting, to}, log, marks, view: {state: {since, until, time}}, status} = session;
	if (log.hasNothing) return <>Not counted</>;
	if (error !== '') return <span class="failed">Not counted: {error}.</span>;
	if (isCounting || to === 0) return <>Counting…</>;
	const forgotten = (status?.counters.evicted ?? 0) + (status?.counters.cleared ?? 0) + (status?.counters.expired ?? 0);
	return (
		<>
			<b>{total.toLocaleString()}</b> {total === 1 ? 'message' : 'messages'}
			{since === '' && until === '' && edge !== undefined && <> · the ring reaches back {spanText(Date.now() - edge)}; {forgotten.toLocaleString()} before that are forgotten</>}
			{marks.list.slice(-1).map(mark => <span key={mark.from}> · {markText(mark, time)}</span>)}
		</>
	);
}

/** What is in the bar that is pointed to, and what happened then. */
function Bar({session: {timeline, marks, view: {state: {time}}}, bars, bar}: {readonly session: Session; readonly bars: readonly (readonly number[])[]; readonly bar: number}): JSX.Element {
	const {width} = timeline;
	const from = timeline.from + bar * width;
	const parts = SEVERITY_NAMES.map((name, severity) => ({name, count: bars[severity]![bar]!})).filter(({count}) => count > 0);
	const happened = marks.list.filter(mark => mark.from < from + width && (mark.until ?? (mark.kind === 'paused' ? Infinity : mark.from)) >= from);
	return (
		<>
			<b>{longTime(timeParameter(from), time).replace(/\.000/, '')}</b>, {spanText(width)}: {parts.length === 0 ? 'nothing' : parts.map(({name, count}) => `${count.toLocaleString()} ${name}`).join(', ')}
			{happened.map(mark => <span key={mark.from}> · {markText(mark, time)}</span>)}
		</>
	);
}

/** The same as gestures in the picture, for keyboard and mouse. */
function ZoomButtons({session}: {readonly session: Session}): JSX.Element {
	const move = (shift: number, wider: number) => (): void => {
		const {from, to} = session.timeline;
		const span = Math.max(1, to - from);
		session.zoom(from + shift * span - wider * span, to + shift * span + wider * span);
	};
	return (
		<span class="joined zoom">
			<button type="button" aria-label="Earlier" title="Earlier" onClick={move(-0.5, 0)}>‹</button>
			<button type="button" aria-label="Wider" title="Wider" onClick={move(0, 0.5)}>−</button>
			<button type="button" aria-label="Later" title="Later" onClick={move(0.5, 0)}>›</button>
			<button type="button" onClick={() => {
				session.search({since: '', until: ''});
			}}>Whole ring</button>
		</span>
	);
}

function markText({from, text}: Mark, style: TimeStyle): string {
	return `${clockTime(from, style)} ${text}`;
}
