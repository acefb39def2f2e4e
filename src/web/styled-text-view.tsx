import type {JSX} from 'preact';
import type {Marker} from './marker.js';
import {styledText} from './styled-text.js';

/** A message's text, as text: with its colours, signs for what cannot be seen, and marks where something was found. */
export function StyledText({text, marker, keepsLines}: {readonly text: string; readonly marker?: Marker; readonly keepsLines: boolean}): JSX.Element {
	return (
		<>
			{styledText(text, marker?.find(text) ?? [], keepsLines).map((piece, i) => {
				if (piece.classes.endsWith('found')) return <mark key={i} class={piece.classes}>{piece.text}</mark>;
				if (piece.classes === '') return piece.text;
				return <span key={i} class={piece.classes} title={piece.title}>{piece.text}</span>;
			})}
		</>
	);
}
