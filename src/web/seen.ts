import {Observable} from './observable.js';
import type {TimeSpan} from './timeline-gestures.js';

/** The time of the messages that are in sight. Apart from all else, because it changes with every step of scrolling. */
export class Seen extends Observable {
	#span: TimeSpan | undefined;

	/** Undefined where nothing is in sight. */
	get span(): TimeSpan | undefined {
		return this.#span;
	}

	set span(span: TimeSpan | undefined) {
		if (span?.[0] === this.#span?.[0] && span?.[1] === this.#span?.[1]) return;
		this.#span = span;
		this.changed();
	}
}
