import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {DaemonOptions} from '../daemon.js';
import {largestMessageFor, MAX_BUFFER_BYTES, MAX_BUFFER_MESSAGES, MIN_BUFFER_BYTES} from '../hub/layout.js';
import type {SenderLimits} from '../receiver/protocol.js';
import {READY_MADE} from '../redact/ready-made.js';
import {type PatternSource, readRules, RulesError} from '../redact/rules-file.js';
import {chooseRuntimeFolder} from '../runtime-folder.js';
import type {QueryAccess} from '../server/access/query-access.js';
import {inheritedSockets} from '../service/inherited-sockets.js';
import {InheritedSocketError, takePassedDescriptors} from '../service/passed-descriptors.js';
import {address, oneOf, size, socketPath, text, timeSpan, wholeNumber} from './values.js';
import {ACCESS_FLAGS} from './access-flags.js';
import {listOption, option, parseCommandLine, toggle} from './command-line.js';
import {type Listeners, listenersFrom} from './listeners.js';
import {fail, refuse} from './give-up.js';
import {log} from './log.js';
import {accessWarning, queryAccessFrom} from './query-access.js';
import {redactionRules, RULE_GROUPS} from './redaction-rules.js';
import {resumedText} from './resumed-text.js';
import {senderFlags, senderLimitsFrom} from './sender-flags.js';
import {firstModeOf, flagsInVain, socketRightsFrom} from './socket-rights.js';
import {readTls, type ReadTls, type TlsFiles, tlsFilesFrom, tlsFlags} from './tls-flags.js';
import {UsageError} from './usage-error.js';
import {version} from './version.js';
import type {Signals} from './signals.js';

/** Shortest message size that can be asked for: less than a header is of no use. */
const MIN_MESSAGE_BYTES = 64;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DEFAULT_MESSAGE_BYTES = 64 * 1024;
const MAX_QUERY_TIMEOUT_MS = 24 * 3600 * 1000;
const MIN_AGE_MS = 1000;
const MAX_AGE_MS = 366 * 24 * 3600 * 1000;

const flags = {
	syslogdSockets: listOption('--syslogd-socket <PATH>', 'unix datagram socket to receive syslog on', socketPath, {
		shownDefault: 'syslog.sock in the runtime folder, if no source is named',
	}),
	streamSockets: listOption('--syslog-stream-socket <PATH>', 'unix stream socket to receive syslog on', socketPath),
	udp: listOption('--syslog-udp <ADDR>', 'UDP address to receive syslog on', address(0)),
	tcp: listOption('--syslog-tcp <ADDR>', 'TCP address to receive syslog on', address(0)),
	...tlsFlags,
	...senderFlags,
	querySocket: option('--query-socket <PATH>', 'unix socket that answers queries', socketPath, undefined, {
		shownDefault: 'query.sock in the runtime folder',
	}),
	queryAddress: option('--query-addr <ADDR>', 'also answer queries on this TCP address', address(0)),
	controlSocket: option('--ctl-socket <PATH>', 'unix socket that takes commands', socketPath, undefined, {
		shownDefault: 'ctl.sock in the runtime folder',
	}),
	bufferSize: option('--buffer-size <N>', 'most messages kept', wholeNumber(1, MAX_BUFFER_MESSAGES), undefined, {
		shownDefault: 'as many as fit into --buffer-bytes',
	}),
	bufferBytes: option('--buffer-bytes <SIZE>', 'memory for messages and their index', size(MIN_BUFFER_BYTES, MAX_BUFFER_BYTES), '64M'),
	maxMessageSize: option('--max-message-size <SIZE>', 'longest message kept whole', size(MIN_MESSAGE_BYTES, MAX_MESSAGE_BYTES), undefined, {
		shownDefault: '64K, or what --buffer-bytes has room for',
	}),
	compress: option('--compress <HOW>', 'compress the oldest messages, for many times the history; or off', oneOf('off', 'brotli'), 'brotli', {
		words: ['off', 'brotli'],
	}),
	maxAge: option('--max-age <TIME>', 'forget messages that are older, also when nothing new comes', timeSpan(MIN_AGE_MS, MAX_AGE_MS), undefined, {
		shownDefault: 'as old as the ring has room for',
	}),
	requireMlock: toggle('--require-mlock', 'do not start unless the ring can be locked in memory, out of reach of swap'),
	keep: option('--keep <PATH>', 'keep the ring in a file on tmpfs, for the next daemon to go on with', text),
	keepOnDisk: toggle('--keep-on-disk', 'let the file of --keep be on a disk'),
	redact: listOption('--redact <RULES>', 'mask these in each message before it is stored', redactionRules, {
		words: [...Object.keys(RULE_GROUPS), ...READY_MADE.map(({name}) => name)],
	}),
	redactFile: option('--redact-file <PATH>', 'file of rules of your own, a line each: NAME s/PATTERN/REPLACEMENT/', text),
	queryTimeout: option('--query-timeout <TIME>', 'work that one query may take before it is ended', timeSpan(1, MAX_QUERY_TIMEOUT_MS), '30s'),
	uiControl: toggle('--ui-control', 'let the page at /ui/ pause and clear, for everyone who can reach it'),
	...ACCESS_FLAGS,
	pidFile: option('--pid-file <PATH>', 'file to write the process id to', text),
};

/** What the command line asks for. */
export interface Options extends Omit<DaemonOptions, 'onDeath'> {
	readonly pidFile: string | undefined;
	/** Certificates for syslog. */
	readonly tlsFiles: TlsFiles | undefined;
	readonly toggles: number;
	/** The mode that unix sockets are made with, before they get their own. */
	readonly firstMode: number;
	/** What is said about it when the daemon is up. */
	readonly warnings: readonly string[];
}

/** Reads the command line; what is wrong with it ends the program. */
export async function optionsFrom(signals: Signals): Promise<Options> {
	const {values} = await parseCommandLine({
		name: 'circologd',
		description: 'Keeps the newest part of a detailed syslog in memory, and nowhere else.',
		flags,
		check: ({keep, keepOnDisk}) => {
			if (keepOnDisk && keep === undefined) throw new UsageError('--keep-on-disk says where the file of --keep may be: give --keep too');
		},
		examples: [
			'circologd',
			'circologd --syslog-udp 127.0.0.1:5514 --syslog-tcp 127.0.0.1:5514 --buffer-bytes 256M',
			'circologd -syslogd-socket /run/circolog-syslog.sock -query-socket /run/circolog-query.sock',
		],
	});
	let folder: string | undefined;
	const inFolder = (name: string): string => join((folder ??= runtimeFolder()), name);
	let listeners: Listeners;
	let senders: SenderLimits;
	let tlsFiles: TlsFiles | undefined;
	let tls: ReadTls | undefined;
	let socketRights: DaemonOptions['socketRights'];
	let access: QueryAccess;
	try {
		listeners = listenersFrom(values, inheritedSockets(takePassedDescriptors(process.env, process.pid)), inFolder);
		senders = senderLimitsFrom(values, listeners.syslog, log.warning);
		tlsFiles = tlsFilesFrom(values, listeners.syslog.some(({kind}) => kind === 'tls'));
		tls = tlsFiles && readTls(tlsFiles, Date.now());
		socketRights = socketRightsFrom(values);
		access = queryAccessFrom(values, listeners.query);
	} catch (error) {
		if (error instanceof UsageError || error instanceof InheritedSocketError) return refuse(error.message);
		throw error;
	}
	const toggles = signals.toggles;
	const inVain = flagsInVain(listeners, values);
	const warning = accessWarning(access, listeners.query);
	return {
		version: version(),
		...listeners,
		socketRights,
		access,
		maxFollowers: values.maxFollowers,
		firstMode: firstModeOf(listeners, socketRights),
		warnings: [
			...(inVain.length === 0 ? [] : [`inherited sockets stay as they are, whatever ${inVain.join(' and ')} may say`]),
			...(warning === undefined ? [] : [warning]),
			...(tls?.warnings ?? []),
		],
		limits: limitsFrom(values),
		senders,
		tls: tls?.credentials,
		tlsFiles,
		compress: values.compress === 'brotli',
		redaction: {readyMade: [...new Set(values.redact.flat())], patterns: patternsFrom(values.redactFile)},
		maxAgeMs: values.maxAge,
		requireLock: values.requireMlock,
		queryTimeoutMs: values.queryTimeout,
		uiControl: values.uiControl,
		keep: values.keep === undefined ? undefined : {path: resolve(values.keep), onDisk: values.keepOnDisk},
		onResumed: (repaired, memory) => {
			log[repaired.dropped + repaired.mended > 0 || repaired.areCountersMended ? 'warning' : 'notice'](resumedText(repaired, memory));
		},
		paused: toggles % 2 === 1,
		toggles,
		pidFile: values.pidFile,
		onFailure: (what, error) => {
			log.error(`failed to answer ${what}: ${(error.stack ?? error.message).replace(/\s*\n\s*/g, ' ')}`);
		},
		onWarning: sentence => {
			log.warning(sentence);
		},
		onPauseOver: () => {
			log.notice('resumed: the time of the pause is over');
		},
	};
}

function limitsFrom(values: {bufferSize: number | undefined; bufferBytes: number; maxMessageSize: number | undefined}): DaemonOptions['limits'] {
	const maxBytes = values.bufferBytes;
	const largest = largestMessageFor(maxBytes);
	const {maxMessageSize} = values;
	if (maxMessageSize !== undefined && maxMessageSize > largest) {
		refuse(`--max-message-size: "${maxMessageSize}" is not allowed: a ring of ${maxBytes} bytes has room for messages of up to ${largest} bytes`);
	}
	return {
		maxBytes,
		maxMessages: values.bufferSize,
		maxMessageBytes: maxMessageSize ?? Math.min(DEFAULT_MESSAGE_BYTES, largest),
	};
}

function patternsFrom(path: string | undefined): readonly PatternSource[] {
	if (path === undefined) return [];
	try {
		return readRules(readFileSync(path, 'utf8'), READY_MADE.map(({name}) => name));
	} catch (error) {
		if (error instanceof RulesError) refuse(`--redact-file: ${path}:${error.line}:${error.column}: ${error.message}`);
		refuse(`--redact-file: ${(error as Error).message}`);
	}
}

function runtimeFolder(): string {
	try {
		return chooseRuntimeFolder();
	} catch (error) {
		return fail(error);
	}
}
