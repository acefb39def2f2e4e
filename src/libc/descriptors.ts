import type {Server, Socket} from 'node:net';
import {c, EAGAIN, EINTR, lastError, SystemError} from './calls.js';
import {scratchView, VALUE} from './scratch.js';

const LOCK_EX_NB = 2 | 4;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const POLLIN = 0x01;
const POLLERR = 0x08;
const POLLHUP = 0x10;

/**
 * Makes a file so long, and has the file system set the space aside: writing to it cannot fail later.
 *
 * @throws {SystemError} `ENOSPC` where there is not so much; `EOPNOTSUPP` where the file system cannot do it.
 */
export function reserveSpace(fd: number, bytes: number): void {
	while (c.fallocate(fd, 0, 0, bytes) === -1) {
		if (lastError() !== EINTR) throw new SystemError('fallocate');
	}
}

/** Locks a file for this process until the descriptor is closed; false where another has it. */
export function lockFile(fd: number): boolean {
	if (c.flock(fd, LOCK_EX_NB) === 0) return true;
	if (lastError() === EAGAIN) return false;
	throw new SystemError('flock');
}

/** Keeps a file descriptor from programs that this process may start. Throws `SystemError`. */
export function closeOnExec(fd: number): void {
	if (c.fcntl(fd, F_SETFD, FD_CLOEXEC) === -1) throw new SystemError('fcntl');
}

/** Whether the other end of a pipe or socket has gone: poll(2) tells of that on a pipe's writing end as an error. */
export function isHungUp(fd: number): boolean {
	return (wait(fd, 0, 0) & (POLLERR | POLLHUP)) !== 0;
}

/** Blocks this thread until a file descriptor is readable or has an error, `us` (0 to 999,999) at the longest; returns whether it is. */
export function waitReadable(fd: number, us: number): boolean {
	return wait(fd, POLLIN, us) !== 0;
}

/** Waits for `events` on a descriptor, as ppoll(2) does; returns those that there are, and errors. */
function wait(fd: number, events: number, us: number): number {
	scratchView.setInt32(0, fd, true);
	scratchView.setInt32(4, events, true);
	scratchView.setBigInt64(8, 0n, true);
	scratchView.setInt32(16, us * 1000, true);
	scratchView.setInt32(20, 0, true);
	return c.ppoll(VALUE, 1, VALUE + 8, null) === 1 ? scratchView.getUint16(6, true) : 0;
}

/** A socket's file descriptor, which Node tells only through its handle; -1 for one that is closed. */
export function descriptorOf(socket: Socket | Server): number {
	const {_handle: handle} = socket as unknown as {_handle?: {fd?: number} | null};
	return handle?.fd ?? -1;
}

/** Closes a file descriptor. */
export function closeDescriptor(fd: number): void {
	c.close(fd);
}
