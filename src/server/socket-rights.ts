import {chmodSync, chownSync, closeSync, constants, fstatSync, openSync} from 'node:fs';

/** Which of the unix sockets, as their flags call them. */
export type SocketKind = 'syslog' | 'stream' | 'query' | 'ctl';

/** Who may use a unix socket. */
export interface SocketRights {
	/** The nine permission bits. */
	readonly mode: number;
	/** User and group that it is given to; undefined for those of the process. */
	readonly uid: number | undefined;
	readonly gid: number | undefined;
}

/** A socket that cannot be given to whom it should be; the message names it and says why. */
export class SocketRightsError extends Error {
	override readonly name = 'SocketRightsError';
	readonly code: string;

	constructor(path: string, {uid, gid}: SocketRights, cause: NodeJS.ErrnoException) {
		const owner = `user ${uid ?? 'as it is'}, group ${gid ?? 'as it is'}`;
		const hint = cause.code === 'EPERM' ? '; without root, a socket can only be given to a group that the daemon is in' : '';
		super(`${path} cannot be given to ${owner}: ${cause.code ?? cause.message}${hint}`, {cause});
		this.code = cause.code ?? 'SOCKET_RIGHTS';
	}
}

/** open(2) on Linux: a descriptor of the file as such, without opening it. */
const O_PATH = 0o10000000;
const OWNER_BITS = 0o700;

/**
 * The mode that sockets are made with, so that none is open to anybody for a moment that it is not for: one that will be
 * given away is its owner's only until then.
 */
export function firstMode(all: readonly SocketRights[]): number {
	return all.reduce((mode, rights) => mode & (changesOwner(rights) ? rights.mode & OWNER_BITS : rights.mode), 0o777);
}

/**
 * Gives a socket that was made with `firstMode` to whom it is for, and then opens it to them.
 *
 * @throws SocketRightsError
 */
export function grantRights(path: string, rights: SocketRights): void {
	const {mode, uid, gid} = rights;
	let fd: number | undefined;
	try {
		// Who may write to the folder could put a link in the socket's place: a descriptor is of this file and no other.
		fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
		if (!fstatSync(fd).isSocket()) throw Object.assign(new Error('it is no socket any more'), {code: 'ENOTSOCK'});
		const itself = `/proc/self/fd/${fd}`;
		if (changesOwner(rights)) chownSync(itself, uid ?? -1, gid ?? -1);
		if ((fstatSync(fd).mode & 0o777) !== mode) chmodSync(itself, mode);
	} catch (error) {
		throw new SocketRightsError(path, rights, error as NodeJS.ErrnoException);
	} finally {
		if (fd !== undefined) closeSync(fd);
	}
}

function changesOwner({uid, gid}: SocketRights): boolean {
	return uid !== undefined || gid !== undefined;
}
