import {ClientError} from '../client-error.js';
import {hasTerminal} from '../../terminal.js';
import type {Endpoint} from '../endpoint.js';
import type {SshAddress} from './ssh-address.js';
import {sshArguments} from './ssh-arguments.js';
import {SshProcess} from './ssh-process.js';

/** The last to ask at the terminal: one after the other, or nobody knows whose password is wanted. */
let lastAtTerminal: Promise<unknown> = Promise.resolve();

/**
 * The way to a daemon on another host, through the system's ssh. Only the first attempt may ask for a password: later ones
 * come while the log is being printed.
 */
export class SshTunnel {
	readonly #address: SshAddress;
	readonly #notify: (phrase: string) => void;
	#process: SshProcess | undefined;
	#opening: Promise<Endpoint> | undefined;
	#isFirst = true;
	#toldLast = '';

	/** @param notify Told what ssh says. */
	constructor(address: SshAddress, notify: (phrase: string) => void) {
		this.#address = address;
		this.#notify = notify;
	}

	/**
	 * Where the daemon is reached now; starts ssh where it does not run.
	 *
	 * @throws {ClientError} `UNREACHABLE`, with what ssh said last.
	 */
	async open(): Promise<Endpoint> {
		this.#opening ??= this.#openInTurn().catch((error: unknown) => {
			this.#opening = undefined;
			throw error;
		});
		return this.#opening;
	}

	/** Ends it. */
	close(): void {
		this.#process?.close();
	}

	async #openInTurn(): Promise<Endpoint> {
		const isFirst = this.#isFirst;
		this.#isFirst = false;
		if (!isFirst || !hasTerminal()) return this.#start(isFirst);
		const opening = lastAtTerminal.then(async () => this.#start(true));
		lastAtTerminal = opening.catch(() => undefined);
		return opening;
	}

	async #start(isFirst: boolean): Promise<Endpoint> {
		let held: string[] | undefined = [];
		const process = new SshProcess(socket => sshArguments(this.#address, socket, isFirst), line => {
			if (held === undefined) this.#tell(line);
			else held.push(line);
		});
		this.#process = process;
		if (await process.socketMade()) {
			for (const line of held) this.#tell(line);
			held = undefined;
			process.unref();
			void process.ended.then(() => {
				this.#opening = undefined;
			});
			return {path: process.socket, name: this.#address.url};
		}
		const code = await process.ended;
		const reason = held.pop() ?? `ssh has ended with ${code === null ? 'a signal' : `code ${code}`}`;
		// Who tries again and again would say it again and again.
		if (isFirst) for (const line of held) this.#tell(line);
		throw new ClientError('UNREACHABLE', `cannot reach circologd at ${this.#address.url}: ${reason}`);
	}

	#tell(line: string): void {
		if (line !== this.#toldLast) this.#notify(`${this.#address.url}: ${line}`);
		this.#toldLast = line;
	}
}
