import {readlinkSync, realpathSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {argumentsOf, hasSocket, processes, processName, unixSockets} from './process-table.js';

/** A syslog daemon of this host. */
export interface LogDaemon {
	readonly name: 'syslog-ng' | 'rsyslog';
	/** Path of its main configuration file. */
	readonly configuration: string;
}

/** Whom local programs log to. */
export interface LogSocket {
	/** Whether systemd-journald takes the messages, and hands them on. */
	readonly isJournal: boolean;
	/** The daemon that takes them, as far as it can be known; with the journal between, the one that runs here. */
	readonly daemon: LogDaemon | undefined;
}

/** Process names, default configuration, and names of the flag that names another. */
const DAEMONS: Readonly<Record<string, LogDaemon & {readonly flags: readonly string[]}>> = {
	'syslog-ng': {name: 'syslog-ng', configuration: '/etc/syslog-ng/syslog-ng.conf', flags: ['-f', '--cfgfile']},
	rsyslogd: {name: 'rsyslog', configuration: '/etc/rsyslog.conf', flags: ['-f']},
};

/** Finds out who listens at `/dev/log`, or wherever it is. Whose sockets we may not see are known by their names only. */
export function whoTakes(path: string, proc: string): LogSocket {
	const target = realPath(path);
	const isJournal = target.startsWith('/run/systemd/journal/');
	const inodes = new Set(unixSockets(proc).filter(socket => socket.path === path || socket.path === target).map(({inode}) => inode));
	const known = processes(proc).filter(pid => daemonOf(proc, pid) !== undefined);
	const pid = known.find(each => hasSocket(proc, each, inodes)) ?? known[0];
	return {isJournal, daemon: pid === undefined ? undefined : withConfiguration(proc, pid)};
}

/** The kind of syslog daemon that a process is. */
export function daemonOf(proc: string, pid: number): LogDaemon['name'] | undefined {
	return DAEMONS[processName(proc, pid) ?? '']?.name;
}

function withConfiguration(proc: string, pid: number): LogDaemon | undefined {
	const known = DAEMONS[processName(proc, pid) ?? ''];
	if (!known) return undefined;
	const named = flagValue(argumentsOf(proc, pid), known.flags);
	return {name: known.name, configuration: named === undefined ? known.configuration : resolve(workingFolder(proc, pid), named)};
}

/** The value of a flag, written `-f X`, `-fX`, `--cfgfile X` or `--cfgfile=X`. */
function flagValue(args: readonly string[], flags: readonly string[]): string | undefined {
	for (const [i, arg] of args.entries()) {
		if (flags.includes(arg)) return args[i + 1];
		const flag = flags.find(each => arg.startsWith(each.startsWith('--') ? `${each}=` : each));
		if (flag !== undefined && !(arg.startsWith('--') && !flag.startsWith('--'))) return arg.slice(flag.length).replace(/^=/, '');
	}
	return undefined;
}

function workingFolder(proc: string, pid: number): string {
	try {
		return readlinkSync(join(proc, String(pid), 'cwd'));
	} catch {
		return '/';
	}
}

function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}
