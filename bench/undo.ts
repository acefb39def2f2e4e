/** What has to be undone when the benchmark ends, however it ends: child processes, settings of the kernel, folders. */
export class Undo {
	readonly #steps = new Set<() => void>();

	/** Makes Ctrl-C and SIGTERM undo everything before they end the process. */
	watchSignals(): void {
		for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
			process.once(signal, () => {
				this.all();
				process.exit(code);
			});
		}
	}

	/** Adds a step; it must not wait for anything. Returns a function that forgets it again. */
	add(step: () => void): () => void {
		this.#steps.add(step);
		return () => {
			this.#steps.delete(step);
		};
	}

	/** Does every step, the newest first. Safe to call twice. */
	all(): void {
		for (const step of [...this.#steps].reverse()) {
			this.#steps.delete(step);
			try {
				step();
			} catch (error) {
				process.stderr.write(`bench: could not undo something: ${String(error)}\n`);
			}
		}
	}
}
