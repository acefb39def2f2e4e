import type {JSX} from 'preact';
import {useChanges} from './observable.js';
import {joined, patternQuery, withCondition} from './query-text.js';
import type {Session} from './session.js';
import {hasSeverity, SEVERITY_NAMES} from './severity.js';
import type {Value} from './summary.js';
import {clockTime, spanText} from './time-text.js';

const MIB = 1024 * 1024;
const PERCENT = 100;
const MARKS = 8;

/** Who writes, what is said, and how full the ring is. Whatever is pressed becomes a part of the query. */
export function SidePanel({session}: {readonly session: Session}): JSX.Element {
	const {summary, view, timeline, marks, status} = session;
	useChanges(summary, view, timeline, marks);
	const totals = timeline.totals.map((count, severity) => hasSeverity(view.state.severities, severity) ? count : 0);
	const all = totals.reduce((sum, count) => sum + count, 0);
	const severities = SEVERITY_NAMES.map((value, severity): Value => ({value, count: totals[severity]!, share: all === 0 ? 0 : totals[severity]! / all})).filter(({count}) => count > 0);
	return (
		<aside class={`panel ${summary.isCounting || timeline.isCounting ? 'counting' : ''}`} aria-label="Summary">
			<button type="button" class="close" aria-label="Close the summary" onClick={() => {
				session.setPanel(false);
			}}>×</button>
			<h2>Ring</h2>
			{summary.error !== '' && <p class="failed">Not counted: {summary.error}.</p>}
			<dl>
				<dt>Rate</dt><dd>{rateText(session.rate)}</dd>
				{status?.buffer.oldest !== undefined && <><dt>Reaches back</dt><dd>{spanText(Date.parse(status.now) - Date.parse(status.buffer.oldest))}</dd></>}
				{summary.stats?.reach_text != null && status?.buffer.oldest !== undefined && status.counters.evicted + status.counters.expired === 0 && (
					<><dt>When full</dt><dd title="how far back it will reach if messages go on to come in as now">{summary.stats.reach_text}</dd></>
				)}
				{status !== undefined && (
					<>
						<dt>Held</dt><dd>{status.buffer.messages.used.toLocaleString()}</dd>
						<dt>Memory</dt><dd>{mebibytes(status.buffer.bytes.used)} of {mebibytes(status.buffer.bytes.max)} MiB</dd>
						<dt>Forgotten</dt><dd>{(status.counters.evicted + status.counters.cleared + status.counters.expired).toLocaleString()}</dd>
					</>
				)}
			</dl>
			<Happened session={session} />
			<Values title="Severities" field="severity" values={severities} session={session} />
			<Values title="Programs" field="app_name" values={summary.apps} session={session} />
			<Values title="Hosts" field="hostname" values={summary.hosts} session={session} />
			<h2>Patterns</h2>
			{summary.patterns.length === 0 && <p class="none">{summary.isCounting ? 'counting…' : 'nothing yet'}</p>}
			<ul class="values patterns">
				{summary.patterns.map(({pattern, count, severity_worst: severity, example}) => (
					<li key={pattern} class={`severity-${severity}`}>
						<button type="button" class="value" title={example} onClick={() => {
							session.search({q: joined(view.state.q, patternQuery(pattern))});
						}}><span>{pattern}</span>{' '}<small>{count.toLocaleString()}</small></button>
					</li>
				))}
			</ul>
		</aside>
	);
}

/** Pauses, losses and restarts, the last first. */
function Happened({session}: {readonly session: Session}): JSX.Element | null {
	const {marks, view} = session;
	if (marks.list.length === 0) return null;
	return (
		<>
			<h2>What happened</h2>
			<ul class="values happened">
				{marks.list.slice(-MARKS).reverse().map(mark => (
					<li key={`${mark.kind} ${mark.from}`} class={mark.kind}>
						<button type="button" class="value" title="Show this moment" onClick={() => {
							void session.showMoment(mark.from);
						}}><span>{mark.text}</span>{' '}<small>{clockTime(mark.from, view.state.time)}</small></button>
					</li>
				))}
			</ul>
		</>
	);
}

function Values({title, field, values, session}: {readonly title: string; readonly field: string; readonly values: readonly Value[]; readonly session: Session}): JSX.Element {
	const filter = (value: string, isWanted: boolean) => (): void => {
		session.search({q: withCondition(session.view.state.q, field, value, isWanted)});
	};
	return (
		<>
			<h2>{title}</h2>
			{values.length === 0 && <p class="none">nothing yet</p>}
			<ul class="values">
				{values.map(({value, count, share}) => (
					<li key={value} class={field === 'severity' ? `severity-${value}` : ''}>
						<i class="share" style={{width: `${share * PERCENT}%`}} aria-hidden="true" />
						<button type="button" class="value" title={`Only ${value}`} onClick={filter(value, true)}>
							<span>{value}</span>{' '}<small>{count.toLocaleString()} · {(share * PERCENT).toFixed(share < 0.1 ? 1 : 0)} %</small>
						</button>
						<button type="button" class="without" title={`Without ${value}`} aria-label={`Without ${value}`} onClick={filter(value, false)}>−</button>
					</li>
				))}
			</ul>
		</>
	);
}

function mebibytes(bytes: number): string {
	const size = bytes / MIB;
	return size.toFixed(size < 10 ? 1 : 0);
}

function rateText(rate: number): string {
	return `${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString()} / s`;
}
