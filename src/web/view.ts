import {Observable} from './observable.js';
import {addressOf, readAddress, type ViewState} from './view-state.js';

/** Changes of these are steps that the browser's back button undoes. */
const STEPS: readonly (keyof ViewState)[] = ['q', 'severities', 'since', 'until', 'context'];

/** The view, and its place in the address. */
export class View extends Observable {
	#state = readAddress(location.search);

	constructor() {
		super();
		addEventListener('popstate', () => {
			this.#state = readAddress(location.search);
			this.changed();
		});
	}

	get state(): ViewState {
		return this.#state;
	}

	/** Changes a part of it. */
	set(change: Partial<ViewState>): void {
		const before = this.#state;
		this.#state = {...before, ...change};
		const address = addressOf(this.#state);
		if (STEPS.some(name => before[name] !== this.#state[name])) history.pushState(null, '', address);
		else history.replaceState(null, '', address);
		this.changed();
	}
}
