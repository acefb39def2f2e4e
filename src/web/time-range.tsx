import type {JSX} from 'preact';
import type {Session} from './session.js';

/** The same as a range drawn in the picture, for the keyboard. */
export function TimeRange({session}: {readonly session: Session}): JSX.Element {
	const {since, until} = session.view.state;
	const read = (event: SubmitEvent): void => {
		event.preventDefault();
		const {elements} = event.currentTarget as HTMLFormElement;
		const valueOf = (name: string): string => (elements.namedItem(name) as HTMLInputElement).value.trim();
		session.search({since: valueOf('since'), until: valueOf('until')});
	};
	return (
		<form class="range joined" onSubmit={read} aria-label="Time range">
			<input name="since" type="text" defaultValue={since} key={`since ${since}`} placeholder="since: -15m" aria-label="Since" spellcheck={false} />
			<input name="until" type="text" defaultValue={until} key={`until ${until}`} placeholder="until: now" aria-label="Until" spellcheck={false} />
			<button type="submit">Go</button>
		</form>
	);
}
