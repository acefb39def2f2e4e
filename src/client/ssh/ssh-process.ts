import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {printable} from '../printable.js';

/** Between two looks for the socket that ssh makes when it is connected. */
const INTERVAL_MS = 20;
/** For what it wrote last, when it has ended. */
const LAST_WORDS_MS = 500;
/** More of one line of ssh is not shown. */
const MAX_LINE_CHARACTERS = 500;
/** What a shell says of a command that is not there. */
const NOT_FOUND = 127;
/** A folder whose name is longer leaves no room for the socket's, and one with these characters means something to ssh. */
const USABLE_FOLDER = /^[^%$\\]{1,70}$/;

// Beside ssh runs a shell that waits for a line from us. Without one we have ended, in whatever way, and ssh shall too:
// it does not read its own stdin. `$$` is the process that becomes ssh. Signals from the terminal go to all of us: ssh
// ends after we have, and the shell last.
const SCRIPT = `folder=$1; shift
exec 3<&0 </dev/null
(trap '' HUP INT QUIT TERM; read -r line <&3 || kill "$$"; rm -f "$folder/query.sock"; rmdir "$folder") >/dev/null 2>&1 &
exec 3<&-
trap '' INT
exec ssh "$@"`;

/** An ssh that runs as long as we do, at the most, with the folder in which it makes a socket. */
export class SshProcess {
	/** Where the socket will be. */
	readonly socket: string;
	/** Settles with the exit code when ssh has ended; null after a signal. */
	readonly ended: Promise<number | null>;
	readonly #child: ChildProcess;
	#isRunning = true;

	/**
	 * @param argumentsFor What ssh is called with, for a socket.
	 * @param onLine Told what ssh writes on stderr, a line at a time, made harmless.
	 */
	constructor(argumentsFor: (socket: string) => readonly string[], onLine: (line: string) => void) {
		const folder = mkdtempSync(join(USABLE_FOLDER.test(tmpdir()) ? tmpdir() : '/tmp', 'circolog-ssh-'));
		this.socket = join(folder, 'query.sock');
		const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', folder, ...argumentsFor(this.socket)], {stdio: ['pipe', 'ignore', 'pipe']});
		this.#child = child;
		// The shell may be gone already.
		child.stdin.on('error', () => undefined);
		const lines = createInterface({input: child.stderr});
		lines.on('line', line => {
			if (line.trim() !== '') onLine(printable(line.trimEnd().slice(0, MAX_LINE_CHARACTERS)));
		});
		this.ended = new Promise(resolve => {
			child.on('error', error => {
				onLine(`cannot run /bin/sh: ${error.message}`);
				this.#isRunning = false;
				resolve(null);
			});
			child.on('exit', code => {
				this.#isRunning = false;
				child.stdin.end('\n');
				const end = (): void => {
					if (code === NOT_FOUND) onLine('there is no ssh here');
					resolve(code);
				};
				// What ssh has started may live on and keep its stderr open.
				const timer = setTimeout(end, LAST_WORDS_MS);
				child.on('close', () => {
					clearTimeout(timer);
					end();
				});
			});
		});
	}

	get isRunning(): boolean {
		return this.#isRunning;
	}

	/** Resolves when the socket is there, or ssh has ended; tells whether it is there. */
	async socketMade(): Promise<boolean> {
		while (this.#isRunning) {
			// It is listened on a moment after it has been made: one more interval is plenty.
			const isMade = existsSync(this.socket);
			await Promise.race([this.ended, sleep(INTERVAL_MS)]);
			if (isMade) break;
		}
		return this.#isRunning;
	}

	/** From now on it keeps nobody from ending. */
	unref(): void {
		const {stdin, stderr} = this.#child;
		this.#child.unref();
		for (const stream of [stdin, stderr]) (stream as {unref?: () => void} | null)?.unref?.();
	}

	/** Has it ended, and its folder removed. */
	close(): void {
		this.#child.stdin?.destroy();
	}
}
