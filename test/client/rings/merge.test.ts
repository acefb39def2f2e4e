import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Output} from '../../../src/client/output.js';
import type {Lane} from '../../../src/client/rings/lane.js';
import {HOLD_MS, Merge, type MergeOptions} from '../../../src/client/rings/merge.js';
import {NO_MARK, originMark} from '../../../src/client/rings/origin-mark.js';

const DUMP: MergeOptions = {isReverse: false, isZero: false, patienceMs: Infinity};

/** Keeps what is written, and has no room as long as it is told so. */
class Kept implements Output {
	text = '';
	hasRoom = true;
	#drained: (() => void)[] = [];

	write(bytes: Buffer, then?: () => void): boolean {
		this.text += bytes.toString('latin1');
		if (this.hasRoom) then?.();
		else if (then) this.#drained.push(then);
		return this.hasRoom;
	}

	whenDrained(then: () => void): void {
		this.#drained.push(then);
	}

	drain(): void {
		this.hasRoom = true;
		for (const then of this.#drained.splice(0)) then();
	}
}

const record = (receivedUs: number, text: string): Buffer => Buffer.from(`${receivedUs} ${text.length + 1} ${text}\n`);

function setUp(lanes: number, options: MergeOptions = DUMP, hasHead = false): {output: Kept; merge: Merge; lanes: Lane[]} {
	const output = new Kept();
	const merge = new Merge(output, options);
	return {
		output, merge,
		lanes: Array.from({length: lanes}, () => merge.lane({name: 'x', mark: NO_MARK, hasHead}, () => undefined)),
	};
}

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('what is there', () => {
	test.each([false, true])('is merged exactly, whatever comes when (newest first: %j)', async isReverse => {
		const times = fc.array(fc.integer({min: 1, max: 50}), {maxLength: 30}).map(all => all.sort((a, b) => isReverse ? b - a : a - b));
		await fc.assert(fc.asyncProperty(fc.array(times, {minLength: 1, maxLength: 4}), fc.infiniteStream(fc.nat()), async (all, choices) => {
			const {output, merge, lanes} = setUp(all.length, {...DUMP, isReverse});
			const left = all.map((own, lane) => own.map((time, i) => record(time, `${time}/${lane}/${i}`)));
			while (left.some(own => own.length > 0)) {
				const open = left.flatMap((own, lane) => own.length > 0 ? [lane] : []);
				const lane = open[choices.next().value! % open.length]!;
				lanes[lane]!.write(left[lane]!.shift()!);
			}
			for (const lane of lanes) lane.end();
			await merge.finished();
			const printed = output.text.split('\n').slice(0, -1).map(line => line.split('/').map(Number));
			expect(printed).toHaveLength(all.flat().length);
			const sorted = [...printed].sort(([a, l, i], [b, m, j]) =>
				(isReverse ? b! - a! : a! - b!) || (isReverse ? m! - l! : l! - m!) || i! - j!);
			expect(printed).toEqual(sorted);
		}));
	});

	test('waits for a lane that is behind as long as it takes', () => {
		const {output, lanes: [a, b]} = setUp(2);
		a!.write(record(5, 'a'));
		vi.advanceTimersByTime(3_600_000);
		expect(output.text).toBe('');
		b!.write(record(3, 'b'));
		expect(output.text).toBe('b\n');
		b!.end();
		expect(output.text).toBe('b\na\n');
	});

	test('waits no longer than there is patience', () => {
		const {output, lanes: [a]} = setUp(2, {...DUMP, patienceMs: 10_000});
		a!.write(record(5, 'a'));
		vi.advanceTimersByTime(9000);
		expect(output.text).toBe('');
		vi.advanceTimersByTime(1001);
		expect(output.text).toBe('a\n');
	});
});

describe('what comes', () => {
	test('waits for older records of others, and no longer', () => {
		const {output, lanes: [a, b, c]} = setUp(3);
		for (const lane of [a, b, c]) lane!.catchUp();
		a!.write(record(20, 'a'));
		vi.advanceTimersByTime(HOLD_MS - 1);
		b!.write(record(10, 'b'));
		expect(output.text).toBe('');
		vi.advanceTimersByTime(2);
		// All that is older than what has waited long enough goes before it.
		expect(output.text).toBe('b\na\n');
	});

	test('goes on at once where each lane has something', () => {
		const {output, lanes: [a, b]} = setUp(2);
		for (const lane of [a, b]) lane!.catchUp();
		a!.write(Buffer.concat([record(1, 'a'), record(3, 'a')]));
		b!.write(Buffer.concat([record(2, 'b'), record(4, 'b')]));
		expect(output.text).toBe('a\nb\na\n');
		vi.advanceTimersByTime(HOLD_MS + 1);
		expect(output.text).toBe('a\nb\na\nb\n');
	});

	test('does not wait for a lane that has ended', () => {
		const {output, lanes: [a, b]} = setUp(2);
		b!.end();
		a!.write(record(1, 'a'));
		expect(output.text).toBe('a\n');
	});

	test('does not depend on how clocks of hosts differ from ours', () => {
		const {output, lanes: [a, b]} = setUp(2);
		for (const lane of [a, b]) lane!.catchUp();
		a!.write(record(2 ** 52, 'from the future'));
		vi.advanceTimersByTime(HOLD_MS + 1);
		expect(output.text).toBe('from the future\n');
	});
});

describe('what is no message', () => {
	test('stays before the message that it came before', () => {
		const {output, lanes: [a, b]} = setUp(2);
		a!.write(Buffer.concat([record(1, 'a1'), record(0, '--'), record(9, 'a9')]));
		b!.write(Buffer.concat([record(5, 'b5'), record(0, '--'), record(7, 'b7')]));
		a!.end();
		b!.end();
		expect(output.text).toBe('a1\nb5\n--\nb7\n--\na9\n');
	});

	test('stays behind the one before it where there is none after it, and where the newest comes first', () => {
		const {output, lanes: [a, b]} = setUp(2);
		a!.write(Buffer.concat([record(1, 'a1'), record(0, 'GAP')]));
		a!.end();
		b!.write(record(5, 'b5'));
		b!.end();
		expect(output.text).toBe('a1\nGAP\nb5\n');
		const reverse = setUp(2, {...DUMP, isReverse: true});
		reverse.lanes[0]!.write(Buffer.concat([record(9, 'a9'), record(0, 'GAP')]));
		reverse.lanes[1]!.write(record(5, 'b5'));
		for (const lane of reverse.lanes) lane.end();
		expect(reverse.output.text).toBe('a9\nGAP\nb5\n');
	});

	test('is printed once where it is the head of all', () => {
		const {output, lanes: [a, b]} = setUp(2, DUMP, true);
		a!.write(Buffer.concat([record(0, 'seq'), record(5, 'a')]));
		b!.write(record(0, 'seq'));
		b!.write(record(3, 'b'));
		for (const lane of [a, b]) lane!.end();
		expect(output.text).toBe('seq\nb\na\n');
	});
});

describe('an output without room', () => {
	test('is written to when it has some, and what it has taken is told then', () => {
		const {output, lanes: [a]} = setUp(1);
		const told: string[] = [];
		output.hasRoom = false;
		a!.write(record(1, '1'), () => told.push('1'));
		a!.write(record(2, '2'), () => told.push('2'));
		expect([output.text, told]).toEqual(['1\n', []]);
		output.drain();
		expect([output.text, told]).toEqual(['1\n2\n', ['1', '2']]);
	});

	test('stops a lane, and lets it go on', () => {
		const {output, lanes: [a]} = setUp(1);
		output.hasRoom = false;
		a!.write(record(1, '1'));
		const large = record(2, 'x'.repeat(100_000));
		let writes = 1;
		while (a!.write(large)) writes += 1;
		expect(writes * 100_000).toBeLessThan(2 ** 23);
		const ready = vi.fn();
		a!.whenDrained(ready);
		expect(ready).not.toHaveBeenCalled();
		output.drain();
		expect(ready).toHaveBeenCalledOnce();
		expect(output.text.length).toBeGreaterThan(2 ** 22);
	});
});

test('ends records with NUL where that is wanted', () => {
	const output = new Kept();
	const merge = new Merge(output, {...DUMP, isZero: true});
	const lane = merge.lane({name: 'x', mark: originMark('cat', {name: 'a', label: 'a', color: undefined}), hasHead: false}, () => undefined);
	lane.write(record(1, 'two\nlines'));
	lane.end();
	expect(output.text).toBe('a | two\na | lines\0');
});

test('what cannot be read stops its lane alone', () => {
	const output = new Kept();
	const merge = new Merge(output, DUMP);
	const told = vi.fn();
	const broken = merge.lane({name: 'x', mark: NO_MARK, hasHead: false}, told);
	const whole = merge.lane({name: 'y', mark: NO_MARK, hasHead: false}, () => undefined);
	broken.write(Buffer.from('no record'));
	expect(told).toHaveBeenCalledOnce();
	expect(broken.error).toMatchObject({message: 'circologd at x sends records without a time'});
	broken.end();
	whole.write(record(1, 'y'));
	expect(output.text).toBe('y\n');
});

test('prints nothing more when it is closed', () => {
	const {output, merge, lanes: [a]} = setUp(1);
	merge.close();
	a!.write(record(1, 'a'));
	a!.end();
	expect(output.text).toBe('');
});
