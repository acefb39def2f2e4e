import type {IncomingMessage} from 'node:http';
import type {Writable} from 'node:stream';
import type {Endpoint} from './endpoint.js';
import {broken} from './request.js';

/** Where messages are printed. */
export interface Output {
	/** Whether there is room for more; if not, wait for `whenDrained`, and memory stays bounded. */
	write(bytes: Buffer): boolean;
	/** Calls once, when everything written has gone out. */
	whenDrained(then: () => void): void;
}

/**
 * Wraps a stream of a pipeline, which somebody else may close at any time.
 *
 * @param onEnd Called when nothing more can be written: without an error when the reader has gone.
 */
export function outputTo(stream: Writable, onEnd: (error?: Error) => void): Output {
	stream.on('error', (error: NodeJS.ErrnoException) => {
		// A pipe says EPIPE; a socket, such as a shell over the network may use, also ECONNRESET.
		if (error.code === 'EPIPE' || error.code === 'ECONNRESET') onEnd();
		else onEnd(error);
	});
	return {
		write: (bytes) => stream.write(bytes),
		whenDrained: (then) => void stream.once('drain', then),
	};
}

/**
 * Writes the body of an answer as fast as the output takes it.
 *
 * @throws {ClientError} `BROKEN`: the connection was lost before the end.
 */
export async function writeBody(endpoint: Endpoint, answer: IncomingMessage, output: Output): Promise<void> {
	try {
		for await (const part of answer) {
			if (!output.write(part as Buffer)) await new Promise<void>((resolve) => { output.whenDrained(resolve); });
		}
	} catch (cause) {
		throw broken(endpoint, cause);
	}
}
