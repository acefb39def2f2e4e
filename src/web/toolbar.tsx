import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {command, downloadAddress} from './daemon.js';
import {useChanges} from './observable.js';
import type {Session} from './session.js';
import {TIME_STYLES, type TimeStyle} from './time-text.js';

const FORMATS = ['syslog', 'short-iso-precise', 'json', 'csv', 'logfmt', 'rfc5424', 'verbose', 'cat', 'short-precise', 'short-iso', 'short-unix', 'json-seq', 'export'];
const TIME_LABELS: Readonly<Record<TimeStyle, string>> = {local: 'local time', utc: 'UTC', relative: 'time ago'};

/** How messages are shown, and what can be done with all of them. */
export function Toolbar({session}: {readonly session: Session}): JSX.Element {
	const {view, log} = session;
	useChanges(view, log, session);
	const [format, setFormat] = useState('syslog');
	const {state} = view;
	return (
		<div class="toolbar">
			<select aria-label="Times" value={state.time} onChange={({currentTarget}) => {
				view.set({time: currentTarget.value as TimeStyle});
			}}>{TIME_STYLES.map(style => <option key={style} value={style}>{TIME_LABELS[style]}</option>)}</select>
			<button type="button" aria-pressed={state.wrap} onClick={() => {
				view.set({wrap: !state.wrap});
			}}>Wrap</button>
			<span class="joined">
				<select aria-label="Format of the download" value={format} onChange={({currentTarget}) => {
					setFormat(currentTarget.value);
				}}>{FORMATS.map(name => <option key={name} value={name}>{name}</option>)}</select>
				<a class="button" href={downloadAddress(session.selection, format)} download={`circolog.${format}`}>Download</a>
			</span>
			{session.status?.control === true && <Controls session={session} />}
		</div>
	);
}

/** Pause and clear, where the daemon allows them to this page. */
function Controls({session}: {readonly session: Session}): JSX.Element {
	const isPaused = session.status?.paused === true;
	const [isAsking, setAsking] = useState(false);
	const send = (path: Parameters<typeof command>[0]) => (): void => {
		setAsking(false);
		command(path).then(() => {
			session.announce(path === 'logs/clear' ? 'The log is cleared' : isPaused ? 'Resumed' : 'Paused');
		}, (error: unknown) => {
			session.announce(`Not done: ${error instanceof Error ? error.message : String(error)}`);
		});
	};
	return (
		<span class="joined controls">
			<button type="button" aria-label={isPaused ? 'Resume daemon' : 'Pause daemon'} title={isPaused ? 'Keep what comes again' : 'Discard what comes, until it is resumed'} onClick={send(isPaused ? 'pause/off' : 'pause/on')}>{isPaused ? 'Resume' : 'Pause'}</button>
			{isAsking
				? <><button type="button" class="danger" onClick={send('logs/clear')}>Forget everything</button><button type="button" onClick={() => {
					setAsking(false);
				}}>Keep</button></>
				: <button type="button" onClick={() => {
					setAsking(true);
				}}>Clear…</button>}
		</span>
	);
}
