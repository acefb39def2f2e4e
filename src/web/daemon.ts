import {parseRows, type Row} from './message.js';

/** An answer that is none; the message is the daemon's own sentence. */
export class Refusal extends Error {
	readonly status: number;

	constructor(status: number, message: string) {
		super(message);
		this.name = 'Refusal';
		this.status = status;
	}

	/** Whether the query took more work than the daemon allows for one. */
	get isTimeout(): boolean {
		return this.status === SERVICE_UNAVAILABLE;
	}
}

/** Messages, and where the next are found. */
export interface Page {
	readonly rows: Row[];
	/** The place right after the newest message at the time of asking, `epoch:seq`. */
	readonly cursor: string;
}

/** What a number speaks of: everything up to `cursor`. */
export interface Counted<T> {
	readonly value: T;
	readonly cursor: string;
}

/** The answer to `/ui/status`, as far as the page uses it. */
export interface DaemonStatus {
	readonly version: string;
	readonly epoch: string;
	readonly paused: boolean;
	readonly paused_until?: string;
	/** The daemon's clock. */
	readonly now: string;
	/** Whether this page may pause and clear. */
	readonly control: boolean;
	readonly buffer: {
		readonly messages: {readonly used: number; readonly max: number};
		readonly bytes: {readonly used: number; readonly max: number};
		readonly oldest?: string;
		readonly newest?: string;
		readonly oldest_seq: number;
		readonly next_seq: number;
	};
	readonly listeners: readonly {readonly kind: string; readonly address: string}[];
	readonly counters: {readonly evicted: number; readonly cleared: number; readonly expired: number; readonly kernel_drops: number; readonly discarded_paused: number};
}

/** An entry of the daemon's ledger of losses; docs/query.md has every key. */
export interface Loss {
	/** RFC 3339, UTC. */
	readonly from: string;
	readonly to: string;
	readonly source: string;
	readonly reason: string;
	readonly count: number;
	readonly unit: string;
	readonly fate: string;
	/** Why, for people. */
	readonly text: string;
}

/** An answer that takes longer has been lost: the daemon itself ends a wait after half a minute. */
const ANSWER_WITHIN_MS = 45_000;
/** How the daemon is, it knows at once. */
const STATUS_WITHIN_MS = 5000;
const REQUEST_TIMEOUT = 408;
const SERVICE_UNAVAILABLE = 503;

/** Parameters of a request: those of the selection, and more. */
export type Parameters = readonly (readonly [name: string, value: string | number])[];

/** Asks for messages. */
export async function messages(selection: URLSearchParams, more: Parameters, signal?: AbortSignal): Promise<Page> {
	const response = await ask('../', selection, [...more, ['fmt', 'json']], signal);
	return {rows: parseRows(await response.text()), cursor: response.headers.get('Circolog-Cursor') ?? ''};
}

/** Asks for one of the answers that are numbers: `count`, `histogram`, `top`, `patterns`, `stats`. */
export async function numbers<T>(path: string, selection: URLSearchParams, more: Parameters, signal?: AbortSignal): Promise<Counted<T>> {
	const response = await ask(`../${path}`, selection, more, signal);
	return {value: await response.json() as T, cursor: response.headers.get('Circolog-Cursor') ?? ''};
}

/** Asks for text: a message in one of the other formats. */
export async function text(more: Parameters): Promise<Uint8Array<ArrayBuffer>> {
	const response = await ask('../', new URLSearchParams(), more);
	return new Uint8Array(await response.arrayBuffer());
}

/** The last losses that the daemon has written down. */
export async function lastLosses(count: number): Promise<readonly Loss[]> {
	const {value} = await numbers<{losses: readonly Loss[]}>('losses', new URLSearchParams(), [['l', count]], AbortSignal.timeout(STATUS_WITHIN_MS));
	return value.losses;
}

/** How the daemon is. */
export async function status(): Promise<DaemonStatus> {
	const response = await ask('status', new URLSearchParams(), [], AbortSignal.timeout(STATUS_WITHIN_MS));
	return await response.json() as DaemonStatus;
}

/** Resolves when a message has come that is selected, or after half a minute; to the place up to which none has. */
export async function nextMessage(selection: URLSearchParams, cursor: string, signal: AbortSignal): Promise<string> {
	try {
		await ask('../wait', selection, [['cursor', cursor], ['fmt', 'cat']], signal);
		return cursor;
	} catch (error) {
		if (error instanceof Timeout) return error.cursor === '' ? cursor : error.cursor;
		throw error;
	}
}

/** Has the daemon do something, where it was started with `--ui-control`. */
export async function command(path: 'pause/on' | 'pause/off' | 'logs/clear'): Promise<void> {
	const response = await fetch(path, {method: 'POST'});
	if (!response.ok) throw new Refusal(response.status, (await response.text()).trimEnd());
}

/** The address that downloads what is selected. */
export function downloadAddress(selection: URLSearchParams, format: string): string {
	return addressOf('../', selection, [['fmt', format]]);
}

/** The epoch of a cursor. */
export function epochOf(cursor: string): string {
	return cursor.slice(0, cursor.indexOf(':'));
}

/** The sequence number of a cursor. */
export function seqOf(cursor: string): number {
	return Number(cursor.slice(cursor.indexOf(':') + 1));
}

class Timeout extends Refusal {
	readonly cursor: string;

	constructor(cursor: string) {
		super(REQUEST_TIMEOUT, 'nothing has come');
		this.cursor = cursor;
	}
}

async function ask(path: string, selection: URLSearchParams, more: Parameters, signal?: AbortSignal): Promise<Response> {
	const late = AbortSignal.timeout(ANSWER_WITHIN_MS);
	const response = await fetch(addressOf(path, selection, more), {signal: signal === undefined ? late : AbortSignal.any([signal, late]), cache: 'no-store'});
	if (response.ok) return response;
	if (response.status === REQUEST_TIMEOUT) throw new Timeout(response.headers.get('Circolog-Cursor') ?? '');
	throw new Refusal(response.status, (await response.text()).trimEnd());
}

function addressOf(path: string, selection: URLSearchParams, more: Parameters): string {
	const parameters = new URLSearchParams(selection);
	for (const [name, value] of more) parameters.append(name, String(value));
	const search = parameters.toString();
	return search === '' ? path : `${path}?${search}`;
}
