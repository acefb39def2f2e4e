import koffi, {type node as koffiNode} from 'koffi';

/** Calls back whenever a file descriptor is readable, on this thread's event loop, until closed. */
export interface Poll {
	/** Whether it calls back no more, until it is resumed. */
	readonly isPaused: boolean;
	/** Calls back no more until it is resumed. Meanwhile the kernel has nobody to tell, which spares senders that much time. */
	pause(): void;
	/** Calls back again, and soon if the descriptor is readable by then. Does nothing where it has not been paused. */
	resume(): void;
	close(): void;
}

/**
 * Watches a file descriptor. The poll must be closed before its thread ends: libuv would touch freed memory.
 *
 * @param onReadable Called with true when the descriptor has an error, as a connection that was reset does; that call is
 * the last one, and what came before may still be read.
 */
export function pollReadable(fd: number, onReadable: (failed: boolean) => void): Poll {
	// koffi calls back with libuv's status and the events; its types have the events only.
	const callback = (status: unknown): void => {
		onReadable(status !== 0);
	};
	const events = {readable: true};
	let handle: koffiNode.PollHandle | undefined = koffi.node.poll(fd, events, callback);
	let isPaused = false;
	return {
		get isPaused() {
			return isPaused;
		},
		pause() {
			isPaused = true;
			handle?.stop();
		},
		resume() {
			if (isPaused) handle?.start(events, callback);
			isPaused = false;
		},
		close() {
			handle?.stop();
			handle?.close();
			handle = undefined;
		},
	};
}
