import {useEffect, useState} from 'preact/hooks';

/** Something that changes, and tells those who look at it. */
export class Observable {
	readonly #watchers = new Set<() => void>();

	/** Has `watcher` called after every change, until the function that is returned is called. */
	subscribe(watcher: () => void): () => void {
		this.#watchers.add(watcher);
		return () => {
			this.#watchers.delete(watcher);
		};
	}

	/** Tells everyone that something has changed. */
	protected changed(): void {
		for (const watcher of this.#watchers) watcher();
	}
}

/** Draws the component anew whenever what it shows has changed. */
export function useChanges(...observables: readonly Observable[]): void {
	const [, draw] = useState(0);
	useEffect(() => {
		const ends = observables.map(observable => observable.subscribe(() => {
			draw(count => count + 1);
		}));
		return () => {
			for (const end of ends) end();
		};
		// Observables live as long as the page.
	}, []);
}
