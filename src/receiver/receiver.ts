import {setImmediate as othersTurn} from 'node:timers/promises';
import {Worker} from 'node:worker_threads';
import {builtFile} from '../built/built-file.js';
import {largestBlockFor, MAX_SOURCES} from '../hub/layout.js';
import {HubMemory} from '../hub/memory.js';
import {HubMove} from '../hub/move.js';
import {PackedQueue} from '../hub/packed-queue.js';
import type {Repair} from '../hub/repair.js';
import {WakeUp} from '../hub/wake-up.js';
import type {KeepPlace, KeptFacts, KeptRing} from '../keep/kept-ring.js';
import type {MappedMemory} from '../libc/memory.js';
import {LedgerMemory} from '../losses/ledger-memory.js';
import type {MemoryLock} from '../memory-lock.js';
import type {Redaction} from '../redact/redaction.js';
import {type MappedHub, mapHub, maxMessagesOf, openHub, type RingLimits} from './mapped-hub.js';
import {Mappings} from './mappings.js';
import type {Command, ListenerSpec, Order, ReceiverInput, Report, SenderLimits} from './protocol.js';
import type {TlsCredentials} from './tls-entrance.js';

/** How long a thread that was told to close may take, in milliseconds. */
const CLOSE_GRACE_MS = 1000;
/** How long copying may keep the main thread before others get their turn. */
const COPY_TURN_MS = 4;
/** So often what came during the copying is copied before the receiver is stopped for the rest. */
const MAX_COPY_PASSES = 4;

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
	readonly limits: RingLimits;
	readonly listeners: readonly ListenerSpec[];
	readonly senders: SenderLimits;
	/** For listeners of the kind `tls`; undefined where there is none. */
	readonly tls: TlsCredentials | undefined;
	/** Whether somebody will compress the oldest messages. */
	readonly compress: boolean;
	/** What is masked before it is stored. */
	readonly redaction: Redaction;
	/** Keeps the ring from swap. */
	readonly lock?: MemoryLock;
	/** Whether new messages are discarded from the start. */
	readonly paused: boolean;
	/** Where the ring is kept when the daemon ends; undefined where it is not. */
	readonly keep: KeepPlace | undefined;
	/** Told what a ring that was kept has left. */
	readonly onResumed: (repaired: Repair, memory: HubMemory) => void;
	/** The thread has died, which it never should. Called once, with the reason. */
	readonly onDeath: (error: Error) => void;
}

/** The receiver thread as the main thread sees it: it owns the hub's writing side. */
export class Receiver {
	readonly memory: HubMemory;
	readonly wakeUp: WakeUp;
	/** Takes what has been compressed; undefined where nothing is to be. */
	readonly packed: PackedQueue | undefined;
	/** What is lost there, by the numbers of the listeners. */
	readonly losses: LedgerMemory;
	/** Names of the open listeners, in the order in which they were asked for. */
	readonly listening: readonly string[];
	/** Names of the listeners in the order of the counters; in a ring that was kept, also of former ones. */
	readonly names: readonly string[];
	/** The thread, as the kernel numbers it. */
	readonly thread: number;
	readonly #kept: KeptRing | undefined;
	readonly #worker: Worker;
	readonly #mappings: Mappings;
	#mapped: MappedMemory;
	#limits: RingLimits;
	readonly #redacts: boolean;
	/** Clearing and resizing wait for each other. */
	#last: Promise<unknown> = Promise.resolve();
	readonly #pending = new Map<number, (report: Report & {type: 'done'}) => void>();
	#nextId = 1;
	#closed: Promise<void> | undefined;
	readonly #exited: Promise<void>;

	private constructor(
		hub: {memory: HubMemory; mapped: MappedMemory; mappings: Mappings; wakeUp: WakeUp; packed: PackedQueue | undefined; losses: LedgerMemory; kept: KeptRing | undefined},
		worker: Worker, {names: listening, thread}: Report & {type: 'ready'}, {limits, redaction, onDeath}: ReceiverOptions,
	) {
		this.memory = hub.memory;
		this.wakeUp = hub.wakeUp;
		this.packed = hub.packed;
		this.losses = hub.losses;
		this.listening = listening;
		this.names = hub.kept?.names ?? listening;
		this.thread = thread;
		this.#kept = hub.kept;
		this.#mappings = hub.mappings;
		this.#mapped = hub.mapped;
		this.#limits = limits;
		this.#redacts = redaction.isOn;
		this.#worker = worker;
		let isDead = false;
		const died = (reason: string, cause?: unknown): void => {
			if (isDead) return;
			isDead = true;
			onDeath(new Error(`the receiver thread has died: ${reason}`, {cause}));
		};
		this.#exited = new Promise(resolve => worker.once('exit', code => {
			resolve();
			if (this.#closed === undefined) died(`it ended with code ${code}`);
		}));
		worker.on('error', error => {
			died(error instanceof Error ? error.message : String(error), error);
		});
		worker.on('message', (report: Report) => {
			if (report.type !== 'done') return;
			this.#pending.get(report.id)?.(report);
			this.#pending.delete(report.id);
		});
	}

	/** Makes the hub and starts the thread; resolves when every listener is open, rejects with `ListenError`. */
	static async start(options: ReceiverOptions): Promise<Receiver> {
		const mappings = new Mappings(options.lock);
		const {memory, place: {mapped, place}, rows, kept} = openHub(mappings, options);
		memory.paused = options.paused;
		const wakeUp = new WakeUp();
		const packed = options.compress ? new PackedQueue(largestBlockFor(options.limits.maxMessageBytes)) : undefined;
		const losses = new LedgerMemory(MAX_SOURCES);
		const {rules: redactionRules, shared: redactionCounts} = options.redaction;
		const {listeners, senders, tls} = options;
		const input: ReceiverInput = {
			...place, wakeUp: wakeUp.shared, packed: packed?.shared, listeners, sources: rows, senders, tls, redactionRules, redactionCounts,
			losses: losses.shared,
		};
		const worker = new Worker(builtFile('bundle/receiver-thread.cjs'), {workerData: input, name: 'receiver', resourceLimits: {maxYoungGenerationSizeMb: 3}});
		const ready = await new Promise<Report & {type: 'ready'}>((resolve, reject) => {
			const ended = (): void => {
				reject(new Error('the receiver thread ended before it was ready'));
			};
			worker.once('error', reject).once('exit', ended);
			worker.once('message', (report: Report) => {
				worker.off('error', reject).off('exit', ended);
				if (report.type === 'ready') resolve(report);
				if (report.type === 'failed') reject(new ListenError(report.name, report.code));
			});
		});
		kept?.nameListeners(rows, ready.names);
		return new Receiver({memory, mapped, mappings, wakeUp, packed, losses, kept}, worker, ready, options);
	}

	/** What is known of the file that keeps the ring. */
	get kept(): KeptFacts | undefined {
		return this.#kept?.facts;
	}

	/** Discards new messages, or takes them again, from everything on that is sent after this call. */
	async pause(paused: boolean): Promise<void> {
		await this.#command({do: 'pause', paused});
	}

	/** Resolves when what has been packed is in the ring. */
	async adopt(): Promise<void> {
		await this.#command({do: 'adopt'});
	}

	/** Shows other certificates to those who connect from now on. */
	async renewTls(tls: TlsCredentials): Promise<void> {
		await this.#command({do: 'renew', tls});
	}

	/** Resolves when the thread has answered; never while it hangs. */
	async ping(): Promise<void> {
		await this.#command({do: 'ping'});
	}

	/** Forgets all messages received so far; resolves to how many were kept. */
	async clear(): Promise<number> {
		return this.#inTurn(async () => this.#command({do: 'clear'}));
	}

	/** Forgets all messages below number `seq`. */
	async expire(seq: number): Promise<void> {
		await this.#inTurn(async () => this.#command({do: 'expire', seq}));
	}

	/**
	 * Gives the ring other bounds, which the caller has checked against the message size, and keeps the newest messages
	 * that they allow. Receiving and reading go on meanwhile; for a moment there is memory for both rings.
	 *
	 * @param bounds What is not given stays as it is.
	 * @returns How many messages were evicted by it.
	 * @throws SystemError where there is no memory; then all is as it was.
	 */
	async resize(bounds: {readonly maxBytes?: number | undefined; readonly maxMessages?: number | undefined}): Promise<number> {
		return this.#inTurn(async () => {
			const {maxBytes, maxMessages, maxMessageBytes} = this.#limits;
			const limits = {maxBytes: bounds.maxBytes ?? maxBytes, maxMessages: bounds.maxMessages ?? maxMessages, maxMessageBytes};
			const evicted = limits.maxBytes === maxBytes ? await this.#limit(this.#maxMessagesOf(limits)) : await this.#move(limits);
			this.#limits = limits;
			return evicted;
		});
	}

	/** Closes the listeners and ends the thread, within `CLOSE_GRACE_MS`. Safe to call twice. */
	async close(): Promise<void> {
		this.#closed ??= this.#close();
		await this.#closed;
	}

	/** Lets another daemon have the file that keeps the ring, when nobody reads here any more. */
	release(): void {
		this.#kept?.close();
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

	async #limit(maxMessages: number): Promise<number> {
		return this.#command({do: 'limit', maxMessages}, () => {
			this.memory.readLimits();
		});
	}

	async #move(limits: RingLimits): Promise<number> {
		const old = this.#mapped;
		const bounds = {...limits, maxMessages: this.#maxMessagesOf(limits)};
		const file = this.#kept?.beginMove(bounds);
		let next: MappedHub | undefined;
		try {
			next = mapHub(this.#mappings, limits, this.#redacts, file);
			await copyMost(HubMove.begin(this.memory, next.mapped.buffer, bounds), this.memory);
		} catch (error) {
			if (next !== undefined) this.#mappings.give(next.mapped);
			if (file !== undefined) this.#kept?.abandonMove(file);
			throw error;
		}
		const {mapped, place} = next;
		const evicted = await this.#command({do: 'move', to: place}, () => {
			this.#mapped = mapped;
			this.memory.attach(mapped.buffer);
			// Who was woken meanwhile has looked at the old memory, and waits again.
			this.wakeUp.signal();
		});
		if (file !== undefined) this.#kept?.endMove(file, bounds);
		this.#mappings.give(old);
		return evicted;
	}

	#maxMessagesOf(limits: RingLimits): number {
		return maxMessagesOf(limits, this.packed !== undefined);
	}

	async #inTurn<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#last.then(work);
		this.#last = done.catch(() => undefined);
		return done;
	}

	/**
	 * Has an order carried out; resolves to how many messages are gone by it.
	 *
	 * @param onDone Called before the report about any later order is looked at.
	 */
	async #command(order: Order, onDone?: () => void): Promise<number> {
		const id = this.#nextId++;
		return new Promise(resolve => {
			this.#pending.set(id, ({gone}) => {
				onDone?.();
				resolve(gone);
			});
			const command: Command = {id, ...order};
			this.#worker.postMessage(command);
		});
	}
}

/** Copies as much as can be without stopping the receiver: each pass copies what came during the one before. */
async function copyMost(move: HubMove, memory: HubMemory): Promise<void> {
	let begun = performance.now();
	for (let pass = 0; pass < MAX_COPY_PASSES; pass++) {
		const until = memory.head;
		while (move.nextSeq < until && move.step()) {
			if (performance.now() - begun < COPY_TURN_MS) continue;
			await othersTurn();
			begun = performance.now();
		}
	}
}
