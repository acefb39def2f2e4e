import type {JSX} from 'preact';
import {useChanges} from './observable.js';
import type {Session} from './session.js';

/** Where words are written that are marked, whatever is searched for. */
export function HighlightBox({session: {view}}: {readonly session: Session}): JSX.Element {
	useChanges(view);
	return (
		<input
			class="highlight" type="text" value={view.state.highlight} placeholder="Highlight" aria-label="Highlight words without filtering" spellcheck={false}
			onInput={({currentTarget}) => {
				view.set({highlight: currentTarget.value});
			}}
			onKeyDown={({key, currentTarget}) => {
				if (key === 'Escape' || key === 'Enter') currentTarget.blur();
			}}
		/>
	);
}
