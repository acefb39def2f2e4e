import {setImmediate as othersTurn} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import fc from 'fast-check';
import {describe, expect, it, vi} from 'vitest';
import {FLAG_NO_PRIORITY, FLAG_ORIGIN_IPV4, FLAG_ORIGIN_PROCESS, FLAG_TRUNCATED} from '../../src/hub/entry.js';
import {COUNTER} from '../../src/hub/memory.js';
import {SCM_CREDENTIALS, socketDrops, SOL_SOCKET} from '../../src/libc/sockets.js';
import {messagesOf} from '../hub/bench.js';
import {ModelRing} from '../hub/model.js';
import {DatagramBench, QUEUE_DATAGRAMS} from './datagram-bench.js';

const MAX_MESSAGE_BYTES = 1000;
/** Blocks of 4 KiB, so that a few messages reach the end of one. */
const LIMITS = {maxBytes: 64 * 1024, maxMessageBytes: MAX_MESSAGE_BYTES};
/** What all messages have in common here. */
const SHARED = {receivedUs: 0, source: 0};
const ENDINGS = ['', '\n', '\r\n', '\0'];

/** A text of that length whose bytes follow from its number, so that one which is torn or misplaced is found out. */
function text(number: number, length: number): string {
	const head = `<${number % 192}>${number} `;
	return Array.from({length}, (_, i) => head[i] ?? String.fromCharCode(97 + (number * 7 + i) % 26)).join('');
}

/** What the ring keeps of a text, which comes with that flag. */
function kept(whole: string, origin: number): {text: string; flags: number; priority: number} {
	const cut = whole.length > MAX_MESSAGE_BYTES;
	const priority = /^<(0|[1-9]\d{0,2})>/.exec(whole)?.[1];
	return {
		text: whole.slice(0, MAX_MESSAGE_BYTES),
		flags: origin | (cut ? FLAG_TRUNCATED : 0) | (priority === undefined ? FLAG_NO_PRIORITY : 0),
		priority: Number(priority ?? 13),
	};
}

type Step =
	| {readonly do: 'send'; readonly count: number; readonly length: number; readonly uneven: number; readonly ending: string; readonly counted: boolean; readonly alternate: boolean}
	| {readonly do: 'pause'; readonly paused: boolean}
	| {readonly do: 'resize'; readonly maxBytes: number}
	| {readonly do: 'clear'};

const send: fc.Arbitrary<Step> = fc.record({
	do: fc.constant('send'),
	count: fc.integer({min: 1, max: QUEUE_DATAGRAMS}),
	// The same few lengths again and again, one byte apart, and any others.
	length: fc.oneof({weight: 3, arbitrary: fc.constantFrom(200, 201, 202)}, fc.constantFrom(0, 1, 999, 1000, 1001, 1015, 1016, 1017), fc.nat(1500)),
	// So much longer is every other one.
	uneven: fc.constantFrom(0, 0, 0, 1, 100),
	ending: fc.constantFrom(...ENDINGS),
	counted: fc.boolean(),
	// Every third comes from the other sender.
	alternate: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 20, arbitrary: send},
	{weight: 2, arbitrary: fc.record({do: fc.constant('pause'), paused: fc.boolean()})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('resize'), maxBytes: fc.constantFrom(64 * 1024, 96 * 1024, 200 * 1024)})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('clear')})},
);

describe('datagrams', () => {
	it.each(['unix-dgram', 'udp'] as const)('of any lengths in any order are kept as they were sent, whatever happens in between: %s', kind => {
		fc.assert(fc.property(fc.array(fc.tuple(fc.array(step, {maxLength: 6}), fc.integer({min: 1, max: 4})), {maxLength: 6}), stretches => {
			const bench = new DatagramBench(LIMITS, kind);
			const model = new ModelRing(bench.memory.geometry);
			let number = 0;
			let discarded = 0;
			// Each step several times in a row: lengths are told in advance by those that came before.
			for (const {step: each} of stretches.flatMap(([steps, times]) => steps.flatMap(one => Array.from({length: times}, () => ({step: one}))))) {
				switch (each.do) {
					case 'send':
						for (let i = 0; i < each.count; i++) {
							const whole = text(++number, each.length + each.uneven * (i % 2));
							// A count of what was cut off too is not told from text.
							const counted = each.counted && whole.startsWith('<') && whole.length <= MAX_MESSAGE_BYTES;
							const sender = each.alternate && i % 3 === 0 ? 1 : 0;
							bench.send((counted ? `${whole.length} ` : '') + whole + each.ending, sender);
							if (bench.memory.paused || whole === '') discarded += 1;
							else if (kind === 'udp') model.append({...kept(whole, FLAG_ORIGIN_IPV4), ...SHARED, originA: 0x7f000001, originB: bench.port(sender)});
							else model.append({...kept(whole, FLAG_ORIGIN_PROCESS), ...SHARED, originA: process.pid, originB: process.getuid!()});
						}
						bench.drain();
						break;
					case 'pause':
						bench.memory.paused = each.paused;
						break;
					case 'resize':
						bench.resize(each.maxBytes);
						model.resize(bench.memory.geometry);
						break;
					case 'clear':
						bench.clear();
						model.clear();
						break;
				}
				// vitest's own comparison takes far longer, and is for showing what differs.
				const got = read(bench);
				if (!isDeepStrictEqual(got, model.kept)) expect(got).toEqual(model.kept);
			}
			expect(bench.memory.counter(0, COUNTER.received)).toBe(number);
			expect(bench.memory.counter(0, COUNTER.stored)).toBe(number - discarded);
		}), {numRuns: 150});
	});

	it('as long as the ones before are received where they stay, and are not copied', () => {
		const bench = new DatagramBench(LIMITS);
		const round = (length: number, ending: string): number => {
			const copies = vi.spyOn(Uint8Array.prototype, 'copyWithin');
			for (let i = 0; i < 4; i++) bench.send(text(i, length) + ending);
			bench.drain();
			const {length: copied} = copies.mock.calls;
			copies.mockRestore();
			return copied;
		};
		expect([round(300, ''), round(300, ''), round(300, '')]).toEqual([4, 0, 0]);
		expect([round(500, '\n'), round(500, '\n')]).toEqual([expect.any(Number), 0]);
	});
});

describe('a socket that is empty', () => {
	it('is looked into again and again, and what comes then is taken', () => {
		const bench = new DatagramBench(LIMITS);
		for (let number = 1; number <= 3; number++) {
			bench.send(text(number, 200));
			for (let look = 0; look < 3; look++) bench.drain();
			expect(bench.memory.counter(0, COUNTER.stored)).toBe(number);
		}
	});
});

describe('a socket that is full', () => {
	/** More than are taken in one turn, and less than its buffer holds where that may be as large as the receiver wants it. */
	const MANY = 5000;

	function taken({memory}: DatagramBench): number {
		return memory.counter(0, COUNTER.received);
	}

	/** Sends so many before anybody else has a turn; returns how many of them the kernel has kept. */
	function fill(bench: DatagramBench, count: number): number {
		for (let i = 0; i < count; i++) bench.send(text(i, 200));
		return count - socketDrops(bench.fd);
	}

	it('is emptied in turns, and what comes later is taken as before', async () => {
		const bench = new DatagramBench(LIMITS, 'udp');
		const kept = fill(bench, MANY);
		let turns = 0;
		for (; taken(bench) < kept; turns++) await othersTurn();
		// Where the buffer may be that large, as for root.
		if (kept === MANY) expect(turns).toBeGreaterThanOrEqual(2);
		for (let later = 1; later <= 3; later++) {
			bench.send(text(later, 200));
			while (taken(bench) < kept + later) await othersTurn();
		}
		expect(bench.memory.counter(0, COUNTER.kernelDrops)).toBe(MANY - kept);
		expect(read(bench).at(-1)).toMatchObject({text: text(3, 200)});
	});

	it('is read no more once it is closed, in the middle of that', async () => {
		const bench = new DatagramBench(LIMITS, 'udp');
		fill(bench, MANY);
		while (taken(bench) === 0) await othersTurn();
		const before = taken(bench);
		bench.close();
		// Another socket gets the same descriptor, as a rule, and whoever went on with that would take what is there.
		const other = new DatagramBench(LIMITS, 'udp');
		other.send(text(1, 200));
		while (taken(other) === 0) await othersTurn();
		expect([taken(bench), taken(other)]).toEqual([before, 1]);
	});
});

describe('a batch that is received in place', () => {
	const at = 40_000;
	const places = {at, room: 3 * (201 + 24), placeBytes: 201, most: 100};

	function receive(datagrams: readonly string[]): DatagramBench {
		const bench = new DatagramBench(LIMITS);
		for (const datagram of datagrams) bench.send(datagram);
		expect(bench.batch.receiveInPlace(bench.fd, places)).toBe(datagrams.length);
		return bench;
	}

	function texts({batch, memory}: DatagramBench, count: number): string[] {
		return Array.from({length: count}, (_, i) => Buffer.from(memory.bytes.slice(batch.offset(i), batch.offset(i) + batch.headers.length(i))).toString('latin1'));
	}

	it('has as many places as there is room for, with their entries, and one slot more', () => {
		const sent = [1, 2, 3, 4].map(number => text(number, 200));
		const bench = receive(sent);
		expect([0, 1, 2].map(i => bench.batch.offset(i) - at)).toEqual([0, 201, 402]);
		expect(bench.batch.offset(3)).toBeGreaterThanOrEqual(LIMITS.maxBytes);
		expect(texts(bench, 4)).toEqual(sent);
		expect([0, 1, 2, 3].map(i => bench.batch.isWhole(i, bench.memory.bytes))).toEqual([true, true, true, true]);
	});

	it.each([
		['longer than its place', text(2, 300)],
		['as long as its place, which leaves no room for an LF', text(2, 201)],
		['so long that it is cut', text(2, 1200)],
	])('moves a datagram to its slot that is %s, and with it those behind it', (_name, long) => {
		const sent = [text(1, 200), long, text(3, 200)];
		const bench = receive(sent);
		const {batch, memory} = bench;
		expect([batch.isWhole(0, memory.bytes), batch.isWhole(1, memory.bytes)]).toEqual([true, false]);
		batch.moveToSlots(1, 3, memory.bytes);
		expect(texts(bench, 3)).toEqual(sent.map(whole => whole.slice(0, MAX_MESSAGE_BYTES + 16)));
		expect(batch.offset(0)).toBe(at);
		expect([1, 2].map(i => batch.isWhole(i, memory.bytes))).toEqual([true, true]);
	});

	it.each([
		['shorter', text(2, 199)],
		['longer', text(2, 201)],
		['shorter without its ending', `${text(2, 198)}\r\n`],
		['without a PRI', 'x'.repeat(200)],
		['with a count before it', `196 ${text(2, 196)}`],
	])('has a run of those before one that is %s', (_name, other) => {
		const {batch, memory} = receive([text(1, 200), other, text(3, 200)]);
		const {count, textBytes, priorities} = batch.placedRun(0, 3, memory.bytes);
		expect({count, textBytes, priority: priorities[0]}).toEqual({count: 1, textBytes: 200, priority: 1});
	});

	it('has a run of those whose sender nobody knows, but of nobody else with them', () => {
		const {batch, memory} = receive([1, 2, 3].map(number => text(number, 200)));
		expect(batch.placedRun(0, 3, memory.bytes).count).toBe(3);
		batch.headers.words[batch.headers.control(1, SOL_SOCKET, SCM_CREDENTIALS)] = 0;
		expect([0, 1, 2].map(first => batch.placedRun(first, 3, memory.bytes).count)).toEqual([0, 0, 0]);
		batch.headers.words[batch.headers.control(2, SOL_SOCKET, SCM_CREDENTIALS)] = 0;
		const {count, priorities} = batch.placedRun(1, 3, memory.bytes);
		expect([count, priorities[0], priorities[1]]).toEqual([2, 2, 3]);
	});

	it('has a run of those before one that came from another address', () => {
		const bench = new DatagramBench(LIMITS, 'udp');
		const senders = [0, 0, 1, 1, 1, 0] as const;
		senders.forEach((sender, i) => {
			bench.send(text(i, 200), sender);
		});
		const {batch, memory: {bytes}} = bench;
		expect(batch.receiveInPlace(bench.fd, {...places, room: 10 * (201 + 24)})).toBe(6);
		expect([0, 2, 5].map(first => batch.placedRun(first, 6, bytes).count)).toEqual([2, 3, 0]);
		expect([1, 3].map(first => batch.placedRun(first, 4, bytes).count)).toEqual([0, 0]);
	});

	it('has no run where it was received into slots', () => {
		const bench = new DatagramBench(LIMITS);
		for (const number of [1, 2]) bench.send(text(number, 200));
		expect(bench.batch.receive(bench.fd)).toBe(2);
		expect(bench.batch.placedRun(0, 2, bench.memory.bytes).count).toBe(0);
	});

	it.each(['\n', '\0'])('leaves a datagram at its place whose ending %j gives way to the LF of the ring', ending => {
		const bench = receive([text(1, 200) + ending]);
		expect(bench.batch.isWhole(0, bench.memory.bytes)).toBe(true);
	});
});

function read({reader, memory}: DatagramBench): unknown[] {
	const chunk = reader.chunk();
	const messages: unknown[] = [];
	for (let seq = memory.tail; ; seq = chunk.nextSeq) {
		reader.read(seq, chunk);
		if (chunk.count === 0) return messages;
		messages.push(...messagesOf(chunk).map(message => ({...message, receivedUs: 0})));
	}
}
