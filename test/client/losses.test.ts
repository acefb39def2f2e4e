import {expect, test} from 'vitest';
import {lossesOf, lossesTable} from '../../src/client/losses.js';
import type {Counters, Status} from '../../src/client/status.js';

const none: Counters = {
	received: 9, received_bytes: 900, stored: 9, stored_bytes: 900, discarded_paused: 0, discarded_empty: 0, discarded_not_allowed: 0, discarded_rate_limited: 0,
	truncated: 0, unparsed: 1, kernel_drops: 0, connections: 2, connections_refused: 0, connections_not_allowed: 0, connections_cut: 0, receive_errors: 0,
};

/** A daemon with these sources, and so many messages missed by followers. */
function status(sources: readonly Partial<Counters>[], missed = 0): Status {
	return {
		sources: sources.map((counters, i) => ({...none, ...counters, name: `udp:127.0.0.1:${514 + i}`})),
		followers: {current: 0, total: 1, gaps: 1, messages_lost: missed},
	} as unknown as Status;
}

test('each source and reason with a loss is named, and no other', () => {
	expect(lossesOf(status([{kernel_drops: 3, truncated: 1}, {}, {discarded_paused: 7}], 20))).toEqual([
		{source: 'udp:127.0.0.1:514', reason: 'kernel_drops', count: 3},
		{source: 'udp:127.0.0.1:514', reason: 'truncated', count: 1},
		{source: 'udp:127.0.0.1:516', reason: 'discarded_paused', count: 7},
		{source: 'followers', reason: 'messages_lost', count: 20},
	]);
});

test('every counter of a loss counts', () => {
	const reasons = ['discarded_paused', 'kernel_drops', 'discarded_empty', 'truncated', 'connections_refused', 'receive_errors'];
	for (const reason of reasons) expect(lossesOf(status([{[reason]: 2}]))).toEqual([{source: 'udp:127.0.0.1:514', reason, count: 2}]);
});

test('people see a table', () => {
	expect(lossesTable(lossesOf(status([{kernel_drops: 1234, truncated: 1}], 20)), 80)).toBe(`SOURCE             COUNT  REASON
udp:127.0.0.1:514  1,234  dropped by the kernel
udp:127.0.0.1:514      1  cut short
followers             20  missed by slow readers
`);
});

test('where nothing was lost they are told so', () => {
	expect(lossesTable(lossesOf(status([{}])), 80)).toBe('nothing lost\n');
});
