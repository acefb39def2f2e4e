import {readdirSync, readFileSync} from 'node:fs';

/** `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used, all threads, in seconds; steps of 10 ms (proc(5), stat). */
export function cpuSeconds(pid: number): number {
	const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
	// The second field is the command in brackets, and may hold anything.
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in bytes, shared pages included. */
export function residentBytes(pid: number): number {
	const text = readFileSync(`/proc/${pid}/status`, 'latin1');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? NaN) * 1024;
}

/** What a thread has done so far. */
export interface ThreadNumbers {
	readonly name: string;
	/** CPU time in seconds, to the nanosecond. */
	readonly cpu: number;
	/** Times that it went to sleep by itself, and so was woken up. */
	readonly sleeps: number;
}

/** The threads of a process by their ids. */
export function threads(pid: number): Map<string, ThreadNumbers> {
	return new Map(readdirSync(`/proc/${pid}/task`).map(id => {
		const folder = `/proc/${pid}/task/${id}`;
		const status = readFileSync(`${folder}/status`, 'latin1');
		const [ran = '0'] = readFileSync(`${folder}/schedstat`, 'latin1').split(' ');
		return [id, {
			name: /^Name:\s+(.*)$/m.exec(status)?.[1] ?? id,
			cpu: Number(ran) / 1e9,
			sleeps: Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? NaN),
		}];
	}));
}

/** Packets that the kernel dropped before any socket saw them, because its queue of packets was full: no receiver can count these. */
export function droppedBeforeSockets(): number {
	const rows = readFileSync('/proc/net/softnet_stat', 'latin1').trim().split('\n');
	return rows.reduce((sum, row) => sum + parseInt(row.split(' ')[1] ?? '0', 16), 0);
}
