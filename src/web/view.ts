import {Observable} from './observable.js';
import {ALL_SEVERITIES, severityBits, severityParameters} from './severity.js';

/** How times are shown. */
export const TIME_STYLES = ['local', 'utc', 'relative'] as const;
export type TimeStyle = typeof TIME_STYLES[number];

/** What the page shows. All of it stands in the address, so that a link shows the same to somebody else. */
export interface ViewState {
	/** The query, in the language of docs/query.md. */
	readonly q: string;
	/** Severities that are shown, a bit each. */
	readonly severities: number;
	/** Bounds of the time of receipt, as the parameters of these names take them; empty for none. */
	readonly since: string;
	readonly until: string;
	/** Words that are highlighted, whatever is searched for. */
	readonly highlight: string;
	/** Cursor of the message that the view stands at; empty for the newest. */
	readonly at: string;
	/** Whether `at` is shown among its neighbours, whatever is searched for. */
	readonly context: boolean;
	readonly wrap: boolean;
	readonly time: TimeStyle;
}

const DEFAULTS: ViewState = {q: '', severities: ALL_SEVERITIES, since: '', until: '', highlight: '', at: '', context: false, wrap: false, time: 'local'};
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

/** The parameters that ask the daemon for what is shown. */
export function selectionOf({q, severities, since, until, context}: ViewState): URLSearchParams {
	const parameters = new URLSearchParams();
	if (context) return parameters;
	if (q.trim() !== '') parameters.set('q', q);
	if (severities !== ALL_SEVERITIES) for (const value of severityParameters(severities)) parameters.append('severity', value);
	if (since !== '') parameters.set('since', since);
	if (until !== '') parameters.set('until', until);
	return parameters;
}

/** The view that an address names; what it does not name is as it is at the beginning. */
export function readAddress(search: string): ViewState {
	const parameters = new URLSearchParams(search);
	const text = (name: string): string => parameters.get(name) ?? '';
	return {
		q: text('q'), since: text('since'), until: text('until'), highlight: text('highlight'), at: text('at'),
		severities: severityBits(parameters.getAll('severity')),
		context: text('context') === '1',
		wrap: text('wrap') === '1',
		time: TIME_STYLES.find(style => style === text('time')) ?? DEFAULTS.time,
	};
}

/** The address of a view, relative to the page. */
export function addressOf(state: ViewState): string {
	const parameters = selectionOf({...state, context: false});
	for (const name of ['highlight', 'at'] as const) if (state[name] !== '') parameters.set(name, state[name]);
	for (const name of ['context', 'wrap'] as const) if (state[name]) parameters.set(name, '1');
	if (state.time !== DEFAULTS.time) parameters.set('time', state.time);
	const search = parameters.toString();
	return search === '' ? './' : `?${search}`;
}
