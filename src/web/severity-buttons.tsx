import type {JSX} from 'preact';
import {useChanges} from './observable.js';
import type {Session} from './session.js';
import {ALL_SEVERITIES, hasSeverity, SEVERITY_NAMES} from './severity.js';

/** Shows or hides severities, and how many messages each has. */
export function SeverityButtons({session}: {readonly session: Session}): JSX.Element {
	const {view, timeline} = session;
	useChanges(view, timeline);
	const {severities} = view.state;
	const {totals} = timeline;
	const press = (severity: number): void => {
		const bit = 1 << severity;
		// From everything, the first press chooses; after that, presses add and remove.
		const next = severities === ALL_SEVERITIES ? bit : severities ^ bit;
		session.search({severities: next === 0 ? ALL_SEVERITIES : next});
	};
	return (
		<div class="severities" role="group" aria-label="Severities">
			{SEVERITY_NAMES.map((name, severity) => (
				<button
					key={name} type="button" class={`chip severity-${name} ${totals[severity] === 0 ? 'none' : ''}`} aria-pressed={severities !== ALL_SEVERITIES && hasSeverity(severities, severity)}
					title={`Show ${name}; with Shift ${name} and worse`}
					onClick={({shiftKey}) => {
						if (shiftKey) session.search({severities: 2 ** (severity + 1) - 1});
						else press(severity);
					}}
				><i aria-hidden="true" />{name} <small>{compact(totals[severity] ?? 0)}</small></button>
			))}
			{severities !== ALL_SEVERITIES && <button type="button" class="chip plain" onClick={() => {
				session.search({severities: ALL_SEVERITIES});
			}}>all</button>}
		</div>
	);
}

const numbers = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

function compact(count: number): string {
	return numbers.format(count);
}
