import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {temporaryFolder} from './folder.js';

/** How a thread may fail, of itself. */
export type FaultKind = 'throws' | 'rejects' | 'exits' | 'hangs';

/** A fault that is brought into a daemon from outside. */
export interface Fault {
	/** To start the daemon with. */
	readonly env: NodeJS.ProcessEnv;
	/** Makes it happen. */
	readonly strike: () => void;
}

/** Prepares a fault in one of a daemon's threads. */
export function prepareFault(thread: 'main' | 'receiver', kind: FaultKind): Fault {
	const file = join(temporaryFolder(), 'fault');
	writeFileSync(file, '');
	const script = pathToFileURL(join(import.meta.dirname, 'thread-fault.js')).href;
	return {
		env: {NODE_OPTIONS: `--import=${script}`, FAULT: kind, FAULT_THREAD: thread, FAULT_FILE: file},
		strike: () => {
			writeFileSync(file, 'now');
		},
	};
}
