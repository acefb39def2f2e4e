import {SystemError} from '../libc/calls.js';
import {closeDescriptor} from '../libc/descriptors.js';
import {AF_UNIX, datagramSocket, sendDatagram} from '../libc/sockets.js';
import {unixAddress} from '../receiver/socket-address.js';

/** How long to wait where the service manager's queue is full. */
const RETRY_MS = 100;
/** What is kept for it meanwhile; more is forgotten, for all of it is said again. */
const MAX_UNSENT = 16;

/** The socket over which a service manager is told how this process does (sd_notify(3)). It never holds the process up. */
export class NotifySocket {
	readonly #address: Uint8Array;
	readonly #fd = datagramSocket(AF_UNIX);
	readonly #onFailure: (error: Error) => void;
	#unsent: string[] = [];
	#timer: NodeJS.Timeout | undefined;
	#failed = false;

	/**
	 * @param path Absolute, or `@` and an abstract name.
	 * @param onFailure Told of the first error.
	 */
	constructor(path: string, onFailure: (error: Error) => void) {
		this.#address = path.startsWith('@') ? abstractAddress(path.slice(1)) : unixAddress(path);
		this.#onFailure = onFailure;
	}

	/** Sends assignments, as `READY=1`; what the manager has no room for now, a little later. */
	send(...assignments: readonly string[]): void {
		if (this.#unsent.length < MAX_UNSENT) this.#unsent.push(assignments.join('\n'));
		this.#flush();
	}

	/** Ends it; what could not be sent yet is forgotten. Safe to call twice. */
	close(): void {
		clearTimeout(this.#timer);
		this.#unsent = [];
		if (!this.#failed) closeDescriptor(this.#fd);
		this.#failed = true;
	}

	#flush(): void {
		clearTimeout(this.#timer);
		try {
			for (; !this.#failed && this.#unsent.length > 0; this.#unsent.shift()) sendDatagram(this.#fd, this.#address, Buffer.from(this.#unsent[0]!));
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			if (error.code === 'EAGAIN') {
				this.#timer = setTimeout(() => {
					this.#flush();
				}, RETRY_MS).unref();
				return;
			}
			this.close();
			this.#onFailure(error);
		}
	}
}

/** A `sockaddr_un` with an abstract name (unix(7)), which no NUL ends. */
function abstractAddress(name: string): Uint8Array {
	const address = Buffer.alloc(3 + Buffer.byteLength(name));
	address.writeUInt16LE(AF_UNIX, 0);
	address.write(name, 3);
	return address;
}
