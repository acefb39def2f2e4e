import {setImmediate as round} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {Rota} from '../src/rota.js';

/** Has somebody wait for each turn anew, `turns` times; notes the name at each. */
async function work(rota: Rota, name: string, spentMs: number, turns: number, notes: string[]): Promise<void> {
	for (let k = 0; k < turns; k++) {
		await rota.turn(spentMs);
		notes.push(name);
	}
}

describe('turns of one thread', () => {
	it('are one in each round of the event loop, however many wait', async () => {
		const rota = new Rota();
		const notes: string[] = [];
		const all = ['a', 'b', 'c'].map(async name => work(rota, name, 0, 2, notes));
		for (let rounds = 1; rounds <= 6; rounds++) {
			await round();
			expect(notes).toHaveLength(rounds);
		}
		await Promise.all(all);
	});

	it('go to who has done least, and one in four to who has waited longest', async () => {
		const rota = new Rota();
		const notes: string[] = [];
		await Promise.all([work(rota, 'most', 100, 2, notes), work(rota, 'more', 10, 2, notes), work(rota, 'least', 1, 6, notes)]);
		expect(notes.slice(0, 8)).toEqual(['least', 'least', 'least', 'most', 'least', 'least', 'least', 'more']);
		expect(notes).toHaveLength(10);
	});

	it('come for whoever is alone', async () => {
		const rota = new Rota();
		const notes: string[] = [];
		await work(rota, 'alone', Infinity, 3, notes);
		expect(notes).toEqual(['alone', 'alone', 'alone']);
	});
});
