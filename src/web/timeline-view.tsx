import 'uplot/dist/uPlot.min.css';
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {useChanges} from './observable.js';
import type {Session} from './session.js';
import {hasSeverity, SEVERITY_NAMES} from './severity.js';
import {longTime, spanText} from './time-text.js';
import {TimeRange} from './time-range.js';
import {timeParameter} from './timeline.js';
import {TimelineChart} from './timeline-chart.js';

/** The picture of the ring, to drag a time range in. */
export function TimelineView({session}: {readonly session: Session}): JSX.Element {
	const {timeline, view, status} = session;
	useChanges(timeline, view);
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
		const made = new TimelineChart(element, timeline, view.state.severities, isUtc, {
			zoom: (from, to) => {
				session.search({since: timeParameter(from), until: timeParameter(to)});
			},
			point: setBar,
		});
		chart.current = made;
		const observer = new ResizeObserver(() => {
			made.resize(element.clientWidth, element.clientHeight);
		});
		observer.observe(element);
		return () => {
			observer.disconnect();
			made.close();
			chart.current = undefined;
		};
	}, [isUtc, theme]);
	useEffect(() => {
		chart.current?.draw(severities);
	});

	const {edge, marks} = timeline;
	const bars = timeline.bars.map((counts, severity) => hasSeverity(severities, severity) ? counts : counts.map(() => 0));
	const totals = bars.map(counts => counts.reduce((sum, count) => sum + count, 0));
	const total = totals.reduce((sum, count) => sum + count, 0);
	const parts = SEVERITY_NAMES.filter((_, severity) => totals[severity]! > 0).map(name => `${totals[SEVERITY_NAMES.indexOf(name)]!.toLocaleString()} ${name}`);
	const forgotten = (status?.counters.evicted ?? 0) + (status?.counters.cleared ?? 0);
	return (
		<section class={`timeline ${timeline.to === 0 ? 'uncounted' : ''}`} aria-label="Messages over time">
			<div class="chart" ref={parent} role="img" aria-label={`${total.toLocaleString()} messages: ${parts.join(', ')}`} />
			<div class="under-chart"><p class="chart-text">
				{bar !== undefined && timeline.bars[0]![bar] !== undefined
					? <><b>{longTime(timeParameter(timeline.from + bar * timeline.width), time).replace(/\.000/, '')}</b>, {spanText(timeline.width)}: {barText(bars, bar)}</>
					: <><b>{total.toLocaleString()}</b> {total === 1 ? 'message' : 'messages'}
						{since === '' && until === '' && edge !== undefined && <> · the ring reaches back {spanText(Date.now() - edge)}; {forgotten.toLocaleString()} before that are forgotten</>}
						{marks.slice(-1).map(mark => <span key={mark.from}> · {longTime(timeParameter(mark.from), time).slice(11, 19)} {mark.text}</span>)}</>}
			</p>
			{(since !== '' || until !== '') && <button type="button" class="whole" onClick={() => {
				session.search({since: '', until: ''});
			}}>Whole ring</button>}
			<TimeRange session={session} /></div>
		</section>
	);
}

function barText(bars: readonly (readonly number[])[], bar: number): string {
	const parts = SEVERITY_NAMES.map((name, severity) => ({name, count: bars[severity]![bar]!})).filter(({count}) => count > 0);
	return parts.length === 0 ? 'nothing' : parts.map(({name, count}) => `${count.toLocaleString()} ${name}`).join(', ');
}
