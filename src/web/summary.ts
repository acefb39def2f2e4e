import {Counting} from './counting.js';
import {numbers} from './daemon.js';
import {Observable} from './observable.js';

/** A value of a field, and how many messages have it. */
export interface Value {
	readonly value: string;
	readonly count: number;
	readonly share: number;
}

/** What is said, with a mark where messages differ. */
export interface Pattern {
	readonly pattern: string;
	readonly count: number;
	readonly severity_worst: string;
	readonly example: string;
}

interface TopAnswer {
	readonly messages: number;
	readonly distinct: number;
	readonly values: readonly Value[];
}

/** What `/stats` answers, as far as the page uses it. */
export interface Stats {
	readonly reach_text: string | null;
	readonly rate_60s: {readonly messages_per_second: number; readonly bytes_per_second: number};
	readonly rate_10s: {readonly messages_per_second: number; readonly bytes_per_second: number};
}

const VALUES = 8;
const PATTERNS = 10;
const REFRESH_MS = 5000;
/** Counting may take this part of the time. */
const REFRESH_SHARE = 0.03;

/** What the side panel shows about the messages that match: who writes, what is said, and how much of it. */
export class Summary extends Observable {
	apps: readonly Value[] = [];
	hosts: readonly Value[] = [];
	patterns: readonly Pattern[] = [];
	stats: Stats | undefined;
	/** Whether what is shown is of another question, for what is asked is still being counted. */
	isCounting = false;
	readonly #counting = new Counting();
	#key: string | undefined;

	/** Why there is nothing to show; empty where there is. */
	get error(): string {
		return this.#counting.error;
	}

	/** Counts anew if something else is asked, or if it is time. */
	async update(selection: URLSearchParams): Promise<void> {
		const key = selection.toString();
		if (key === this.#key && !this.#counting.isDue(REFRESH_MS, REFRESH_SHARE)) return;
		await this.#counting.run(key, async signal => {
			this.isCounting = key !== this.#key;
			this.#key = key;
			if (this.isCounting) this.changed();
			// One after the other: the daemon works for others too.
			this.apps = (await numbers<TopAnswer>('top', selection, [['field', 'app_name'], ['n', VALUES]], signal)).value.values;
			this.hosts = (await numbers<TopAnswer>('top', selection, [['field', 'hostname'], ['n', VALUES]], signal)).value.values;
			this.changed();
			this.patterns = (await numbers<{patterns: readonly Pattern[]}>('patterns', selection, [['n', PATTERNS]], signal)).value.patterns;
			this.stats = (await numbers<Stats>('stats', new URLSearchParams(), [], signal)).value;
			return true;
		});
		if (!this.#counting.isRunning) this.isCounting = false;
		this.changed();
	}
}
