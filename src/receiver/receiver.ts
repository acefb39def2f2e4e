import {Worker} from 'node:worker_threads';
import {geometryFor} from '../hub/layout.js';
import {HubMemory} from '../hub/memory.js';
import {WakeUp} from '../hub/wake-up.js';
import {mapMemory} from '../libc.js';
import {type Command, type ListenerSpec, type ReceiverInput, type Report} from './protocol.js';
import {scratchLayout} from './scratch.js';

/** How long a thread that was told to close may take, in milliseconds. */
const CLOSE_GRACE_MS = 1000;

/** A listener that could not be opened; `code` is the system's, as `EADDRINUSE`. */
export class ListenError extends Error {
	readonly code: string;
	/** The listener, as `udp:127.0.0.1:514`. */
	readonly listener: string;

	constructor(listener: string, code: string) {
		super(`cannot listen on ${listener}: ${code}`);
		this.name = 'ListenError';
		this.code = code;
		this.listener = listener;
	}
}

/** What the receiver is started with. */
export interface ReceiverOptions {
	/** Bounds of the ring, checked by the caller against `geometryFor`. */
	readonly limits: {readonly maxBytes: number; readonly maxMessages: number; readonly maxMessageBytes: number};
	readonly listeners: readonly ListenerSpec[];
	/** Whether new messages are discarded from the start. */
	readonly paused: boolean;
	/** The thread has died, which it never should. */
	readonly onDeath: (error: Error) => void;
}

type CommandBody = {do: 'pause'; paused: boolean} | {do: 'clear'} | {do: 'close'};

/** The receiver thread as the main thread sees it: it owns the hub's writing side. */
export class Receiver {
	readonly memory: HubMemory;
	readonly wakeUp: WakeUp;
	/** Names of the open listeners, in the order of the counters. */
	readonly names: readonly string[];
	readonly #worker: Worker;
	readonly #pending = new Map<number, (report: Report & {type: 'done'}) => void>();
	#nextId = 1;
	#closed: Promise<void> | undefined;
	readonly #exited: Promise<void>;

	private constructor(memory: HubMemory, wakeUp: WakeUp, worker: Worker, names: readonly string[], onDeath: (error: Error) => void) {
		this.memory = memory;
		this.wakeUp = wakeUp;
		this.names = names;
		this.#worker = worker;
		this.#exited = new Promise(resolve => worker.once('exit', () => {
			resolve();
			if (this.#closed === undefined) onDeath(new Error('the receiver thread has ended'));
		}));
		worker.on('error', onDeath);
		worker.on('message', (report: Report) => {
			if (report.type !== 'done') return;
			this.#pending.get(report.id)?.(report);
			this.#pending.delete(report.id);
		});
	}

	/** Makes the hub and starts the thread; resolves when every listener is open, rejects with `ListenError`. */
	static async start(options: ReceiverOptions): Promise<Receiver> {
		const {maxBytes, maxMessageBytes} = geometryFor(options.limits);
		const scratchAt = Math.ceil(maxBytes / 64) * 64;
		const mapped = mapMemory(scratchAt + scratchLayout(maxMessageBytes).bytes);
		const memory = HubMemory.format(mapped.buffer, options.limits);
		memory.paused = options.paused;
		const wakeUp = new WakeUp();
		const input: ReceiverInput = {
			address: mapped.address,
			bytes: mapped.buffer.byteLength,
			scratchAt,
			wakeUp: wakeUp.shared,
			listeners: options.listeners,
		};
		const worker = new Worker(new URL('thread.js', import.meta.url), {workerData: input, name: 'receiver'});
		const names = await new Promise<readonly string[]>((resolve, reject) => {
			const ended = (): void => {
				reject(new Error('the receiver thread ended before it was ready'));
			};
			worker.once('error', reject).once('exit', ended);
			worker.once('message', (report: Report) => {
				worker.off('error', reject).off('exit', ended);
				if (report.type === 'ready') resolve(report.names);
				if (report.type === 'failed') reject(new ListenError(report.name, report.code));
			});
		});
		return new Receiver(memory, wakeUp, worker, names, options.onDeath);
	}

	/** Discards new messages, or takes them again, from everything on that is sent after this call. */
	async pause(paused: boolean): Promise<void> {
		await this.#command({do: 'pause', paused});
	}

	/** Forgets all messages received so far; resolves to how many were kept. */
	async clear(): Promise<number> {
		return (await this.#command({do: 'clear'})).cleared;
	}

	/** Closes the listeners and ends the thread, within `CLOSE_GRACE_MS`. Safe to call twice. */
	async close(): Promise<void> {
		this.#closed ??= this.#close();
		await this.#closed;
	}

	async #close(): Promise<void> {
		void this.#command({do: 'close'});
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<void>(resolve => {
			timer = setTimeout(resolve, CLOSE_GRACE_MS);
		});
		await Promise.race([this.#exited, late]);
		clearTimeout(timer);
	}

	async #command(body: CommandBody): Promise<Report & {type: 'done'}> {
		const id = this.#nextId++;
		return new Promise(resolve => {
			this.#pending.set(id, resolve);
			const command: Command = {id, ...body};
			this.#worker.postMessage(command);
		});
	}
}
