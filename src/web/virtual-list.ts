import {elementScroll, observeElementOffset, observeElementRect, Virtualizer} from '@tanstack/virtual-core';
import type {RefObject} from 'preact';
import {useCallback, useLayoutEffect, useState} from 'preact/hooks';

/** What the list shows. */
export interface VirtualListOptions {
	/** Rows by their keys; a new array whenever they change. */
	readonly rows: readonly {readonly key: string}[];
	readonly scroller: RefObject<HTMLElement | null>;
	/** Whether the end of the list stays in sight when a row grows; else its beginning stays where it is. */
	readonly isFollowing: boolean;
	/** Height of a row that has not been measured, in pixels. */
	readonly rowHeight: number;
}

/** Rows beyond the visible ones, so that scrolling shows no empty space. */
const OVERSCAN = 12;

/** Shows as many rows as can be seen. What is seen stays where it is when rows are added or removed before it. */
export function useVirtualList({rows, scroller, isFollowing, rowHeight}: VirtualListOptions): Virtualizer<HTMLElement, HTMLElement> {
	const [, draw] = useState(0);
	// A new function for new rows: that is how the virtualizer learns of them.
	const getItemKey = useCallback((index: number) => rows[index]!.key, [rows]);
	const options = {
		count: rows.length,
		getItemKey,
		getScrollElement: () => scroller.current,
		estimateSize: () => rowHeight,
		overscan: OVERSCAN,
		anchorTo: 'end' as const,
		// No distance is less than none.
		scrollEndThreshold: isFollowing ? 1 : -1,
		scrollToFn: elementScroll,
		observeElementRect,
		observeElementOffset,
		onChange: () => {
			draw(count => count + 1);
		},
	};
	const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
	virtualizer.setOptions(options);
	useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
	useLayoutEffect(() => {
		virtualizer._willUpdate();
	});
	return virtualizer;
}
