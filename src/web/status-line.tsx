import type {JSX} from 'preact';
import {useChanges} from './observable.js';
import type {Session} from './session.js';

/** Whether messages come in live, and a way back there. */
export function StatusLine({session}: {readonly session: Session}): JSX.Element {
	const {log} = session;
	useChanges(log, session);
	const {kind, text} = stateOf(session);
	return (
		<button
			type="button" class={`status ${kind}`} aria-pressed={log.isFollowing} title="Follow or stand still (space)"
			onClick={() => {
				void session.follow(!log.isFollowing);
			}}
		><i aria-hidden="true" />{text}</button>
	);
}

function stateOf({log, status, isReachable}: Session): {kind: string; text: string} {
	if (log.connection === 'lost' || !isReachable) return {kind: 'lost', text: 'Reconnecting'};
	if (log.connection === 'loading') return {kind: 'still', text: 'Loading'};
	if (log.connection === 'refused') return {kind: 'lost', text: 'Not understood'};
	if (log.connection === 'givenUp') return {kind: 'lost', text: 'Took too long'};
	if (status?.paused === true) return {kind: 'paused', text: 'Daemon paused'};
	return log.isFollowing ? {kind: 'live', text: 'Live'} : {kind: 'still', text: 'Standing still'};
}
