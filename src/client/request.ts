import {type IncomingMessage, request as httpRequest} from 'node:http';
import {ClientError, refused, unreachable} from './client-error.js';
import {isCursor} from './cursor.js';
import {connectTo, type Endpoint, headersFor, nameOf} from './endpoint.js';

/** How long a daemon may take to begin its answer. */
export const ANSWER_TIMEOUT_MS = 10_000;

/** Answers that are read whole are small: a status, an error's sentence, a few messages. */
const MAX_BODY_BYTES = 16 * 2 ** 20;

/** What a client asks a daemon to do. */
export type Method = 'GET' | 'HEAD' | 'POST';

/**
 * Sends a request without a body and waits for the head of the answer.
 *
 * @param path With its query, percent-encoded.
 * @param timeoutMs What the daemon may take to begin its answer; 0 for as long as it likes.
 * @param signal Ends the request, and its answer.
 * @returns The answer with status 200; its body has to be read.
 * @throws {ClientError} When nobody answers, or with another status.
 */
export async function request(
	endpoint: Endpoint, method: Method, path: string, timeoutMs = ANSWER_TIMEOUT_MS, signal?: AbortSignal,
): Promise<IncomingMessage> {
	const answer = await send(endpoint, method, path, timeoutMs, signal);
	const status = answer.statusCode ?? 0;
	if (status !== 200) throw refused(endpoint, status, await readText(endpoint, answer));
	return answer;
}

/** As `request`, for an answer in JSON, which is taken at its word. */
export async function requestJson(endpoint: Endpoint, method: Method, path: string, timeoutMs?: number): Promise<unknown> {
	const text = await readText(endpoint, await request(endpoint, method, path, timeoutMs));
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new ClientError('FAILED', `circologd at ${nameOf(endpoint)} answers with something that is no JSON`, {cause});
	}
}

/** Reads the whole body of an answer, which must be short, as text. */
export async function readText(endpoint: Endpoint, answer: IncomingMessage): Promise<string> {
	return (await readBody(endpoint, answer)).toString();
}

/**
 * Reads the whole body of an answer, which must be short.
 *
 * @throws {ClientError} `BROKEN`: the connection was lost before the end, or the body is too long.
 */
export async function readBody(endpoint: Endpoint, answer: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	let length = 0;
	try {
		for await (const part of answer) {
			parts.push(part as Buffer);
			length += (part as Buffer).length;
			if (length > MAX_BODY_BYTES) throw new Error(`more than ${MAX_BODY_BYTES} bytes`);
		}
	} catch (cause) {
		throw broken(endpoint, cause);
	}
	return Buffer.concat(parts);
}

/** The cursor right behind what an answer speaks of. */
export function cursorOf(answer: IncomingMessage): string | undefined {
	const cursor = answer.headers['circolog-cursor'];
	return typeof cursor === 'string' && isCursor(cursor) ? cursor : undefined;
}

/** The error for an answer whose connection ended before it did. */
export function broken(endpoint: Endpoint, cause: unknown): ClientError {
	return new ClientError('BROKEN', `lost the connection to ${nameOf(endpoint)} in the middle of the answer`, {cause});
}

function send(endpoint: Endpoint, method: Method, path: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		// Without an agent: it would serve this one request, and take milliseconds to look into names of hosts.
		const outgoing = httpRequest({
			createConnection: () => connectTo(endpoint), method, path, headers: {...headersFor(endpoint)}, ...signal && {signal},
		});
		outgoing.setTimeout(timeoutMs, () => {
			outgoing.destroy(Object.assign(new Error(), {code: 'ETIMEDOUT'}));
		});
		outgoing.on('error', (error) => {
			reject(unreachable(endpoint, error));
		});
		outgoing.on('response', (answer) => {
			// A reader of our output may take its time.
			outgoing.setTimeout(0);
			resolve(answer);
		});
		outgoing.end();
	});
}
