import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {Pause} from '../src/pause.js';

const MINUTE = 60_000;

class Target {
	paused = false;
	timesOver = 0;
	readonly isPaused = (): boolean => this.paused;
	readonly pause = async (paused: boolean): Promise<void> => {
		// As the receiver: not before it has drained its sockets.
		await new Promise(resolve => setTimeout(resolve, 1));
		this.paused = paused;
	};
	readonly onTimeOver = (): void => {
		this.timesOver += 1;
	};
}

let target: Target;
let pause: Pause;

beforeEach(() => {
	vi.useFakeTimers();
	target = new Target();
	pause = new Pause(target);
});
afterEach(() => {
	vi.useRealTimers();
});

async function settled<T>(asked: Promise<T>): Promise<T> {
	const [answer] = await Promise.all([asked, vi.advanceTimersByTimeAsync(20)]);
	return answer;
}

test('toggles that come at once are carried out one after the other', async () => {
	const answers = Promise.all([pause.set('toggle'), pause.set('toggle'), pause.set('toggle')]);
	expect(await settled(answers)).toEqual([true, false, true]);
});

test('a pause without a time does not end', async () => {
	await settled(pause.set(true));
	await vi.advanceTimersByTimeAsync(100 * 24 * 60 * MINUTE);
	expect(target).toMatchObject({paused: true, timesOver: 0});
	expect(pause.untilMs).toBeUndefined();
});

test('a pause with a time ends then, says so once, and tells until when it lasts', async () => {
	await settled(pause.set(true, 10 * MINUTE));
	expect(pause.untilMs! - Date.now()).toBeGreaterThan(10 * MINUTE - 30);
	expect(pause.untilMs! - Date.now()).toBeLessThanOrEqual(10 * MINUTE);
	await vi.advanceTimersByTimeAsync(10 * MINUTE - 100);
	expect(target).toMatchObject({paused: true, timesOver: 0});
	await vi.advanceTimersByTimeAsync(200);
	expect(target).toMatchObject({paused: false, timesOver: 1});
	expect(pause.untilMs).toBeUndefined();
});

describe('what is asked last replaces the time', () => {
	test.each<[string, boolean | 'toggle', number | undefined, boolean]>([
		['a resumption', false, undefined, false],
		['a toggle', 'toggle', undefined, false],
		['a pause without a time', true, undefined, true],
		['a longer pause', true, 30 * MINUTE, true],
	])('%s', async (_name, to, forMs, paused) => {
		await settled(pause.set(true, 10 * MINUTE));
		await settled(pause.set(to, forMs));
		await vi.advanceTimersByTimeAsync(15 * MINUTE);
		expect(target).toMatchObject({paused, timesOver: 0});
		expect(pause.untilMs !== undefined).toBe(forMs !== undefined);
	});

	test('also while the first is still being carried out', async () => {
		await settled(Promise.all([pause.set(true, 1), pause.set(true)]));
		await vi.advanceTimersByTimeAsync(MINUTE);
		expect(target).toMatchObject({paused: true, timesOver: 0});
	});
});

test('nothing ends a pause after close, which can be called twice', async () => {
	await settled(pause.set(true, MINUTE));
	pause.close();
	pause.close();
	await vi.advanceTimersByTimeAsync(10 * MINUTE);
	expect(target).toMatchObject({paused: true, timesOver: 0});
});
