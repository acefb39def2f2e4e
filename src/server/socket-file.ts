import {existsSync, lstatSync, unlinkSync} from 'node:fs';
import {connect} from 'node:net';
import {dirname} from 'node:path';

/** A path at which a socket cannot be made; the message names it and says why. */
export class SocketPathError extends Error {
	readonly code: string;

	constructor(path: string, code: string, why: string) {
		super(`${path} ${why}`);
		this.name = 'SocketPathError';
		this.code = code;
	}
}

/**
 * Makes way for a new socket at `path`: removes a socket that nobody listens on any more.
 *
 * @throws SocketPathError when somebody listens there, or something other than a socket is in the way.
 */
export async function clearSocketPath(path: string): Promise<void> {
	const folder = dirname(path);
	if (!existsSync(folder)) throw new SocketPathError(path, 'ENOENT', `cannot be made: there is no folder ${folder}`);
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (stats === undefined) return;
	if (!stats.isSocket()) throw new SocketPathError(path, 'EEXIST', 'exists and is not a socket');
	const answer = await connectOnce(path);
	if (answer !== 'ECONNREFUSED') throw new SocketPathError(path, 'EADDRINUSE', 'is in use: another process listens there');
	unlinkSync(path);
}

/** Removes socket files that are still the ones seen when this was made, and not another's since. */
export function socketFileRemover(paths: readonly string[]): () => void {
	const made = paths.map(path => ({path, inode: lstatSync(path, {throwIfNoEntry: false})?.ino}));
	return () => {
		for (const {path, inode} of made) {
			if (inode === undefined || lstatSync(path, {throwIfNoEntry: false})?.ino !== inode) continue;
			unlinkSync(path);
		}
	};
}

/** Connects as a stream. A live datagram socket answers EPROTOTYPE; ECONNREFUSED says that nobody has the file bound. */
async function connectOnce(path: string): Promise<string> {
	return new Promise(resolve => {
		const socket = connect(path);
		socket.once('connect', () => {
			socket.destroy();
			resolve('connected');
		});
		socket.once('error', (error: NodeJS.ErrnoException) => {
			resolve(error.code ?? error.message);
		});
	});
}
