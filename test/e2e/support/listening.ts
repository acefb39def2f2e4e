import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** The state of a listening socket in /proc/net/tcp. */
const TCP_LISTEN = '0A';

function socketInodes(pid: number): Set<string> {
	const inodes = new Set<string>();
	for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
		try {
			const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
			if (inode !== undefined) {
				inodes.add(inode);
			}
		} catch {
			// Closed since the folder was read.
		}
	}
	return inodes;
}

/** The TCP ports on which a process listens, as the kernel tells. */
export function listeningPorts(pid: number): number[] {
	const inodes = socketInodes(pid);
	return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => readFileSync(table, 'utf8').split('\n').slice(1))
		.map(line => line.trim().split(/\s+/))
		.filter(fields => fields[3] === TCP_LISTEN && inodes.has(fields[9] ?? ''))
		.map(fields => Number.parseInt(fields[1]?.split(':').at(-1) ?? '', 16));
}
