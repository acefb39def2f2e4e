import {once} from 'node:events';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import type {Receiver} from '../receiver.js';

/** Starts a receiver as one would first write it in Node: UDP only, as Node knows no unix datagrams. */
export async function startNaive({undo}: Bench): Promise<Receiver> {
	const child = new Child(undo, process.execPath, [join(import.meta.dirname, 'naive-receiver.js')], {stdio: ['ignore', 'ignore', 'inherit', 'ipc']});
	const [{port}] = await once(child.process, 'message') as [{port: number}];
	return {
		name: 'node:dgram',
		role: 'peer',
		version: `Node ${process.versions.node}, node:dgram`,
		pid: child.pid,
		endpoints: {udp: `udp:127.0.0.1:${port}`},
		async taken() {
			child.process.send('count');
			const [{count}] = await once(child.process, 'message') as [{count: number}];
			return {messages: count, countedLost: 0};
		},
		async stop() {
			await child.stop();
		},
	};
}
