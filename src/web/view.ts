import {Observable} from './observable.js';
import {addressOf, readAddress, type ViewState} from './view-state.js';

/** Changes of these are steps that the browser's back button undoes. */
const STEPS: readonly (keyof ViewState)[] = ['q', 'severities', 'since', 'until', 'context'];

const WRITE_AFTER_MS = 200;

/** The view, and its place in the address. */
export class View extends Observable {
	#state = readAddress(location.search);
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** What the address has to become, of the view before the last step. */
	#unwritten: string | undefined;

	constructor() {
		super();
		addEventListener('popstate', () => {
			clearTimeout(this.#timer);
			this.#timer = this.#unwritten = undefined;
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
		if (STEPS.some(name => before[name] !== this.#state[name])) {
			this.#write();
			history.pushState(null, '', addressOf(this.#state));
		} else {
			// Browsers refuse too many changes at once, such as those of a key that is held down.
			this.#timer ??= setTimeout(() => {
				this.#write();
			}, WRITE_AFTER_MS);
			this.#unwritten = addressOf(this.#state);
		}
		this.changed();
	}

	#write(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#unwritten !== undefined) history.replaceState(null, '', this.#unwritten);
		this.#unwritten = undefined;
	}
}
