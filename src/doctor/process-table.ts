import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';

/** Set in the flags of a stream socket that listens: `__SO_ACCEPTCON`. */
const ACCEPTS_CONNECTIONS = 0x10000;

/** A unix socket with a path (proc_net_unix(5)). */
export interface UnixSocket {
	readonly inode: string;
	readonly path: string;
	/** Whether it is a stream socket that connections can be made to. */
	readonly listens: boolean;
}

/** The unix sockets of this network namespace that have a path; none where /proc is hidden. */
export function unixSockets(proc: string): UnixSocket[] {
	return readOr(join(proc, 'net/unix'), '').split('\n').flatMap((line) => {
		const [, flags = '', inode = '', path] = /^\w+: \w+ \w+ (\w+) \w+ \w+ +(\d+) (\/.*)$/.exec(line) ?? [];
		return path === undefined ? [] : [{inode, path, listens: (parseInt(flags, 16) & ACCEPTS_CONNECTIONS) !== 0}];
	});
}

/** The process ids there are. */
export function processes(proc: string): number[] {
	try {
		return readdirSync(proc).filter(name => /^\d+$/.test(name)).map(Number);
	} catch {
		return [];
	}
}

/** The name of a process; undefined where there is none. */
export function processName(proc: string, pid: number): string | undefined {
	return readOr(join(proc, String(pid), 'comm'), '').trim() || undefined;
}

/** Whether a process has one of these sockets open; false where we may not know. */
export function hasSocket(proc: string, pid: number, inodes: ReadonlySet<string>): boolean {
	const folder = join(proc, String(pid), 'fd');
	try {
		return readdirSync(folder).some(fd => inodes.has(/^socket:\[(\d+)\]$/.exec(linkOr(join(folder, fd)))?.[1] ?? ''));
	} catch {
		return false;
	}
}

/** The arguments of a process. */
export function argumentsOf(proc: string, pid: number): string[] {
	return readOr(join(proc, String(pid), 'cmdline'), '').split('\0').slice(0, -1);
}

function readOr(path: string, otherwise: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return otherwise;
	}
}

/** File descriptors come and go while they are looked at. */
function linkOr(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return '';
	}
}
