import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {Help} from './help.js';
import {HighlightBox} from './highlight-box.js';
import {LogList} from './log-list.js';
import {useChanges} from './observable.js';
import {SearchBox} from './search-box.js';
import type {Session} from './session.js';
import {SeverityButtons} from './severity-buttons.js';
import {SidePanel} from './side-panel.js';
import {StatusLine} from './status-line.js';
import {TimelineView} from './timeline-view.js';
import {Toolbar} from './toolbar.js';
import {ALL_SEVERITIES} from './severity.js';

/** The whole page. */
export function App({session}: {readonly session: Session}): JSX.Element {
	const {log, view} = session;
	useChanges(session, log, view);
	const [hasOptions, setOptions] = useState(false);
	const {state} = view;
	const isFiltered = state.q !== '' || state.severities !== ALL_SEVERITIES || state.since !== '' || state.until !== '';
	return (
		<>
			<header class={hasOptions ? 'with-options' : ''}>
				<h1>circolog</h1>
				<StatusLine session={session} />
				<SearchBox session={session} />
				<HighlightBox session={session} />
				<div class="views">
					<button type="button" aria-pressed={session.isPanelOpen} onClick={() => {
						session.setPanel(!session.isPanelOpen);
					}}>Summary</button>
					<button type="button" class="more" aria-label="Options" title="Options" aria-expanded={hasOptions} onClick={() => {
						setOptions(!hasOptions);
					}}>⋯</button>
					<button type="button" aria-label="Help" title="Help (?)" onClick={() => {
						session.setHelp(true);
					}}>?</button>
				</div>
			</header>
			<div class={`bar ${hasOptions ? 'with-options' : ''}`}>
				<SeverityButtons session={session} />
				<Toolbar session={session} />
			</div>
			<TimelineView session={session} />
			<div class={`body ${session.isPanelOpen ? 'with-panel' : ''}`}>
				<main>
					{(log.connection === 'lost' || !session.isReachable) && <p class="banner lost" role="status">{log.error === '' ? 'circologd does not answer' : log.error}. Trying again; what has come meanwhile will be here then.</p>}
					{log.skipped > 0 && (
						<p class="banner skipped" role="status">
							<span><b>{log.skipped.toLocaleString()} skipped</b> to catch up. They are in the ring, as far as it reaches: scroll up to read them.</span>
							<button type="button" onClick={() => {
								log.acknowledgeSkipped();
							}}>All right</button>
						</p>
					)}
					{state.context && (
						<p class="banner">
							<span>A message among its neighbours, without the search.</span>
							<button type="button" onClick={() => {
								view.set({context: false});
							}}>Back to the search</button>
						</p>
					)}
					{log.rows.length === 0 && log.connection === 'live' && <Empty isFiltered={isFiltered} session={session} />}
					{log.connection === 'givenUp' && (
						<div class="empty"><p><b>This takes more work than the daemon allows for one search.</b></p><p>Choose a time in the picture or under it, or a severity, or search for less.</p></div>
					)}
					{log.connection === 'refused' && (
						<div class="empty"><p><b>The daemon does not understand this.</b></p><p>What is wrong is said where it was written.</p></div>
					)}
					<LogList session={session} />
					{!log.isFollowing && !log.hasNothing && (log.newMessages > 0 || !log.isAtEnd) && (
						<button type="button" class="new" onClick={() => {
							void session.follow(true);
						}}>{log.newMessages > 0 ? `${log.newMessages.toLocaleString()} new` : 'Newest'} ↓</button>
					)}
				</main>
				{session.isPanelOpen && <SidePanel session={session} />}
			</div>
			<div class="announcement" role="status" aria-live="polite">{session.announcement}</div>
			<Help session={session} />
		</>
	);
}

function Empty({isFiltered, session}: {readonly isFiltered: boolean; readonly session: Session}): JSX.Element {
	return (
		<div class="empty">
			{isFiltered
				? <><p><b>Nothing in the ring matches.</b></p><p>{session.view.state.until === '' ? 'Messages that do will show up here as they come.' : 'That is, nothing that was received in this time.'}</p><button type="button" onClick={() => {
					session.search({q: '', severities: ALL_SEVERITIES, since: '', until: ''});
				}}>Show everything</button></>
				: <><p><b>The ring is empty.</b></p><p>Messages will show up here as they come. To send one:</p><code>logger --rfc5424 --socket {syslogSocketOf(session)} 'hello circolog'</code></>}
		</div>
	);
}

/** Where local programs send messages to this daemon. */
function syslogSocketOf({status}: Session): string {
	const prefix = 'unix-dgram:';
	const address = status?.listeners.find(each => each.kind === 'syslog' && each.address.startsWith(prefix))?.address;
	return address?.slice(prefix.length) ?? '/run/circolog/syslog.sock';
}
