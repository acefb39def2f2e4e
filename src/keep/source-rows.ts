import {MAX_SOURCES} from '../hub/layout.js';
import type {KeptSource} from './description.js';

/**
 * Finds for each listener the row that its counters, and the messages that came through it, have in a kept ring. A
 * listener that is new gets a row behind those of former ones: these stay, or nothing would add up. When there are no
 * more rows, it takes over one of a listener that is no longer there, with what was counted.
 *
 * @param kept Listeners of the ring.
 * @param asked How the listeners were asked for, each another; at most `MAX_SOURCES`.
 * @returns All listeners, by their rows, and the row of each that was asked for.
 */
export function sourceRows(kept: readonly KeptSource[], asked: readonly string[]): {sources: KeptSource[]; rows: number[]} {
	const sources = [...kept];
	const rows = asked.map(each => sources.findIndex(source => source.asked === each));
	for (const [i, each] of asked.entries()) {
		if (rows[i] !== -1) continue;
		const row = sources.length < MAX_SOURCES ? sources.length : sources.findIndex((_, former) => !rows.includes(former));
		sources[row] = {asked: each, name: each};
		rows[i] = row;
	}
	return {sources, rows};
}
