import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {useChanges} from './observable.js';
import type {Session} from './session.js';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
	['/', 'search'], ['space', 'follow or stand still'], ['j k  ↓ ↑', 'next and previous message'], ['Enter', 'open or close a message'],
	['c', 'show it among its neighbours'], ['g G', 'oldest and newest message; also Home and End'], ['n N', 'next and previous match of the highlighted words'],
	['e E', 'next and previous error'], ['w', 'wrap lines'], ['Esc', 'leave a field, close this'], ['?', 'this help'],
];
const QUERIES: readonly (readonly [query: string, what: string])[] = [
	['disk full', 'both words, anywhere in the message'], ['"disk full"', 'this phrase'], ['disk OR memory', 'either'], ['-session', 'without it'],
	['app_name:sshd', 'a field, exactly'], ['hostname:web*', 'with a wildcard'], ['severity:<=err', 'errors and worse'],
	['received:>-15m', 'of the last quarter of an hour'], ['/user (root|admin)/', 'a regular expression'],
];

/** What keys and queries there are. */
export function Help({session}: {readonly session: Session}): JSX.Element {
	useChanges(session);
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		if (session.isHelpOpen && dialog.current?.open === false) dialog.current.showModal();
		else if (!session.isHelpOpen) dialog.current?.close();
	}, [session.isHelpOpen]);
	return (
		<dialog ref={dialog} aria-labelledby="help-title" onClose={() => {
			session.setHelp(false);
		}}>
			<form method="dialog"><button aria-label="Close the help">×</button></form>
			<h2 id="help-title">Keys</h2>
			<dl>{KEYS.map(([keys, what]) => <><dt key={keys}>{keys.split(' ').filter(key => key !== '').map(key => <kbd key={key}>{key}</kbd>)}</dt><dd>{what}</dd></>)}</dl>
			<h2>Queries</h2>
			<dl>{QUERIES.map(([query, what]) => <><dt key={query}><code>{query}</code></dt><dd>{what}</dd></>)}</dl>
			<p>In the picture, drag to see only that time; press to go there. Two fingers zoom and move it. Everything shown stands in the address: copy it to show somebody the same.</p>
			<p>circologd {session.status?.version ?? ''}</p>
		</dialog>
	);
}
