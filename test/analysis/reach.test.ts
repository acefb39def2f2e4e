import {describe, expect, test} from 'vitest';
import {reachOf, reachSentence, type RingState} from '../../src/analysis/reach.js';
import {Top} from '../../src/analysis/top.js';
import {chunkOf} from '../formatter/chunk-of.js';
import {CONTEXT, fed} from './fed.js';

const NOW_US = 1.8e15;
const ago = (seconds: number): number => NOW_US - seconds * 1e6;

/** Ten messages of 200 bytes a second for an hour, in a ring that has room for much more. */
const STEADY: RingState = {
	held: {messages: 36_000, bytes: 7_200_000},
	storedBytes: 7_200_000,
	storedShare: 1,
	capacity: {messages: 1e6, bytes: 7_200_000 * 2},
	oldestUs: ago(3600),
	nowUs: NOW_US,
	lastMinute: {messages: 600, bytes: 120_000},
	lastTenSeconds: {messages: 100, bytes: 20_000},
};
const EMPTY = {messages: 0, bytes: 0};

describe('how far back the ring reaches', () => {
	test('follows from the rate of the last minute and the bound that is reached first', () => {
		expect(reachOf(STEADY)).toEqual({
			rate_60s: {messages_per_second: 10, bytes_per_second: 2000},
			rate_10s: {messages_per_second: 10, bytes_per_second: 2000},
			held_seconds: 3600,
			reach_seconds: 7200,
			reach_text: '2 hours',
			bound_by: 'bytes',
			rate_over_seconds: 60,
		});
		expect(reachOf({...STEADY, capacity: {messages: 1000, bytes: 1e9}})).toMatchObject({reach_seconds: 100, bound_by: 'messages'});
	});

	test('is as many times further as old messages are smaller', () => {
		expect(reachOf({...STEADY, storedBytes: 900_000, storedShare: 0.1})).toMatchObject({reach_seconds: 72_000, bound_by: 'bytes', held_seconds: 3600});
	});

	test.each<[string, Partial<RingState>, object]>([
		['an empty ring', {held: EMPTY, oldestUs: undefined, lastMinute: EMPTY, lastTenSeconds: EMPTY}, {
			held_seconds: 0, reach_seconds: null, reach_text: 'unknown: no messages yet', bound_by: null, rate_60s: {messages_per_second: 0, bytes_per_second: 0},
		}],
		['a quiet minute', {lastMinute: EMPTY, lastTenSeconds: EMPTY}, {reach_seconds: 7200, rate_over_seconds: 3600, rate_60s: {messages_per_second: 0, bytes_per_second: 0}}],
		['a ring that is 20 seconds old', {
			held: {messages: 2000, bytes: 400_000}, oldestUs: ago(20), lastMinute: {messages: 2000, bytes: 400_000}, lastTenSeconds: {messages: 1000, bytes: 200_000},
		}, {reach_seconds: 720, rate_over_seconds: 20, rate_60s: {messages_per_second: 100, bytes_per_second: 20_000}, rate_10s: {messages_per_second: 100, bytes_per_second: 20_000}}],
		['a single message, just received', {
			held: {messages: 1, bytes: 200}, oldestUs: ago(0), lastMinute: {messages: 1, bytes: 200}, lastTenSeconds: {messages: 1, bytes: 200},
		}, {reach_seconds: 72_000, rate_over_seconds: 1}],
		['a flood that fills the ring in half a second', {
			held: STEADY.capacity, oldestUs: ago(0.5), lastMinute: STEADY.capacity, lastTenSeconds: STEADY.capacity,
		}, {reach_seconds: 0.5, reach_text: 'less than a second', rate_over_seconds: 0.5}],
		['a clock set back', {oldestUs: ago(-100)}, {held_seconds: 0, rate_over_seconds: 1}],
	])('is told for %s', (_name, state, expected) => {
		expect(reachOf({...STEADY, ...state})).toMatchObject(expected);
	});

	test('is a sentence with the program that uses most', () => {
		const messages = Array.from({length: 61}, () => '<13>1 - - sshd - - -').concat(Array.from({length: 39}, () => '<13>1 - - cron - - -'));
		const top = fed(new Top({name: 'app_name'}, CONTEXT), chunkOf(messages)).result(1, 'bytes');
		expect(reachSentence(reachOf({...STEADY, capacity: {messages: 1e6, bytes: 2000 * 2220}}), top)).toBe('37 minutes; sshd uses 61 %');
		expect(reachSentence(reachOf(STEADY), new Top({name: 'app_name'}, CONTEXT).result())).toBe('2 hours');
		expect(reachSentence(reachOf({...STEADY, held: EMPTY}), top)).toBe('unknown: no messages yet');
	});
});
