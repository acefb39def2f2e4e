import {ClientError} from '../client-error.js';
import type {Endpoint} from '../endpoint.js';
import {logPath, type Parameters, type Start} from '../log-path.js';
import {broken, cursorOf, request} from '../request.js';
import {StampedRecords} from './stamped-records.js';

/** Of one daemon, the newest messages that match, without their text. */
export interface Newest {
	/** Where the reading was asked to begin. */
	readonly asked: Start;
	/** Right behind the newest message there is. */
	readonly cursor: string | undefined;
	/** When they were received, and their numbers in the ring, oldest first. */
	readonly times: readonly number[];
	readonly numbers: readonly number[];
	/** Whether the daemon had something to say of them, as that it has been started anew. */
	readonly isNoticed: boolean;
}

/**
 * Asks for the newest messages that match; what they say is not sent.
 *
 * @throws {ClientError}
 */
export async function askNewest(endpoint: Endpoint, name: string, selection: Parameters, asked: Start): Promise<Newest> {
	const path = logPath('/', [...selection, ['template', '{{seq}}'], ['stamp', '1']], asked);
	const answer = await request(endpoint, 'GET', path);
	const times: number[] = [];
	const numbers: number[] = [];
	let isNoticed = false;
	const records = new StampedRecords(name);
	try {
		for await (const part of answer as AsyncIterable<Buffer>) {
			for (const {receivedUs, bytes} of records.push(part)) {
				isNoticed ||= receivedUs === 0;
				if (receivedUs === 0) continue;
				times.push(receivedUs);
				numbers.push(Number(bytes.toString('latin1')));
			}
		}
	} catch (cause) {
		throw cause instanceof ClientError ? cause : broken(endpoint, cause);
	}
	return {asked, cursor: cursorOf(answer), times, numbers, isNoticed};
}

/** For each of these, where to begin so that together they begin with the newest `count` of all. */
export function startsOfNewest(all: readonly Newest[], count: number): Start[] {
	const left = all.map(({times}) => times.length);
	for (let taken = 0; taken < count; taken++) {
		let best = -1;
		for (let i = 0; i < all.length; i++) {
			if (left[i]! > 0 && (best === -1 || all[i]!.times[left[i]! - 1]! >= all[best]!.times[left[best]! - 1]!)) best = i;
		}
		if (best === -1) break;
		left[best]! -= 1;
	}
	return all.map((newest, i) => startAt(newest, left[i]!));
}

/** Where to begin so that message `first` of these, if there is one, comes first. */
function startAt({asked, cursor, numbers, isNoticed}: Newest, first: number): Start {
	// What the daemon has said, it shall say again.
	if (cursor === undefined || isNoticed) return {lines: numbers.length - first, cursor: asked.cursor};
	const number = numbers[first];
	return {lines: -1, cursor: number === undefined ? cursor : `${cursor.split(':')[0]!}:${number - 1}`};
}
