import {setTimeout as sleep} from 'node:timers/promises';
import type {Daemon} from '../../e2e/support/daemon.js';
import type {Chance} from '../chance.js';

/** The ring's bounds, to which it comes back after each other size. */
export const RING = {bytes: '64M', messages: 1_000_000};
const SIZES = ['4M', '16M', '32M', '96M', '160M'];
const STILL_MS = 2000;

/** Pauses, clears and resizes at random. */
export class Disturbances {
	readonly counts = {pauses: 0, clears: 0, resizes: 0};
	readonly #daemon: Daemon;
	readonly #chance: Chance;

	constructor(daemon: Daemon, chance: Chance) {
		this.#daemon = daemon;
		this.#chance = chance;
	}

	/** Disturbs until `end` of `performance.now()`; leaves the daemon resumed, and its ring as it was. */
	async run(end: number): Promise<void> {
		while (performance.now() < end) {
			await sleep(this.#chance.between(100, STILL_MS));
			await this.#chance.pick([this.#pause, this.#pauseFor, this.#clear, this.#resize, this.#resizeMessages])();
		}
		await this.#command('/pause/off');
	}

	readonly #pause = async (): Promise<void> => {
		await this.#command(this.#chance.pick(['/pause/on', '/pause/toggle']));
		await sleep(this.#chance.between(1, 300));
		await this.#command('/pause/off');
		this.counts.pauses += 1;
	};

	readonly #pauseFor = async (): Promise<void> => {
		await this.#command(`/pause/on?for=${this.#chance.between(1, 300)}ms`);
		this.counts.pauses += 1;
	};

	readonly #clear = async (): Promise<void> => {
		await this.#command('/logs/clear');
		this.counts.clears += 1;
	};

	readonly #resize = async (): Promise<void> => {
		await this.#command(`/buffer/resize?bytes=${this.#chance.pick(SIZES)}`);
		// In the middle of moving and of being filled anew.
		if (this.#chance.once(3)) await this.#clear();
		await sleep(this.#chance.between(1, STILL_MS));
		await this.#command(`/buffer/resize?bytes=${RING.bytes}`);
		this.counts.resizes += 2;
	};

	readonly #resizeMessages = async (): Promise<void> => {
		await this.#command(`/buffer/resize?messages=${this.#chance.between(1, RING.messages)}`);
		await sleep(this.#chance.between(1, STILL_MS));
		await this.#command(`/buffer/resize?messages=${RING.messages}`);
		this.counts.resizes += 2;
	};

	async #command(path: string): Promise<void> {
		const {status, body} = await this.#daemon.command(path);
		if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body.toString()}`);
	}
}
