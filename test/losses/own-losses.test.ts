import {expect, test} from 'vitest';
import type {LedgerEntry} from '../../src/losses/ledger-reader.js';
import {OwnLosses} from '../../src/losses/own-losses.js';

const PAUSE: LedgerEntry = {reason: 'discarded_paused', source: 0, count: 10, fromUs: 1, toUs: 2, fromSeq: 100_000, toSeq: 100_000};

test('what the daemon has thrown away itself explains what is missing there, once', () => {
	const own = new OwnLosses(() => [PAUSE]);
	expect(own.explain(0, 6, 99_999, 100_000)).toBe(6);
	expect(own.explain(0, 6, 99_998, 100_001)).toBe(4);
	expect(own.explain(0, 6, 99_998, 100_002)).toBe(0);
});

test('it explains nothing of another listener, nor of another time', () => {
	const own = new OwnLosses(() => [PAUSE]);
	expect(own.explain(1, 6, 99_999, 100_000)).toBe(0);
	expect(own.explain(0, 6, 99_998, 99_999)).toBe(0);
	expect(own.explain(0, 6, 100_000, 100_001)).toBe(0);
});

test('what the kernel has dropped is known only when the socket has been read empty', () => {
	const own = new OwnLosses(() => [{...PAUSE, reason: 'kernel_drops'}]);
	expect(own.explain(0, 6, 98_000, 98_001)).toBe(6);
	expect(own.explain(0, 6, 102_000, 102_001)).toBe(4);
	expect(own.explain(0, 6, 1000, 2000)).toBe(0);
});

test('what is only cut is not missing', () => {
	expect(new OwnLosses(() => [{...PAUSE, reason: 'truncated'}]).explain(0, 6, 99_999, 100_000)).toBe(0);
});

test('what comes later is known after it was told to forget', () => {
	let entries: LedgerEntry[] = [];
	const own = new OwnLosses(() => entries);
	expect(own.explain(0, 1, 99_999, 100_000)).toBe(0);
	entries = [PAUSE];
	own.forget();
	expect(own.explain(0, 1, 99_999, 100_000)).toBe(1);
});
