import {ALL_SEVERITIES, severityBits, severityParameters} from './severity.js';
import {TIME_STYLES, type TimeStyle} from './time-text.js';

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
