import {describe, expect, test} from 'vitest';
import type {DaemonStatus, Loss} from '../../src/web/daemon.js';
import {Marks} from '../../src/web/marks.js';

const NOON = Date.parse('2026-11-20T12:00:00Z');

/** A look at the daemon, so many seconds after noon. */
function look(second: number, {paused = false, epoch = 'a', ...counters}: Partial<DaemonStatus['counters']> & {paused?: boolean; epoch?: string} = {}): DaemonStatus {
	return {
		version: '0', epoch, paused, now: new Date(NOON + 1000 * second).toISOString(), control: false, listeners: [],
		buffer: {messages: {used: 0, max: 1}, bytes: {used: 0, max: 1}, oldest_seq: 1, next_seq: 1},
		counters: {evicted: 0, cleared: 0, expired: 0, kernel_drops: 0, discarded_paused: 0, ...counters},
	};
}

/** An entry of the ledger, from and to so many seconds after noon. */
function loss(from: number, to: number, reason: string, count: number, more: Partial<Loss> = {}): Loss {
	return {
		from: new Date(NOON + 1000 * from).toISOString(), to: new Date(NOON + 1000 * to).toISOString(),
		source: 'udp:a', reason, count, unit: 'message', fate: 'lost', text: 'why', ...more,
	};
}

/** What is marked after these looks at the daemon and at its ledger, with seconds since noon. */
function marked(...seen: (DaemonStatus | Loss[])[]): string[] {
	const marks = new Marks();
	for (const each of seen) {
		if (Array.isArray(each)) marks.tell(each);
		else marks.look(each);
	}
	return marks.list.map(({kind, text, from, until}) => `${kind} ${(from - NOON) / 1000}-${until === undefined ? '' : (until - NOON) / 1000}: ${text}`);
}

describe('what happened to the log is marked', () => {
	test.each<[string, (DaemonStatus | Loss[])[], string[]]>([
		['nothing', [look(0), [], look(1)], []],
		['a pause, with what it cost', [look(0), look(1, {paused: true}), look(5, {discarded_paused: 1200})], ['paused 1-5: paused, 1,200 discarded']],
		['a pause that goes on', [look(0, {paused: true, discarded_paused: 7}), look(1, {paused: true, discarded_paused: 9})], ['paused 0-: paused']],
		['two pauses', [look(0), look(1, {paused: true}), look(2), look(3, {paused: true}), look(4)], ['paused 1-2: paused', 'paused 3-4: paused']],
		['a pause from before the page was opened', [look(100), [loss(10, 20, 'discarded_paused', 5)]], ['paused 10-20: paused, 5 discarded']],
		['a pause that both tell of, once', [look(0), look(10, {paused: true}), look(20, {discarded_paused: 5}), [loss(11, 19.5, 'discarded_paused', 5)]], ['paused 10-20: paused, 5 discarded']],
		['a pause that the page came into, from its beginning', [look(60, {paused: true}), [loss(10, 60, 'discarded_paused', 5)]], ['paused 10-: paused']],
		['losses, in the order in which they began', [[loss(10, 12, 'kernel_drops', 1234), loss(30, 30, 'connections_refused', 1, {unit: 'connection', fate: 'refused'})], look(40)],
			['lost 10-12: 1,234 messages lost: why (udp:a)', 'lost 30-: 1 connection refused: why (udp:a)']],
		['nothing of what others were too slow for', [[loss(10, 12, 'overtaken', 1234)]], []],
		['that a sender began anew', [[loss(10, 10, 'sender_restarted', 0, {fate: 'none', unit: 'restart', source: 'web1'})]], ['restarted 10-: web1: why']],
		['that it was cleared', [[loss(10, 10, 'cleared', 1000, {source: 'ring'})]], ['cleared 10-: 1,000 cleared']],
		['a restart, and what was told before it', [look(0), [loss(0, 1, 'kernel_drops', 5)], look(2, {epoch: 'b'}), []], ['lost 0-1: 5 messages lost: why (udp:a)', 'restarted 2-: the daemon has started anew']],
		['a pause that a restart ended', [look(0, {paused: true}), look(1, {epoch: 'b'})], ['paused 0-1: paused', 'restarted 1-: the daemon has started anew']],
	])('%s', (_name, seen, expected) => {
		expect(marked(...seen)).toEqual(expected);
	});
});
