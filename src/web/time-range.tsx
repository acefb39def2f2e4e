import type {JSX} from 'preact';
import {useChanges} from './observable.js';
import {faultOf} from './query-error.js';
import type {Session} from './session.js';

/** The same as a range drawn in the picture, for the keyboard. */
export function TimeRange({session}: {readonly session: Session}): JSX.Element {
	const {log, view: {state: {since, until}}} = session;
	useChanges(log);
	const fault = log.connection === 'refused' ? faultOf(log.error) : undefined;
	const isFaulty = fault?.parameter === 'since' || fault?.parameter === 'until';
	const read = (event: SubmitEvent): void => {
		event.preventDefault();
		const {elements} = event.currentTarget as HTMLFormElement;
		const valueOf = (name: string): string => (elements.namedItem(name) as HTMLInputElement).value.trim();
		session.search({since: valueOf('since'), until: valueOf('until')});
	};
	const field = (name: 'since' | 'until', value: string, label: string, example: string): JSX.Element => (
		<input
			name={name} type="text" defaultValue={value} key={`${name} ${value}`} placeholder={`${name}: ${example}`} aria-label={label} spellcheck={false}
			aria-invalid={fault?.parameter === name} aria-describedby={fault?.parameter === name ? 'range-fault' : undefined}
		/>
	);
	return (
		<>
			<form class={`range joined ${isFaulty ? 'faulty' : ''}`} onSubmit={read} aria-label="Time range">
				{field('since', since, 'Since', '-15m')}
				{field('until', until, 'Until', 'now')}
				<button type="submit">Go</button>
			</form>
			{isFaulty && <p id="range-fault" class="fault-text range-fault" role="alert">{fault.sentence}</p>}
		</>
	);
}
