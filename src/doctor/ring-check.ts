import type {Endpoint} from '../client/endpoint.js';
import {logPath} from '../client/log-path.js';
import {readText, request} from '../client/request.js';
import {showCount} from '../client/units.js';
import {controlCharacterAdvice, type Forwarding, forwardingAdvice, localParserAdvice} from './advice.js';
import {type CheckName, type Finding, warning} from './finding.js';
import {daemonOf} from './log-daemon.js';
import {MARK_PREFIX} from './marks.js';
import {type Message, readMessages} from './message.js';
import {processName} from './process-table.js';
import {type Sign, signsOf} from './signs.js';

/** So many of a source's newest messages are looked at. */
const MESSAGES_OF_A_SOURCE = 200;
/** Longest part of a message that is shown. */
const EXAMPLE_CHARACTERS = 60;

/** Newest messages that came in through one listener. */
export interface Sample {
	/** The listener, as `unix-dgram:/run/circolog/syslog.sock`. */
	readonly source: string;
	readonly messages: readonly Message[];
	/** Who has sent each, by the number of the message; where the kernel vouches for it. */
	readonly pids: ReadonlyMap<number, number>;
}

/** Reads the newest messages of a source, but not the doctor's own. */
export async function sampleOf(query: Endpoint, source: string): Promise<Sample> {
	const which = `source:"${source.replace(/["\\]/g, '\\$&')}" AND NOT raw:"${MARK_PREFIX}"`;
	const text = await read(query, [['q', which], ['fmt', 'json']], MESSAGES_OF_A_SOURCE);
	return {source, messages: readMessages(text), pids: await sendersOf(query, which, MESSAGES_OF_A_SOURCE)};
}

/** Process ids of the senders of messages, by the messages' numbers. */
export async function sendersOf(query: Endpoint, which: string, lines: number): Promise<Map<number, number>> {
	const text = await read(query, [['q', which], ['template', '{{seq}} {{pid}}']], lines);
	return new Map(text.split('\n').flatMap((line) => {
		const [, seq, pid] = /^(\d+) (\d+)$/.exec(line) ?? [];
		return pid === undefined ? [] : [[Number(seq), Number(pid)] as const];
	}));
}

/** What the newest messages show of how they are forwarded. */
export interface RingOptions {
	readonly proc: string;
	readonly forwarding: Forwarding;
	/** Senders of which it is known how they forward: messages just sent through them have shown it. */
	readonly tried: ReadonlySet<number>;
	/** Hosts of those messages, where they came over the network. */
	readonly triedHosts: ReadonlySet<string | undefined>;
}

/** Looks for signs of bad forwarding in what is there already. Who has ended, or has been tried just now, is left out. */
export function checkSample({source, messages, pids}: Sample, {proc, forwarding, tried, triedHosts}: RingOptions): Finding[] {
	const isLocal = source.startsWith('unix-');
	const signs = new Map<Sign, {message: Message; count: number}>();
	let looked = 0;
	let withVersion = 0;
	for (const message of messages) {
		const pid = pids.get(message.seq);
		if (pid === undefined ? triedHosts.has(message.hostname) : tried.has(pid) || (pid > 0 && processName(proc, pid) === undefined)) continue;
		looked += 1;
		if (message.version !== undefined) withVersion += 1;
		for (const sign of signsOf(message)) signs.set(sign, {message, count: (signs.get(sign)?.count ?? 0) + 1});
	}
	// Devices in the network have spoken BSD all their lives; and one text may well begin with a space.
	if (!isLocal) signs.delete('bsd-format');
	if ((signs.get('leading-space')?.count ?? 0) * 2 <= withVersion) signs.delete('leading-space');
	return [...signs].map(([sign, {message, count}]) => {
		const pid = pids.get(message.seq);
		const daemon = pid === undefined ? undefined : daemonOf(proc, pid);
		const name = pid === undefined ? undefined : processName(proc, pid);
		const {check, what, advice} = MEANINGS[sign];
		const from = name === undefined ? '' : `, from ${name} (process ${String(pid)})`;
		return warning(check, `${showCount(count)} of the last ${showCount(looked)} messages through ${source}${from}, ${what}: ${example(message)}`,
			advice({...forwarding, daemon}));
	});
}

const MEANINGS: Readonly<Record<Sign, {check: CheckName; what: string; advice: (forwarding: Forwarding) => string[]}>> = {
	'bsd-format': {check: 'format', what: 'were forwarded in the BSD format', advice: forwardingAdvice},
	'embedded-header': {
		check: 'embedded-header', what: 'have another header in their text',
		advice: forwarding => [...localParserAdvice(forwarding), '# and', ...forwardingAdvice(forwarding)],
	},
	escapes: {check: 'control-characters', what: 'have control characters written as #012 and the like', advice: controlCharacterAdvice},
	'leading-space': {check: 'leading-space', what: 'have two spaces before their text', advice: forwardingAdvice},
};

function example({message = ''}: Message): string {
	return JSON.stringify(message.length > EXAMPLE_CHARACTERS ? `${message.slice(0, EXAMPLE_CHARACTERS)}…` : message);
}

async function read(query: Endpoint, parameters: readonly (readonly [string, string])[], lines: number): Promise<string> {
	return readText(query, await request(query, 'GET', logPath('/', parameters, {lines})));
}
