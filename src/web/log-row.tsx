import type {JSX} from 'preact';
import type {Marker} from './marker.js';
import {memo} from './memo.js';
import {gapOf, type Row} from './message.js';
import {RowDetails} from './row-details.js';
import type {Session} from './session.js';
import {SEVERITY_NAMES} from './severity.js';
import {StyledText} from './styled-text-view.js';
import {longTime, shortTime, type TimeStyle} from './time-text.js';

/** A line shows no more of a message; its details do. */
const MAX_LINE_CHARACTERS = 1000;
const MAX_WRAPPED_CHARACTERS = 8000;

interface LogRowProps {
	readonly row: Row;
	readonly session: Session;
	readonly index: number;
	/** Pixels from the top of the list. */
	readonly start: number;
	/** Finds what is to stand out. */
	readonly marker: Marker;
	readonly now: number;
	readonly time: TimeStyle;
	readonly wrap: boolean;
	readonly isOpened: boolean;
	readonly isCurrent: boolean;
	/** Told of the element, if its height is not that of every row. */
	readonly measure: ((element: HTMLElement | null) => void) | null;
}

/** A message, in one line or opened to all that there is about it. */
export const LogRow = memo(function LogRow(props: LogRowProps): JSX.Element {
	const {row, session, index, start, isOpened, isCurrent, wrap, marker} = props;
	const severity = SEVERITY_NAMES[row.severity] ?? 'debug';
	const isGap = gapOf(row) !== undefined;
	const text = (row.message ?? '').slice(0, wrap ? MAX_WRAPPED_CHARACTERS : MAX_LINE_CHARACTERS);
	const toggle = (): void => {
		session.toggle(row);
	};
	return (
		<article
			class={`row severity-${severity} ${isGap ? 'gap' : ''} ${isCurrent ? 'current' : ''} ${isOpened ? 'opened' : ''}`}
			data-index={index} data-seq={row.seq} ref={props.measure} style={{transform: `translateY(${start}px)`}}
			tabIndex={-1} aria-posinset={index + 1} aria-setsize={-1} aria-current={isCurrent ? 'true' : undefined}
		>
			<div
				class="line" onClick={() => {
					if (getSelection()?.isCollapsed !== false) toggle();
				}}
			>
				<button
					type="button" class="opener" aria-expanded={isOpened} aria-label={`Details of message ${row.seq ?? ''}`} tabIndex={isCurrent ? 0 : -1}
					onClick={event => {
						event.stopPropagation();
						toggle();
					}}
				>{isOpened ? '▾' : '▸'}</button>
				<time class="time" dateTime={row.received} title={longTime(row.received, props.time)}>{shortTime(row.received, props.time, props.now)}</time>
				<span class="severity">{severity}</span>
				<span class="host" title={row.hostname}>{row.hostname}</span>
				<span class="app" title={row.app_name}><b>{row.app_name}</b>{row.proc_id === undefined ? '' : `[${row.proc_id}]`}</span>
				<span class="text"><StyledText text={text} marker={marker} keepsLines={wrap} /></span>
			</div>
			{isOpened && <RowDetails row={row} session={session} marker={marker} />}
		</article>
	);
}, (before, after) => {
	if (before.time === 'relative' && before.now !== after.now) return false;
	return (Object.keys(after) as (keyof LogRowProps)[]).every(name => name === 'now' || before[name] === after[name]);
});
