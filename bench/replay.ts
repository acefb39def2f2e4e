import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

/** 2,000 lines of each of several systems, where they are; else the few that the tests have. */
const FOLDERS = [join(import.meta.dirname, '../../../shared/data/loghub'), join(import.meta.dirname, '../../test/data')];
/** As traditional syslog files have them: time, host, program, process id, text. */
const LINE = /^\w{3} +\d+ [\d:]{8} (\S+) (?:([^\s:[(]+)(?:\(\w+\))?(?:\[(\d+)\])?: )?(.*)$/;
const FIRST_US = Date.UTC(2026, 10, 20, 15, 10, 37) * 1000;
const MAX_STEP_US = 100;
const MAX_PID = 32_768;
/** Messages handed to the socket at once. */
const SOME = 500;

interface Line {
	readonly priority: number;
	readonly host: string;
	readonly app: string;
	readonly pid: number;
	readonly text: string;
}

/**
 * Real log lines as RFC 5424 messages, file after file, again and again, with times, process ids and sequence numbers
 * that are new each time: what a host's log is like that keeps saying the same of other things.
 */
export class Replay {
	readonly #lines = readLines();
	#next = 0;
	#us = FIRST_US;
	#random = 1;

	/** The next messages, each ended by LF. */
	take(count: number): Buffer {
		return Buffer.from(Array.from({length: count}, () => this.message()).join('\n') + '\n');
	}

	/** The next message. */
	message(): string {
		const round = Math.floor(this.#next / this.#lines.length);
		const {priority, host, app, pid, text} = this.#lines[this.#next++ % this.#lines.length]!;
		this.#us += this.#dice(MAX_STEP_US);
		const time = new Date(this.#us / 1000).toISOString().replace('Z', `${String(this.#us % 1000).padStart(3, '0')}+00:00`);
		const process = (pid + round * 7919) % MAX_PID + 1;
		return `<${priority}>1 ${time} ${host} ${app} ${process} - [meta sequenceId="${this.#next}"] ${text}`;
	}

	/** Sends so many over a connection, no faster than `rate` a second, and waits until all have been read. */
	async send(endpoint: string, count: number, rate = Infinity): Promise<void> {
		const [, host = '', port] = /^tcp:(.+):(\d+)$/.exec(endpoint) ?? [];
		const socket = connect({host, port: Number(port)});
		const start = performance.now();
		for (let sent = 0; sent < count; sent += SOME) {
			const early = sent / rate * 1000 - (performance.now() - start);
			if (early > 1) await delay(early);
			if (!socket.write(this.take(Math.min(SOME, count - sent)))) await once(socket, 'drain');
		}
		socket.end().resume();
		await once(socket, 'close');
	}

	#dice(sides: number): number {
		this.#random = (Math.imul(this.#random, 1103515245) + 12345) >>> 0;
		return (this.#random >>> 16) % sides;
	}
}

function readLines(): Line[] {
	const folder = FOLDERS.find(existsSync)!;
	const names = readdirSync(folder).filter(name => name.endsWith('.log')).sort();
	return names.flatMap((name, file) => readFileSync(join(folder, name), 'utf8').trimEnd().split(/\r?\n/).map(line => {
		const [, host = 'vm', app = name.replace('.log', '').toLowerCase(), pid = String(1000 + file), text = line] = LINE.exec(line) ?? [];
		return {priority: file % 2 === 0 ? 86 : 30, host, app, pid: Number(pid), text};
	}));
}
