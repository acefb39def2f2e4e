import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Ledger} from '../../src/losses/ledger.js';
import {LedgerMemory, MAX_ENTRIES} from '../../src/losses/ledger-memory.js';
import {LedgerReader} from '../../src/losses/ledger-reader.js';
import {Losses} from '../../src/losses/losses.js';
import {MAX_REASONS, REASON_NAMES, REASONS, type ReasonName} from '../../src/losses/reasons.js';

const NOON_US = 1.8e15;
const SECOND_US = 1e6;

/** A ledger for three sources, and what reads it through the same memory, as another thread does. */
function ledgers(): {ledger: Ledger; reader: LedgerReader} {
	const ledger = new Ledger(new LedgerMemory(3));
	return {ledger, reader: new LedgerReader(new LedgerMemory(3, ledger.memory.shared))};
}

/** Entries in short. */
function entries(reader: LedgerReader): string[] {
	return reader.page().entries.map(({reason, source, count, fromUs, toUs, fromSeq, toSeq}) =>
		`${reason} ${source}: ${count} at ${(fromUs - NOON_US) / SECOND_US}-${(toUs - NOON_US) / SECOND_US} s, ${fromSeq}-${toSeq}`);
}

/** Places in short. */
function places(reader: LedgerReader): string[] {
	return reader.places().map(({reason, source, count, seq}) => `${reason} ${source}: ${count} before ${seq}`);
}

describe('an entry', () => {
	it('goes on with what is lost within a second, for the same reason at the same source', () => {
		const {ledger, reader} = ledgers();
		ledger.record('kernel_drops', 0, 5, NOON_US, 10);
		ledger.record('kernel_drops', 1, 1, NOON_US + 0.2 * SECOND_US, 12);
		ledger.record('truncated', 0, 2, NOON_US + 0.3 * SECOND_US, 13);
		ledger.record('kernel_drops', 0, 6, NOON_US + 0.5 * SECOND_US, 20);
		ledger.record('kernel_drops', 0, 7, NOON_US + 2 * SECOND_US, 30);
		expect(entries(reader)).toEqual([
			'kernel_drops 0: 11 at 0-0.5 s, 10-20', 'kernel_drops 1: 1 at 0.2-0.2 s, 12-12', 'truncated 0: 2 at 0.3-0.3 s, 13-13',
			'kernel_drops 0: 7 at 2-2 s, 30-30',
		]);
	});

	it('goes on longer where no message came in between, as in a pause', () => {
		const {ledger, reader} = ledgers();
		for (const second of [0, 30, 60]) ledger.record('discarded_paused', 0, 1, NOON_US + second * SECOND_US, 10);
		ledger.record('discarded_paused', 0, 1, NOON_US + 62 * SECOND_US, 11);
		expect(entries(reader)).toEqual(['discarded_paused 0: 3 at 0-60 s, 10-10', 'discarded_paused 0: 1 at 62-62 s, 11-11']);
	});

	it('does not go back when the clock does', () => {
		const {ledger, reader} = ledgers();
		ledger.record('kernel_drops', 0, 1, NOON_US, 10);
		ledger.record('kernel_drops', 0, 1, NOON_US - 3600 * SECOND_US, 10);
		expect(entries(reader)).toHaveLength(2);
	});

	it('may be forgotten, but that it was is known, and the sums are whole', () => {
		const {ledger, reader} = ledgers();
		for (let i = 0; i < MAX_ENTRIES + 10; i++) ledger.record('kernel_drops', 0, 1, NOON_US + 2 * i * SECOND_US, i);
		const {entries: kept, forgotten, totals} = reader.page();
		expect([kept.length, kept[0]!.fromSeq, forgotten]).toEqual([MAX_ENTRIES, 10, 10]);
		expect(totals).toEqual([{reason: 'kernel_drops', source: 0, count: MAX_ENTRIES + 10}]);
	});
});

describe('followers are told', () => {
	it('at once, then once a second, where nobody has read yet', () => {
		const {ledger, reader} = ledgers();
		ledger.record('kernel_drops', 0, 5, NOON_US, 10);
		ledger.record('kernel_drops', 0, 6, NOON_US + 0.4 * SECOND_US, 20);
		ledger.record('kernel_drops', 0, 7, NOON_US + 0.8 * SECOND_US, 30);
		expect(places(reader)).toEqual(['kernel_drops 0: 5 before 10']);
		expect(ledger.isOwing).toBe(true);
		ledger.settle(NOON_US + 0.9 * SECOND_US, 40);
		expect(places(reader)).toEqual(['kernel_drops 0: 5 before 10']);
		ledger.settle(NOON_US + SECOND_US, 50);
		expect(places(reader)).toEqual(['kernel_drops 0: 5 before 10', 'kernel_drops 0: 13 before 50']);
		expect(ledger.isOwing).toBe(false);
	});

	it('of all that is lost before the same message in one number', () => {
		const {ledger, reader} = ledgers();
		for (const second of [0, 1, 2]) ledger.record('discarded_paused', 0, 5, NOON_US + second * SECOND_US, 10);
		expect(places(reader)).toEqual(['discarded_paused 0: 15 before 10']);
	});

	it('of everything that is to be told, to the message, whenever it is asked', () => {
		const loss = fc.record({
			reason: fc.constantFrom(...REASON_NAMES), source: fc.nat(2), count: fc.nat(9),
			waitUs: fc.nat(3 * SECOND_US), messages: fc.nat(2),
		});
		fc.assert(fc.property(fc.array(loss, {maxLength: 200}), losses => {
			const {ledger, reader} = ledgers();
			const lost = new Map<string, number>();
			let [us, seq] = [NOON_US, 1];
			for (const {reason, source, count, waitUs, messages} of losses) {
				us += waitUs;
				seq += messages;
				ledger.record(reason, source, count, us, seq);
				lost.set(`${reason} ${source}`, count + (lost.get(`${reason} ${source}`) ?? 0));
			}
			ledger.settle(us + 10 * SECOND_US, seq + 1);
			const sums = (rows: readonly {reason: ReasonName; source: number; count: number}[]): [string, number][] => {
				const by = new Map<string, number>();
				for (const {reason, source, count} of rows) by.set(`${reason} ${source}`, count + (by.get(`${reason} ${source}`) ?? 0));
				return [...by].filter(([, count]) => count > 0).sort();
			};
			const expected = [...lost].filter(([, count]) => count > 0).sort();
			const page = reader.page();
			expect(sums(page.entries)).toEqual(expected);
			expect(sums(page.totals)).toEqual(expected);
			expect(sums(reader.places())).toEqual(expected.filter(([key]) => REASONS[key.split(' ')[0] as ReasonName].isTold));
			const order = reader.places().map(place => place.seq);
			expect(order).toEqual([...order].sort((a, b) => a - b));
		}), {numRuns: 200});
	});
});

describe('both ledgers together', () => {
	it('are one list by time, with the names of sources', () => {
		const memory = new LedgerMemory(2);
		const received = new Ledger(memory);
		const losses = new Losses(memory, ['udp:a', 'udp:b'], {head: 7});
		received.record('kernel_drops', 1, 3, Date.now() * 1000 + 60 * SECOND_US, 5);
		losses.record('overtaken', 'readers', 4, 2);
		losses.record('sequence_hole', 'sender x', 2);
		const {losses: found, totals, forgotten} = losses.report();
		expect(found.map(({reason, source, fromSeq}) => `${reason} ${source} ${fromSeq}`)).toEqual(['overtaken readers 2', 'sequence_hole sender x 7', 'kernel_drops udp:b 5']);
		expect(totals.map(({source, count}) => `${source} ${count}`)).toEqual(['udp:b 3', 'readers 4', 'sender x 2']);
		expect(forgotten).toBe(0);
		expect(losses.places.map(({source, seq}) => `${source} ${seq}`)).toEqual(['udp:b 5', 'sender x 7']);
	});

	it('share a name among sources that come when there are too many', () => {
		const losses = new Losses(new LedgerMemory(1), ['a'], {head: 1});
		for (let i = 0; i < 1100; i++) losses.record('sequence_hole', `sender ${i}`, 1);
		expect(losses.report().totals.at(0)).toEqual({reason: 'sequence_hole', source: 'others', count: 77});
	});
});

it('there is room for every reason', () => {
	expect(REASON_NAMES.length).toBeLessThanOrEqual(MAX_REASONS);
});
