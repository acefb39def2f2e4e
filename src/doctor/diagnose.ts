import {dirname, join} from 'node:path';
import {ClientError} from '../client/client-error.js';
import type {Endpoint} from '../client/endpoint.js';
import type {Status} from '../client/status.js';
import type {Forwarding} from './advice.js';
import {Arrivals} from './arrivals.js';
import {checkClocks} from './clock-check.js';
import {checkDaemon, checkPause, checkReading} from './daemon-check.js';
import {type Destination, destinationOf} from './destination.js';
import {fault, type Finding} from './finding.js';
import {checkListener} from './listener-check.js';
import {type LogSocket, whoTakes} from './log-daemon.js';
import {checkLogSocket} from './log-socket-check.js';
import {Marker} from './marks.js';
import type {Message} from './message.js';
import {checkPrivacy} from './privacy-check.js';
import {checkQueueLength} from './queue-length-check.js';
import {checkReopen} from './reopen-check.js';
import {checkSample, type Sample, sampleOf, sendersOf} from './ring-check.js';
import {readSyslogNgFiles, type SyslogNgConfiguration} from './syslog-ng-files.js';

/** What is to be examined. */
export interface Setup {
	/** Path of the daemon's control socket. */
	readonly controlSocket: string;
	/** Path of the socket that local programs log to; `/dev/log` unless the user has named another. */
	readonly logSocket: string | undefined;
	/** How long a message may be on its way. */
	readonly withinMs: number;
	/** Where the kernel tells of processes and sockets: `/proc`. */
	readonly proc: string;
}

const DEFAULT_LOG_SOCKET = '/dev/log';

/** Finds out what is wrong with a set-up, one finding after the other. Never throws because of what it finds. */
export async function* diagnose(setup: Setup): AsyncGenerator<Finding> {
	const {controlSocket, proc} = setup;
	const {finding, status} = await checkDaemon(controlSocket, proc);
	yield finding;
	const beside = join(dirname(controlSocket), 'query.sock');
	const query = status === undefined ? beside : queryPath(status, beside);
	const reading = await checkReading(query, proc);
	// Where there is no daemon, it need not be said twice.
	if (status || reading.state === 'ok') yield reading;
	if (status) yield checkPause(status);

	const logSocket = setup.logSocket ?? DEFAULT_LOG_SOCKET;
	const taker = whoTakes(logSocket, proc);
	const syslogNg = taker.daemon?.name === 'syslog-ng' ? readSyslogNgFiles(taker.daemon.configuration) : undefined;
	const to = destinationsOf(status, controlSocket);
	const forwarding: Forwarding = {daemon: taker.daemon?.name, sources: syslogNg?.sources ?? [], to, logSocket};
	if (status && reading.state === 'ok') {
		try {
			yield* checkMessages(setup, {status, query: {path: query}, forwarding, taker});
		} catch (error) {
			if (!(error instanceof ClientError)) throw error;
			yield fault('reading', error.message, []);
		}
	}
	if (status) yield* await checkPrivacy(controlSocket);
	yield* afterwards(syslogNg, to, proc);
}

/** Sends messages on trial, unless they would be thrown away, and looks at those that are there. */
async function* checkMessages(
	{withinMs, proc, logSocket: named}: Setup,
	{status, query, forwarding, taker}: {status: Status; query: Endpoint; forwarding: Forwarding; taker: LogSocket},
): AsyncGenerator<Finding> {
	const marker = new Marker();
	const tried: Message[] = [];
	if (!status.paused) {
		const arrivals = await Arrivals.open(query, marker.run);
		try {
			const listeners = forwarding.to.map(async to => checkListener(to, marker, arrivals, withinMs));
			const local = checkLogSocket({path: forwarding.logSocket, isNamed: named !== undefined, isJournal: taker.isJournal, forwarding}, marker, arrivals, withinMs);
			yield* await Promise.all(listeners);
			const {findings, messages} = await local;
			yield* findings;
			tried.push(...messages);
		} finally {
			arrivals.close();
		}
	}
	const samples: Sample[] = [];
	for (const {name} of status.sources) samples.push(await sampleOf(query, name));
	const pids = tried.length === 0 ? new Map<number, number>() : await sendersOf(query, `raw:"${marker.run}"`, -1);
	const triedPids = tried.map(({seq}) => pids.get(seq));
	const options = {
		proc, forwarding, tried: new Set(triedPids.filter(pid => pid !== undefined)),
		triedHosts: new Set(tried.filter(({seq}) => !pids.has(seq)).map(({hostname}) => hostname)),
	};
	for (const sample of samples) yield* checkSample(sample, options);
	yield* checkClocks([...samples.flatMap(({messages}) => messages), ...tried]);
}

/** What can be seen without the daemon. */
function* afterwards(syslogNg: SyslogNgConfiguration | undefined, to: readonly Destination[], proc: string): Generator<Finding> {
	if (syslogNg) yield* checkReopen(syslogNg, to);
	if (to.some(({kind}) => kind === 'unix-dgram')) yield checkQueueLength(proc);
}

function destinationsOf(status: Status | undefined, controlSocket: string): Destination[] {
	// Without a daemon to ask: where it would be, most likely.
	if (!status) return [{kind: 'unix-dgram', path: join(dirname(controlSocket), 'syslog.sock')}];
	return status.listeners.filter(({kind}) => kind === 'syslog').flatMap(({address, inherited}) => {
		const to = destinationOf(address);
		return to === undefined ? [] : [{...to, ...(inherited === true ? {inherited} : {})}];
	});
}

/** The daemon names its sockets as it was told to; a path from its working folder is of no use to us. */
function queryPath({listeners}: Status, beside: string): string {
	const path = listeners.find(({kind, address}) => kind === 'query' && address.startsWith('unix:'))?.address.slice('unix:'.length);
	return path?.startsWith('/') ? path : beside;
}
