// Resizes a ring, and keeps this thread busy until a message has come to the new one. It runs what is built: workers know
// no TypeScript. Prints what the waiter was woken for.
import {spawnSync} from 'node:child_process';
import {HubReader} from '../../dist/hub/reader.js';
import {Redaction} from '../../dist/redact/redaction.js';
import {Receiver} from '../../dist/receiver/receiver.js';

const [, , path] = process.argv;
const SENDER = `require('node:net').connect(${JSON.stringify(path)}).end('<13>hello\\n')`;
const receiver = await Receiver.start({
	limits: {maxBytes: 2 ** 20, maxMessages: undefined, maxMessageBytes: 1000},
	listeners: [{kind: 'unix-stream', path}],
	senders: {allow: [], rateLimit: undefined, connections: {maxConnections: 10, maxPerAddress: 10, idleTimeoutMs: undefined, keepaliveMs: 60_000}},
	redaction: new Redaction({readyMade: [], patterns: []}),
	paused: false,
	onDeath: error => {
		throw error;
	},
});
const reader = new HubReader(receiver.memory);
const woken = (async () => {
	while (reader.head === 1) await receiver.wakeUp.wait(() => reader.head !== 1);
	console.log(`woken for ${reader.head - reader.tail} of ${receiver.memory.geometry.maxBytes}`);
})();
const resized = receiver.resize({maxBytes: 2 ** 21});
// Until the receiver has its order, without a look at what it reports.
for (let i = 0; i < 20; i++) await undefined;
spawnSync(process.execPath, ['-e', SENDER]);
// Time for the receiver to take it; without it the waiter would only have an easier life.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
await Promise.all([woken, resized]);
await receiver.close();
