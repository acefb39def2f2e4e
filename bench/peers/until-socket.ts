import {existsSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Child} from '../child.js';

const WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;
/** Between the making of the socket and the readiness to read it. */
const SETTLE_MS = 100;

/** Waits until a program that does not say when it is ready has made its socket file; false when it ended instead. */
export async function untilSocket(path: string, child: Child): Promise<boolean> {
	for (let waited = 0; !existsSync(path); waited += LOOK_EVERY_MS) {
		if (!child.running || waited > WITHIN_MS) {
			await child.stop();
			return false;
		}
		await sleep(LOOK_EVERY_MS);
	}
	await sleep(SETTLE_MS);
	return child.running;
}
