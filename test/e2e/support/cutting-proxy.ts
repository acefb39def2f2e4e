import {connect, createServer} from 'node:net';
import {once} from 'node:events';
import {onTestFinished} from 'vitest';
import {waitFor} from './wait.js';

/** Stands between clients and a server, and cuts connections off. */
export interface CuttingProxy {
	/** Connections that were cut off so far. */
	readonly cuts: number;
	/** Waits until there were so many. */
	until(cuts: number): Promise<void>;
}

/**
 * Listens at `path` and connects everyone who comes to the unix socket `target`. Each connection is cut off, at both
 * ends, when the next number of bytes from `budgets` has gone to the client; when there are no more, they last.
 */
export async function startCuttingProxy(path: string, target: string, budgets: readonly number[]): Promise<CuttingProxy> {
	const proxy = {
		cuts: 0,
		async until(cuts: number): Promise<void> {
			await waitFor(`${cuts} cuts`, () => proxy.cuts >= cuts, {describe: () => `; there were ${proxy.cuts}`});
		},
	};
	const rest = [...budgets];
	const server = createServer(client => {
		const upstream = connect(target);
		let left = rest.shift() ?? Infinity;
		const cut = (): void => {
			client.destroy();
			upstream.destroy();
		};
		for (const socket of [client, upstream]) socket.on('error', cut).on('close', cut);
		onTestFinished(cut);
		client.pipe(upstream);
		upstream.on('data', bytes => {
			if (left === 0) return;
			const part = bytes.subarray(0, left);
			left -= part.length;
			if (left === 0) {
				proxy.cuts += 1;
				upstream.pause();
				// What comes before the cut arrives.
				client.write(part, cut);
			} else if (!client.write(part)) {
				upstream.pause();
				client.once('drain', () => {
					upstream.resume();
				});
			}
		});
	}).listen(path);
	onTestFinished(() => void server.close());
	await once(server, 'listening');
	return proxy;
}
