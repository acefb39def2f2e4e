import type {JSX} from 'preact';
import {styledText} from './styled-text.js';

/** A message's text, as text: with its colours, signs for what cannot be seen, and words that were found. */
export function StyledText({text, words, keepsLines}: {readonly text: string; readonly words: readonly string[]; readonly keepsLines: boolean}): JSX.Element {
	return (
		<>
			{styledText(text, words, keepsLines).map((piece, i) => {
				if (piece.classes.endsWith('found')) return <mark key={i} class={piece.classes}>{piece.text}</mark>;
				if (piece.classes === '') return piece.text;
				return <span key={i} class={piece.classes} title={piece.title}>{piece.text}</span>;
			})}
		</>
	);
}
