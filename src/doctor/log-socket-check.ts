import {existsSync} from 'node:fs';
import {hostname} from 'node:os';
import {nowUs} from '../libc/clocks.js';
import {controlCharacterAdvice, type Forwarding, forwardingAdvice, localParserAdvice} from './advice.js';
import type {Arrivals} from './arrivals.js';
import {fault, type Finding, ok, warning} from './finding.js';
import {reasonOf} from './listener-check.js';
import {MARK_SD_ID, type Marked, type Marker} from './marks.js';
import {type Message, showLatency} from './message.js';
import {sendAsLibrary} from './send.js';
import {signsOf} from './signs.js';

/** What became of the messages sent through the local syslog daemon. */
export interface Trial {
	readonly findings: readonly Finding[];
	/** Those that arrived. */
	readonly messages: readonly Message[];
}

/** How the local syslog daemon is reached. */
export interface LogSocketOptions {
	readonly path: string;
	/** Whether the user has named the path: then it has to be there. */
	readonly isNamed: boolean;
	/** Whether systemd-journald takes the messages, which knows the BSD format only. */
	readonly isJournal: boolean;
	readonly forwarding: Forwarding;
}

/** Sends messages as local programs do, and sees how they come out at circologd. */
export async function checkLogSocket(options: LogSocketOptions, marker: Marker, arrivals: Arrivals, withinMs: number): Promise<Trial> {
	const {path, isNamed, isJournal, forwarding} = options;
	if (!existsSync(path)) {
		const found = `there is no ${path}, so there is no local syslog daemon to try`;
		return {findings: [isNamed ? fault('log-socket', found, ['ls -l /dev/log']) : ok('log-socket', found)], messages: []};
	}
	const now = new Date();
	const plain = marker.local(now);
	const control = marker.withControlCharacters(now);
	const structured = isJournal ? undefined : marker.rfc5424(now, hostname());
	const sent = [plain, control, ...structured ? [structured] : []];
	const [start, sentUs] = [performance.now(), nowUs()];
	try {
		for (const {bytes} of sent) await sendAsLibrary(path, bytes, withinMs);
	} catch (error) {
		const advice = ['# restart the syslog daemon that should listen there:', `sudo systemctl restart ${forwarding.daemon ?? 'syslog-ng'}`];
		return {findings: [fault('log-socket', `${path} takes no message: ${reasonOf(error)}`, advice)], messages: []};
	}
	const came = new Map<Marked, Message>();
	await Promise.all(sent.map(async (each) => {
		const arrival = await arrivals.wait(each.mark, start + withinMs);
		if (arrival) came.set(each, arrival);
	}));
	const messages = [...came.values()];
	if (came.size < sent.length) return {findings: [missing(options, sent.length, came.size, withinMs)], messages};
	const via = `${path}${forwarding.daemon === undefined ? '' : `, ${forwarding.daemon}`}: ${showLatency(sentUs, came.get(plain)!)}`;
	return {
		findings: [
			ok('log-socket', via),
			...findingsOf({plain: came.get(plain)!, control: came.get(control)!, structured: structured && came.get(structured)}, forwarding),
		],
		messages,
	};
}

/** What the messages look like that came through. Without `structured` nothing is said of what only it could show. */
export function findingsOf(
	{plain, control, structured}: {plain: Message; control: Message; structured: Message | undefined}, forwarding: Forwarding,
): Finding[] {
	const signs = signsOf(plain);
	const who = forwarding.daemon ?? 'the syslog daemon';
	const [isBsd, isEmbedded] = [signs.has('bsd-format'), signs.has('embedded-header')];
	const embedsStructured = structured !== undefined && signsOf(structured).has('embedded-header');
	return [
		isBsd
			? warning('format', `${who} forwards in the BSD format (no syslog-protocol flag, or a BSD template): structured data, year, zone and fractions of seconds are lost`, forwardingAdvice(forwarding))
			: ok('format', 'RFC 5424'),
		isEmbedded
			? warning('embedded-header', `${who} puts the whole message, header included, into the text of another: its template or its flags are wrong`, forwardingAdvice(forwarding))
			: embedsStructured
				? warning('embedded-header', `${who} does not understand RFC 5424 at ${forwarding.logSocket}: the header of such messages ends up in their text`, localParserAdvice(forwarding))
				: ok('embedded-header', 'no header in the text'),
		signsOf(control).has('escapes')
			? warning('control-characters', `${who} writes control characters as #012 and the like: messages of several lines come as one`, controlCharacterAdvice(forwarding))
			: ok('control-characters', 'forwarded as they are'),
		signs.has('leading-space')
			? warning('leading-space', `${who} puts two spaces before the text`, forwardingAdvice(forwarding))
			: ok('leading-space', 'one space before the text'),
		// Where the format or a parser is wrong, that has been said.
		...structured === undefined || isBsd || isEmbedded || embedsStructured ? [] : [
			structured.structured_data?.[MARK_SD_ID] === undefined
				? warning('structured-data', `${who} leaves structured data out`, forwardingAdvice(forwarding))
				: ok('structured-data', 'forwarded'),
		],
	];
}

function missing({path, isJournal, forwarding}: LogSocketOptions, sent: number, came: number, withinMs: number): Finding {
	const found = `of ${sent} messages sent to ${path}, ${came === 0 ? 'none' : `only ${came}`} came to circologd within ${withinMs} ms`;
	if (forwarding.daemon !== undefined) return fault('log-socket', `${found}: ${forwarding.daemon} does not forward all there is`, forwardingAdvice(forwarding));
	if (isJournal) return warning('log-socket', `${found}: systemd-journald keeps them, and no syslog-ng or rsyslog runs that forwards them`, ['sudo apt-get install rsyslog', ...forwardingAdvice({...forwarding, daemon: 'rsyslog'})]);
	return fault('log-socket', found, forwardingAdvice(forwarding));
}
