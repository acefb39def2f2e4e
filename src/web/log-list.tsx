import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useRef} from 'preact/hooks';
import {LogRow} from './log-row.js';
import {useChanges} from './observable.js';
import {Marker} from './marker.js';
import {MAX_ROWS} from './rows.js';
import type {Session} from './session.js';
import {shortTime} from './time-text.js';
import {useVirtualList} from './virtual-list.js';

/** Distance from an end at which more is asked for, in rows. */
const NEAR_ROWS = 60;
/** This close to the last row counts as being there, in pixels. */
const AT_END_PX = 4;
/** Scrolling this soon after a wheel, a finger or a key is the user's own. */
const INTENT_MS = 700;
const ROW_HEIGHT_PX = 22;
const NARROW_ROW_HEIGHT_PX = 46;

/** The messages. */
export function LogList({session}: {readonly session: Session}): JSX.Element {
	const {log, view} = session;
	useChanges(log, view, session);
	const scroller = useRef<HTMLDivElement>(null);
	const intent = useRef(-Infinity);
	const isDragging = useRef(false);
	const shownOpenings = useRef(0);
	const shownAt = useRef<string | undefined>(undefined);
	const focused = useRef<string | undefined>(undefined);
	// As they are drawn: when an effect runs, they may have moved on.
	const {rows, openings} = log;
	const {current} = session;
	const {state} = view;
	const isNarrow = matchMedia('(max-width: 44rem)').matches;
	const list = useVirtualList({rows, scroller, isFollowing: log.isFollowing, rowHeight: isNarrow ? NARROW_ROW_HEIGHT_PX : ROW_HEIGHT_PX});
	const marker = useMemo(() => new Marker([state.q, state.highlight]), [state.q, state.highlight]);
	const items = list.getVirtualItems();
	const now = Date.now();
	const timeWidth = Math.max(12, ...items.map(({index}) => shortTime(rows[index]!.received, state.time, now).length));

	useLayoutEffect(() => {
		if (log.isFollowing) list.scrollToEnd();
	});
	// Sizes that were measured are of no use for another width of lines.
	useLayoutEffect(() => {
		list.measure();
	}, [state.wrap, isNarrow, Math.floor((rows.at(-1)?.seq ?? 0) / MAX_ROWS)]);
	// Once for each row that the keyboard moves to, so that scrolling away from it is possible.
	useEffect(() => {
		if (current === shownAt.current && openings === shownOpenings.current) return;
		const index = current === undefined ? -1 : rows.findIndex(({key}) => key === current);
		if (index === -1 && current !== undefined) return;
		shownAt.current = current;
		// Opened anew, it is shown among its neighbours.
		const isOpening = openings !== shownOpenings.current;
		shownOpenings.current = openings;
		if (index === -1) return;
		const isVisible = !isOpening && items.some(item => item.index === index && item.start >= (scroller.current?.scrollTop ?? 0) && item.end <= (scroller.current?.scrollTop ?? 0) + (scroller.current?.clientHeight ?? 0));
		if (isVisible) return;
		// This scrolling is ours: should it end at the last row, nobody has asked to follow, and to leave this row.
		intent.current = -Infinity;
		list.scrollToIndex(index, {align: 'center'});
	});

	// After each drawing, for only then is known what is in sight.
	useEffect(() => {
		const [first] = items;
		const last = items.at(-1);
		if (log.isFollowing || first === undefined || last === undefined) return;
		if (first.index < NEAR_ROWS) void log.older();
		if (last.index >= rows.length - NEAR_ROWS) void log.newer();
	});

	useEffect(() => {
		const {scrollTop = 0, clientHeight = 0} = scroller.current ?? {};
		const times = items.filter(({start, end}) => end > scrollTop && start < scrollTop + clientHeight).map(({index}) => Date.parse(rows[index]!.received));
		session.seen.span = times.length === 0 ? undefined : [Math.min(...times), Math.max(...times)];
	});

	// Screen readers read the row that the keyboard has moved to.
	useEffect(() => {
		const row = scroller.current?.querySelector<HTMLElement>('.row.current');
		if (row === null || row === undefined || focused.current === current) return;
		focused.current = current;
		const {activeElement} = document;
		if (activeElement === document.body || activeElement === scroller.current || activeElement?.classList.contains('row') === true) row.focus({preventScroll: true});
	});

	const mean = (): void => {
		intent.current = performance.now();
	};
	const scrolled = (): void => {
		const {current: element} = scroller;
		if (element === null) return;
		const isMeant = isDragging.current || performance.now() - intent.current < INTENT_MS;
		const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END_PX;
		if (isMeant && !isAtEnd) log.follow(false);
		if (isMeant && isAtEnd && log.isAtEnd && !log.isFollowing) void session.follow(true);
	};

	return (
		<div
			class={`list ${state.wrap ? 'wrapped' : ''}`} ref={scroller} tabIndex={0} role={rows.length > 0 ? 'feed' : 'group'} aria-label="Messages" aria-busy={log.connection === 'loading'}
			onScroll={scrolled} onWheel={mean} onTouchMove={mean} onKeyDown={mean}
			onPointerDown={({target}) => {
				isDragging.current = target === scroller.current;
			}}
			onPointerUp={() => {
				isDragging.current = false;
			}}
		>
			<div class="rows" style={{'height': `${list.getTotalSize()}px`, '--time-width': `${timeWidth}ch`}}>
				{items.map(({index, key, start}) => {
					const row = rows[index]!;
					const isOpened = session.isOpened(row.key);
					return (
						<LogRow
							key={key} row={row} session={session} index={index} start={start} marker={marker} now={now} time={state.time} wrap={state.wrap}
							isOpened={isOpened} isCurrent={current === row.key}
							// Rows of one line are known; a row that is measured is remembered.
							measure={isOpened || state.wrap || isNarrow ? list.measureElement : null}
						/>
					);
				})}
			</div>
		</div>
	);
}
