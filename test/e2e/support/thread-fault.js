// Brought into circologd by NODE_OPTIONS=--import: has one of its threads fail when a file changes. FAULT says how,
// FAULT_THREAD which, FAULT_FILE names the file.
import {watch} from 'node:fs';
import {isMainThread} from 'node:worker_threads';

const {FAULT, FAULT_THREAD, FAULT_FILE} = process.env;
const faults = {
	throws() {
		throw new Error('an error that nobody expects');
	},
	rejects() {
		void Promise.reject(new Error('an error that nobody awaits'));
	},
	exits() {
		process.exit(3);
	},
	hangs() {
		for (;;);
	},
};
if (FAULT_THREAD === (isMainThread ? 'main' : 'receiver')) watch(FAULT_FILE, () => faults[FAULT]());
