import type {TLSSocket} from 'node:tls';
import type {StreamConnection} from './connection.js';
import type {Origin} from './peer.js';
import {type ConnectionParts, StreamInput} from './stream-input.js';

/** One encrypted connection. Node reads and decrypts; what comes of it goes the way of everything else from there on. */
export class TlsConnection implements StreamConnection {
	heardMs = performance.now();
	readonly #socket: TLSSocket;
	readonly #input: StreamInput;
	readonly #parts: ConnectionParts;
	#closed = false;

	constructor(socket: TLSSocket, origin: Origin, parts: ConnectionParts) {
		this.#socket = socket;
		this.#input = new StreamInput(origin, parts);
		this.#parts = parts;
		socket.on('data', (bytes: Buffer) => {
			if (this.#closed) return;
			this.heardMs = performance.now();
			this.#input.takeCopy(bytes);
			if (parts.intake.redacts) bytes.fill(0);
		});
		socket.on('error', (error: Error & {code?: string}) => {
			if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') this.close(true);
		});
		socket.once('end', () => {
			this.close();
		});
		socket.once('close', () => {
			this.close();
		});
	}

	/** Node has read what was there when the event loop last had its turn, and cannot be told to read now. */
	drain(): void {
		return undefined;
	}

	/** TLS knows no way to tell the sender. */
	refuse(): void {
		return undefined;
	}

	close(isCut = false): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#input.end();
		if (isCut) this.#parts.onCut();
		// The other end is told, and may have gone without reading that.
		this.#socket.end();
		this.#socket.destroySoon();
	}
}
