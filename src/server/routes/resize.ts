import type {FastifyInstance} from 'fastify';
import {MAX_BUFFER_BYTES, MAX_BUFFER_MESSAGES, smallestRingFor} from '../../hub/layout.js';
import {KeepError} from '../../keep/keep-error.js';
import {LockError} from '../../memory-lock.js';
import {readSize, sizesFrom} from '../../size.js';
import {BadRequest} from '../bad-request.js';
import {sentence} from '../http-app.js';
import {type Query, refuseOthers, single, wholeNumber} from '../parameters.js';
import {bufferOf, type DaemonState} from '../status.js';

/** Bounds that are asked for; what is not given stays as it is. */
export interface Bounds {
	readonly maxBytes: number | undefined;
	readonly maxMessages: number | undefined;
}

/**
 * Answers `POST /buffer/resize` with the bounds that the ring has then, and how many messages were evicted.
 *
 * @param resize Resolves to the number of messages evicted; rejects with an error of code `ENOMEM` where there is no memory, `KEEP` where
 * there is none in the file system that keeps the ring.
 */
export function resizeRoute(app: FastifyInstance, state: DaemonState, resize: (bounds: Bounds) => Promise<number>): void {
	app.post('/buffer/resize', async (request, reply) => {
		const bounds = boundsIn(request.query as Query, state.memory.geometry.maxMessageBytes);
		try {
			const evicted = await resize(bounds);
			const {bytes, messages} = bufferOf(state);
			return {bytes, messages, evicted};
		} catch (error) {
			if (error instanceof KeepError) return sentence(reply, 507, `${error.message}; the ring stays as it is`);
			if (!(error instanceof LockError) && (error as {code?: string}).code !== 'ENOMEM') throw error;
			return sentence(reply, 507, `there is no memory for a ring of ${bounds.maxBytes ?? 0} bytes (${(error as Error).message}); it stays as it is`);
		}
	});
}

/** @throws BadRequest */
function boundsIn(query: Query, maxMessageBytes: number): Bounds {
	refuseOthers(query, ['bytes', 'messages']);
	const maxBytes = ringSize(single(query, 'bytes'), maxMessageBytes);
	const maxMessages = wholeNumber(query, 'messages', 1, MAX_BUFFER_MESSAGES);
	if (maxBytes === undefined && maxMessages === undefined) throw new BadRequest('bytes or messages has to be given, or both: bytes=128M, messages=1000000');
	return {maxBytes, maxMessages};
}

function ringSize(text: string | undefined, maxMessageBytes: number): number | undefined {
	if (text === undefined) return undefined;
	const bytes = readSize(text) ?? NaN;
	const least = smallestRingFor(maxMessageBytes);
	if (bytes >= least && bytes <= MAX_BUFFER_BYTES) return bytes;
	const reason = bytes < least ? `; messages of up to ${maxMessageBytes} bytes, which --max-message-size allows, need that much` : '';
	throw new BadRequest(`bytes: ${JSON.stringify(text)} is not allowed; allowed are sizes ${sizesFrom(least, MAX_BUFFER_BYTES)}${reason}`);
}
