import {describe, expect, test} from 'vitest';
import type {DaemonStatus} from '../../src/web/daemon.js';
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

/** What is marked after these looks, with seconds since noon. */
function marked(...looks: DaemonStatus[]): string[] {
	const marks = new Marks();
	for (const each of looks) marks.look(each);
	return marks.list.map(({kind, text, from, until}) => `${kind} ${(from - NOON) / 1000}-${until === undefined ? '' : (until - NOON) / 1000}: ${text}`);
}

describe('what happened to the log is marked', () => {
	test.each<[string, DaemonStatus[], string[]]>([
		['nothing', [look(0), look(1)], []],
		['a pause, with what it cost', [look(0), look(1, {paused: true}), look(5, {discarded_paused: 1200})], ['paused 1-5: paused, 1,200 discarded']],
		['a pause that goes on', [look(0, {paused: true, discarded_paused: 7}), look(1, {paused: true, discarded_paused: 9})], ['paused 0-: paused']],
		['two pauses', [look(0), look(1, {paused: true}), look(2), look(3, {paused: true}), look(4)], ['paused 1-2: paused', 'paused 3-4: paused']],
		['losses in the kernel that follow each other, as one', [look(0, {kernel_drops: 5}), look(1, {kernel_drops: 8}), look(2, {kernel_drops: 10})], ['lost 1-2: 5 dropped by the kernel']],
		['losses that do not', [look(0), look(1, {kernel_drops: 3}), look(60, {kernel_drops: 5})], ['lost 1-: 3 dropped by the kernel', 'lost 60-: 2 dropped by the kernel']],
		['a restart, without the counters that begin anew', [look(0, {kernel_drops: 5}), look(1, {epoch: 'b', kernel_drops: 1})], ['restarted 1-: the daemon has started anew']],
		['a pause that a restart ended', [look(0, {paused: true}), look(1, {epoch: 'b'})], ['paused 0-1: paused', 'restarted 1-: the daemon has started anew']],
		['that it was cleared', [look(0), look(1, {cleared: 1000})], ['cleared 1-: 1,000 cleared']],
	])('%s', (_name, looks, expected) => {
		expect(marked(...looks)).toEqual(expected);
	});
});
