const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Turns the first SIGINT or SIGTERM into the end of a piece of work, so that what it leaves behind can be put in order.
 * A second one ends the process at once.
 */
export class Interruption {
	/** The signal that came. */
	received: NodeJS.Signals | undefined;
	readonly #controller = new AbortController();
	readonly #listener = (signal: NodeJS.Signals): void => {
		this.received = signal;
		this.ignore();
		this.#controller.abort();
	};

	/** Begins to listen. */
	constructor() {
		for (const name of SIGNALS) process.on(name, this.#listener);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** Settles when the work shall end. */
	get done(): Promise<undefined> {
		return new Promise((resolve) => {
			if (this.signal.aborted) resolve(undefined);
			this.signal.addEventListener('abort', () => {
				resolve(undefined);
			});
		});
	}

	/** Leaves signals to the kernel again. */
	ignore(): void {
		for (const name of SIGNALS) process.off(name, this.#listener);
	}
}
