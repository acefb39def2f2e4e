import {closeSync, openSync, readFileSync, readSync} from 'node:fs';

const READ_BYTES = 4 * 1024 * 1024;

/**
 * Where in the memory of a process a text stands, in all that it may read: names of the mappings, with addresses. The
 * process stands still meanwhile, for what is mapped must not change under the search.
 */
export function findInMemory(pid: number, text: string): string[] {
	const needle = Buffer.from(text);
	const buffer = Buffer.alloc(READ_BYTES);
	const found: string[] = [];
	const memory = openSync(`/proc/${pid}/mem`, 'r');
	process.kill(pid, 'SIGSTOP');
	try {
		while (!/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) continue;
		for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')) {
			const [, from = '', to = '', name = ''] = /^(\w+)-(\w+) r\S+ \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
			// The kernel's own pages cannot be read.
			if (from === '' || name.startsWith('[v')) continue;
			const end = parseInt(to, 16);
			// Each read begins so far back that nothing is missed between two.
			for (let at = parseInt(from, 16); at < end; at += READ_BYTES - needle.length) {
				const got = readSync(memory, buffer, 0, Math.min(READ_BYTES, end - at), at);
				for (let i = buffer.subarray(0, got).indexOf(needle); i !== -1; i = buffer.subarray(0, got).indexOf(needle, i + 1)) {
					found.push(`${name === '' ? 'anonymous' : name} at ${(at + i).toString(16)}`);
				}
			}
		}
	} finally {
		process.kill(pid, 'SIGCONT');
		closeSync(memory);
	}
	return found;
}
