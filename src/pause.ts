/** The longest time after which a pause can end by itself: a week, in milliseconds. */
export const MAX_PAUSE_MS = 7 * 24 * 3600 * 1000;

/** What a pause acts upon. */
export interface Pausable {
	/** Whether messages are discarded now. */
	readonly isPaused: () => boolean;
	/** Discards new messages, or takes them again; resolves when it does. */
	readonly pause: (paused: boolean) => Promise<void>;
	/** Told when a pause has ended by itself. */
	readonly onTimeOver: () => void;
}

/** Pauses, resumes, and ends a pause when its time is over. Whatever is asked last replaces what was asked before. */
export class Pause {
	readonly #target: Pausable;
	/** One at a time and in order, so that two toggles are two. */
	#last: Promise<unknown> = Promise.resolve();
	#asked = 0;
	#timer: NodeJS.Timeout | undefined;
	#untilMs: number | undefined;

	constructor(target: Pausable) {
		this.#target = target;
	}

	/** When the pause will end by itself, in milliseconds since 1970 UTC; undefined where it will not. */
	get untilMs(): number | undefined {
		return this.#untilMs;
	}

	/**
	 * Sets the pause, or turns it over; resolves to whether there is one now.
	 *
	 * @param forMs Milliseconds after which the pause ends by itself, up to `MAX_PAUSE_MS`.
	 */
	async set(to: boolean | 'toggle', forMs?: number): Promise<boolean> {
		this.close();
		const asked = ++this.#asked;
		const done = this.#last.then(async () => {
			const paused = to === 'toggle' ? !this.#target.isPaused() : to;
			await this.#target.pause(paused);
			// What was asked meanwhile must not be undone by an earlier pause's end.
			if (paused && forMs !== undefined && asked === this.#asked) this.#endAfter(forMs);
			return paused;
		});
		this.#last = done;
		return done;
	}

	/** Forgets the end of the pause. Safe to call twice. */
	close(): void {
		clearTimeout(this.#timer);
		this.#untilMs = undefined;
	}

	#endAfter(ms: number): void {
		this.#untilMs = Date.now() + ms;
		this.#timer = setTimeout(() => {
			const asked = this.#asked + 1;
			void this.set(false).then(() => {
				if (asked === this.#asked) this.#target.onTimeOver();
			});
		}, ms);
		this.#timer.unref();
	}
}
