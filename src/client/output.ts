import type {IncomingMessage} from 'node:http';
import type {Writable} from 'node:stream';
import type {Endpoint} from './endpoint.js';
import {broken} from './request.js';

const LF = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Where messages are printed. */
export interface Output {
	/**
	 * Tells whether there is room for more; if not, wait for `whenDrained`, and memory stays bounded.
	 *
	 * @param then Called when the kernel has taken the bytes, and all before them.
	 */
	write(bytes: Buffer, then?: () => void): boolean;
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
		write: (bytes, then) => stream.write(bytes, (error) => {
			if (!error) then?.();
		}),
		whenDrained: (then) => void stream.once('drain', then),
	};
}

/**
 * Writes the body of an answer as fast as the output takes it, and resolves when the kernel has all of it.
 *
 * @returns How many lines it had, counted no further than to 2.
 * @throws {ClientError} `BROKEN`: the connection was lost before the end.
 */
export async function writeBody(endpoint: Endpoint, answer: IncomingMessage, output: Output): Promise<number> {
	let lines = 0;
	try {
		for await (const part of answer as AsyncIterable<Buffer>) {
			for (let at = part.indexOf(LF); at !== -1 && lines < 2; at = part.indexOf(LF, at + 1)) lines += 1;
			if (!output.write(part)) await new Promise<void>((resolve) => { output.whenDrained(resolve); });
		}
	} catch (cause) {
		throw broken(endpoint, cause);
	}
	await new Promise<void>((resolve) => void output.write(NOTHING, resolve));
	return lines;
}
