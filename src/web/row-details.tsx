import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {epochOf, text} from './daemon.js';
import type {Marker} from './marker.js';
import type {Row} from './message.js';
import {withCondition} from './query-text.js';
import type {Session} from './session.js';
import {FACILITY_NAMES} from '../syslog/names.js';
import {SEVERITY_NAMES} from './severity.js';
import {StyledText} from './styled-text-view.js';
import {longTime} from './time-text.js';
import {addressOf} from './view-state.js';

/** Bytes that are shown one by one; a longer message is shown as text alone. */
const MAX_HEX_BYTES = 2048;
const HEX_BYTES_PER_LINE = 16;

/** What only the daemon knows about a message. */
interface Origin {
	readonly raw: Uint8Array;
	readonly source: string;
	readonly pid: string;
	readonly uid: string;
}

/** All there is about a message. */
export function RowDetails({row, session, marker}: {readonly row: Row; readonly session: Session; readonly marker: Marker}): JSX.Element {
	const [origin, setOrigin] = useState<Origin | 'gone' | undefined>(undefined);
	const [isHex, setHex] = useState(false);
	useEffect(() => {
		void originOf(row).then(setOrigin, () => {
			setOrigin('gone');
		});
	}, [row.key]);
	const known = typeof origin === 'object' ? origin : undefined;
	const style = session.view.state.time;
	const parameters = Object.entries(row.structured_data ?? {}).flatMap(([id, values]) => {
		const all = Object.entries(values).flatMap(([name, list]) => list.map(value => ({id, name, value})));
		return all.length > 0 ? all : [{id, name: '', value: ''}];
	});
	const link = (): string => new URL(addressOf({...session.view.state, at: row.cursor ?? ''}), location.href).href;
	return (
		<div class="details">
			<div class="message-text"><StyledText text={row.message ?? ''} marker={marker} keepsLines={true} /></div>
			<div class="actions">
				{row.cursor !== undefined && !session.view.state.context && <button type="button" onClick={() => {
					session.showContext(row);
				}}>In context</button>}
				<CopyButton label="Copy message" text={() => row.message ?? ''} session={session} />
				{row.cursor !== undefined && <CopyButton label="Copy link" text={link} session={session} />}
			</div>
			<div class="tables">
				<table>
					<caption>Fields</caption>
					<tbody>
						<Field name="received" value={longTime(row.received, style)} />
						<Field name="timestamp" value={row.timestamp} />
						<Field name="hostname" value={row.hostname} session={session} />
						<Field name="app_name" value={row.app_name} session={session} />
						<Field name="proc_id" value={row.proc_id} session={session} />
						<Field name="msg_id" value={row.msg_id} session={session} />
						<Field name="severity" value={SEVERITY_NAMES[row.severity]} session={session} />
						<Field name="facility" value={FACILITY_NAMES[row.facility]} session={session} />
						<Field name="source" value={known?.source} session={session} />
						<Field name="pid" value={known?.pid} session={session} />
						<Field name="uid" value={known?.uid} session={session} />
						<Field name="seq" value={row.seq === undefined ? undefined : String(row.seq)} />
					</tbody>
				</table>
				{parameters.length > 0 && (
					<table>
						<caption>Structured data</caption>
						<tbody>
							{parameters.map(({id, name, value}, i) => name === ''
								? <tr key={i}><th scope="row">{id}</th><td /><td>no parameters</td></tr>
								: <Field key={i} name={`sd.${id}.${name}`} label={`${id} ${name}`} value={value} session={session} />)}
						</tbody>
					</table>
				)}
			</div>
			<div class="raw">
				<h3>As received{known === undefined ? '' : `, ${known.raw.length.toLocaleString()} bytes`}</h3>
				{origin === 'gone' && <p>The ring has forgotten it meanwhile.</p>}
				{known !== undefined && (
					<>
						<button type="button" aria-pressed={isHex} onClick={() => {
							setHex(!isHex);
						}}>Bytes</button>
						<pre tabIndex={0} role="group" aria-label="The message as it was received">{isHex ? hexDump(known.raw) : <StyledText text={new TextDecoder().decode(known.raw)} marker={marker} keepsLines={true} />}</pre>
					</>
				)}
			</div>
		</div>
	);
}

interface FieldProps {
	readonly name: string;
	readonly label?: string;
	readonly value: string | undefined;
	/** Without it, the field is nothing to filter by. */
	readonly session?: Session;
}

function Field({name, label = name, value, session}: FieldProps): JSX.Element | null {
	if (value === undefined || value === '') return null;
	const filter = (isWanted: boolean) => (): void => {
		session?.search({q: withCondition(session.view.state.context ? '' : session.view.state.q, name, value, isWanted)});
	};
	return (
		<tr>
			<th scope="row">{label}</th>
			<td class="filters">
				{session !== undefined && (
					<>
						<button type="button" title="Only these" aria-label={`Only ${label} ${value}`} onClick={filter(true)}>+</button>
						<button type="button" title="Without these" aria-label={`Without ${label} ${value}`} onClick={filter(false)}>−</button>
					</>
				)}
			</td>
			<td><StyledText text={value} keepsLines={false} /></td>
		</tr>
	);
}

function CopyButton({label, text: copied, session}: {readonly label: string; readonly text: () => string; readonly session: Session}): JSX.Element | null {
	// Browsers have a clipboard only on https and localhost.
	if (!isSecureContext) return null;
	return <button type="button" onClick={() => {
		void navigator.clipboard.writeText(copied()).then(() => {
			session.announce('Copied');
		});
	}}>{label}</button>;
}

async function originOf({seq, cursor}: Row): Promise<Origin> {
	if (seq === undefined || cursor === undefined) throw new Error('no message of the ring');
	const one = [['cursor', `${epochOf(cursor)}:${seq - 1}`], ['q', `seq:${seq}`], ['count', 1]] as const;
	const [raw, told] = await Promise.all([
		text([...one, ['fmt', 'rfc5424']]),
		text([...one, ['template', '{{seq}} {{pid}} {{uid}} {{source}}']]),
	]);
	const [, found, pid = '', uid = '', source = ''] = /^(\d+) (\d*) (\d*) (.*)\n$/.exec(new TextDecoder().decode(told)) ?? [];
	if (found !== String(seq)) throw new Error('the message is gone');
	return {raw: raw.subarray(0, -1), pid, uid, source};
}

function hexDump(bytes: Uint8Array): string {
	const lines: string[] = [];
	for (let at = 0; at < Math.min(bytes.length, MAX_HEX_BYTES); at += HEX_BYTES_PER_LINE) {
		const part = [...bytes.subarray(at, at + HEX_BYTES_PER_LINE)];
		const hex = part.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
		const shown = part.map(byte => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.').join('');
		lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(3 * HEX_BYTES_PER_LINE)} ${shown}`);
	}
	if (bytes.length > MAX_HEX_BYTES) lines.push(`… ${(bytes.length - MAX_HEX_BYTES).toLocaleString()} bytes more`);
	return lines.join('\n');
}
