import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';

const DATA = join(import.meta.dirname, '../../test/data');
/** As traditional syslog files have them: time, host, program, process id, text. */
const LINE = /^\w{3} +\d+ [\d:]{8} (\S+) (?:([^\s:[]+)(?:\[(\d+)\])?: )?(.*)$/;
/** One of so many lines is this: the real ones are too few for one of them to be rare. */
const ONE_OF = 10_000;
const RARE_LINE = 'Nov 20 15:10:37 combo kernel: Out of memory: Killed process 1543 (java) total-vm:4194304kB';
const FACILITIES = [0, 3, 4, 10];
/** By how often they occur: mostly info, some notices and warnings, few errors, hardly anything worse. */
const SEVERITIES = [...Array<number>(60).fill(6), ...Array<number>(20).fill(5), ...Array<number>(12).fill(4), ...Array<number>(5).fill(3), 2, 7, 7];
const FIRST_MS = Date.UTC(2026, 10, 20, 15, 10, 37);
const MAX_STEP_MS = 20;

/**
 * Real log lines as RFC 5424 messages, each ended by LF, of some 200 bytes: in an order by chance that is always the
 * same, so that neither a processor nor a cache can learn them by heart.
 */
export function logLines(bytes: number): Buffer {
	const lines = readdirSync(DATA).filter(name => name.endsWith('.log')).sort()
		.flatMap(name => readFileSync(join(DATA, name), 'utf8').trimEnd().split('\n'));
	const random = dice(1);
	const out: string[] = [];
	let ms = FIRST_MS;
	for (let size = 0, number = 1; size < bytes; number++) {
		ms += random(MAX_STEP_MS);
		const line = number % ONE_OF === 0 ? RARE_LINE : lines[random(lines.length)]!;
		const priority = FACILITIES[random(FACILITIES.length)]! * 8 + SEVERITIES[random(SEVERITIES.length)]!;
		const message = toRfc5424(line, priority, new Date(ms).toISOString(), number);
		out.push(message);
		size += Buffer.byteLength(message);
	}
	return Buffer.from(out.join(''));
}

/** Sends the lines over one connection, again and again, and waits until all have been read. */
export async function sendLines(endpoint: string, lines: Uint8Array, times: number): Promise<void> {
	const [, host, port] = /^tcp:(.+):(\d+)$/.exec(endpoint) ?? [];
	const socket = connect({host: host ?? '', port: Number(port)});
	for (let i = 0; i < times; i++) {
		if (!socket.write(lines)) await once(socket, 'drain');
	}
	socket.end().resume();
	await once(socket, 'close');
}

function toRfc5424(line: string, priority: number, timestamp: string, number: number): string {
	const [, host = '-', app = '-', process = '-', text = line] = LINE.exec(line) ?? [];
	return `<${priority}>1 ${timestamp.replace('Z', '000+00:00')} ${host} ${app} ${process} - [meta sequenceId="${number}" sysUpTime="154321"] ${text}\n`;
}

/** Whole numbers from 0 to below `sides`, the same ones for the same seed. */
function dice(seed: number): (sides: number) => number {
	let state = seed;
	return sides => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return (state >>> 16) % sides;
	};
}
