import type {NotifySettings} from './notify-settings.js';
import {NotifySocket} from './notify-socket.js';
import {type Holding, StatusLine} from './status-line.js';

/** How often it is looked at whether the status has changed, where no watchdog has the daemon wake up anyway. */
const STATUS_MS = 60_000;
/** The least time between two lines of status. */
const MIN_STATUS_MS = 10_000;

/** What there is to tell of. */
export interface Told {
	/** Resolves when every part of the daemon has shown that it is at work; never while one hangs. */
	ping(): Promise<void>;
	holding(): Holding;
}

/**
 * The service manager, as it is told how the daemon does (sd_notify(3)): ready, a line of status, signs of life, the end.
 * Without `NOTIFY_SOCKET` there is nobody to tell, and nothing happens.
 */
export class ServiceManager {
	readonly #socket: NotifySocket | undefined;
	readonly #watchdogMs: number | undefined;
	readonly #statusLine = new StatusLine();
	#status = '';
	#statusAtMs = 0;
	#timer: NodeJS.Timeout | undefined;
	#asked = false;
	#stopped = false;

	/** @param onFailure Told when the manager cannot be reached. */
	constructor({socket, watchdogMs}: NotifySettings, onFailure: (error: Error) => void) {
		this.#socket = socket === undefined ? undefined : new NotifySocket(socket, onFailure);
		this.#watchdogMs = watchdogMs;
	}

	/** The daemon serves; from now on there are signs of life, twice in the time that the manager waits for one. */
	ready(told: Told): void {
		if (this.#socket === undefined || this.#stopped) return;
		this.#socket.send('READY=1', ...this.#newStatus(told.holding()));
		this.#timer = setInterval(() => {
			void this.#tick(told);
		}, this.#watchdogMs === undefined ? STATUS_MS : this.#watchdogMs / 2).unref();
	}

	/** The daemon ends. Safe to call twice; the first reason is told. */
	stopping(why: string): void {
		if (this.#stopped) return;
		this.#stopped = true;
		clearInterval(this.#timer);
		this.#socket?.send('STOPPING=1', `STATUS=${why}`);
		this.#socket?.close();
	}

	/** A sign of life of the main thread, for it comes from there, and of the receiver, which has to answer first. */
	async #tick(told: Told): Promise<void> {
		if (this.#asked) return;
		this.#asked = true;
		await told.ping();
		this.#asked = false;
		if (this.#stopped) return;
		const isDue = performance.now() - this.#statusAtMs >= MIN_STATUS_MS;
		const news = [...(this.#watchdogMs === undefined ? [] : ['WATCHDOG=1']), ...(isDue ? this.#newStatus(told.holding()) : [])];
		if (news.length > 0) this.#socket?.send(...news);
	}

	/** The status, if it is another than before. */
	#newStatus(holding: Holding): string[] {
		this.#statusAtMs = performance.now();
		const status = this.#statusLine.next(holding, this.#statusAtMs);
		if (status === this.#status) return [];
		this.#status = status;
		return [`STATUS=${status}`];
	}
}
