import koffi, {type node as koffiNode} from 'koffi';

/**
 * The C library's functions that Node does not offer, through FFI. All of koffi is in this file.
 *
 * Pointers are numbers: user space addresses stay far below 2^53. Everything that the kernel is given an address of
 * lives in memory from `mapMemory`, which no garbage collector moves or frees.
 */

// The layouts below are those of 64-bit little-endian Linux, the same for glibc and musl.
if (process.platform !== 'linux' || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)) {
	throw new Error(`circolog runs on 64-bit little-endian Linux, not on ${process.platform} ${process.arch}`);
}

const libc = koffi.load(null);

const c = {
	mmap: libc.func('void *mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)'),
	fallocate: libc.func('int fallocate(int fd, int mode, int64_t offset, int64_t length)'),
	flock: libc.func('int flock(int fd, int operation)'),
	madvise: libc.func('int madvise(void *addr, size_t length, int advice)'),
	mlock2: libc.func('int mlock2(void *addr, size_t length, unsigned int flags)'),
	getrlimit: libc.func('int getrlimit(int resource, void *limit)'),
	setrlimit: libc.func('int setrlimit(int resource, void *limit)'),
	prctl: libc.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)'),
	mprotect: libc.func('int mprotect(void *addr, size_t length, int prot)'),
	socket: libc.func('int socket(int domain, int type, int protocol)'),
	bind: libc.func('int bind(int fd, void *address, uint32_t length)'),
	setsockopt: libc.func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)'),
	getsockopt: libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)'),
	getsockname: libc.func('int getsockname(int fd, void *address, void *length)'),
	read: libc.func('intptr_t read(int fd, void *bytes, size_t length)'),
	sendto: libc.func('intptr_t sendto(int fd, void *bytes, size_t length, int flags, void *address, uint32_t addressLength)'),
	recvmmsg: libc.func('int recvmmsg(int fd, void *messages, unsigned int count, int flags, void *timeout)'),
	clockGettime: libc.func('int clock_gettime(int clock, void *time)'),
	shutdown: libc.func('int shutdown(int fd, int how)'),
	close: libc.func('int close(int fd)'),
	fcntl: libc.func('int fcntl(int fd, int command, int value)'),
	timerfdCreate: libc.func('int timerfd_create(int clock, int flags)'),
	timerfdSettime: libc.func('int timerfd_settime(int fd, int flags, void *time, void *before)'),
	poll: libc.func('int poll(void *descriptors, unsigned long count, int timeout)'),
};

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x80000;
export const SOL_SOCKET = 1;
export const SO_TYPE = 3;
export const SO_RCVBUF = 8;
export const SO_PASSCRED = 16;
export const SO_PEERCRED = 17;
export const SO_ACCEPTCONN = 30;
export const SO_RCVBUFFORCE = 33;
export const SO_PROTOCOL = 38;
const SO_MEMINFO = 55;
export const SCM_CREDENTIALS = 2;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPV6_V6ONLY = 26;
/** A message was longer than the space it was read into. */
export const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const PROT_READ = 1;
const MSG_NOSIGNAL = 0x4000;
const PROT_READ_WRITE = 3;
const MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
const MAP_FIXED = 0x10;
const MAP_SHARED = 0x01;
const MAP_POPULATE = 0x8000;
const LOCK_EX_NB = 2 | 4;
const MADV_DONTDUMP = 16;
const MLOCK_ONFAULT = 1;
const RLIMIT_CORE = 4;
const RLIMIT_MEMLOCK = 8;
const PR_GET_DUMPABLE = 3;
const PR_SET_DUMPABLE = 4;
/** The user id of nobody at all, (uid_t) -1. */
const NO_UID = 0xffffffff;
const CLOCK_REALTIME = 0;
/** Time since the system started, also while it was suspended. Nobody can set it. */
const CLOCK_BOOTTIME = 7;
const TFD_FLAGS = 0x80800;
const TFD_TIMER_ABSTIME = 1;
const SHUT_RD = 0;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const POLLERR = 0x08;
const POLLHUP = 0x10;

/** A call that the kernel refused; `code` is the errno's name. */
export class SystemError extends Error {
	readonly code: string;

	constructor(call: string) {
		const number = koffi.errno();
		const code = Object.entries(koffi.os.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
		super(`${call}: ${code}`);
		this.name = 'SystemError';
		this.code = code;
	}
}

/** Memory outside the JavaScript heap, at an address that never changes. */
export interface MappedMemory {
	readonly address: number;
	readonly buffer: ArrayBuffer;
}

/** Maps zeroed memory, which becomes resident page by page as it is touched. It is never unmapped: see `emptyMemory`. */
export function mapMemory(bytes: number): MappedMemory {
	const pointer = c.mmap(null, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0) as bigint | null;
	if (pointer === null || BigInt.asIntN(64, pointer) === -1n) throw new SystemError(`mmap of ${bytes} bytes`);
	return keepFromDumps(viewMemory(Number(pointer), bytes));
}

/**
 * Gives mapped memory back to the system, with all that stands in it. The addresses stay taken: whoever still reads there
 * reads zeros, and does not end the process. `renewMemory` makes it memory again.
 */
export function emptyMemory(address: number, bytes: number): void {
	// Mapped anew and not only told MADV_DONTNEED: what cannot be written does not count where memory is not overcommitted.
	const pointer = c.mmap(address, bytes, PROT_READ, MAP_PRIVATE_ANONYMOUS_NORESERVE | MAP_FIXED, -1, 0) as bigint | null;
	if (pointer === null || BigInt.asIntN(64, pointer) === -1n) throw new SystemError(`mmap of ${bytes} bytes`);
}

/** Makes memory that was emptied writable again; it is zeroed. */
export function renewMemory(address: number, bytes: number): MappedMemory {
	if (c.mprotect(address, bytes, PROT_READ_WRITE) === -1) throw new SystemError(`mprotect of ${bytes} bytes`);
	return keepFromDumps(viewMemory(address, bytes));
}

/** Also who dumps the process from outside leaves this memory out, as gcore does. A kernel that cannot does nothing. */
function keepFromDumps(memory: MappedMemory): MappedMemory {
	c.madvise(memory.address, memory.buffer.byteLength, MADV_DONTDUMP);
	return memory;
}

/**
 * Puts the first bytes of a file where memory from `mapMemory` is: what is written there is in the file, and outlives the
 * process.
 *
 * @param address A multiple of the page size.
 * @param bytes Likewise; the file has as many.
 * @param isTouched Whether all of it is touched at once, which otherwise costs something whenever a page is touched first.
 */
export function mapFile(address: number, bytes: number, fd: number, isTouched: boolean): void {
	const flags = MAP_SHARED | MAP_FIXED | (isTouched ? MAP_POPULATE : 0);
	const pointer = c.mmap(address, bytes, PROT_READ_WRITE, flags, fd, 0) as bigint | null;
	if (pointer === null || BigInt.asIntN(64, pointer) === -1n) throw new SystemError(`mmap of ${bytes} bytes`);
	c.madvise(address, bytes, MADV_DONTDUMP);
}

/**
 * Makes a file so long, and has the file system set the space aside: writing to it cannot fail later.
 *
 * @throws {SystemError} `ENOSPC` where there is not so much; `EOPNOTSUPP` where the file system cannot do it.
 */
export function reserveSpace(fd: number, bytes: number): void {
	while (c.fallocate(fd, 0, 0, bytes) === -1) {
		if (koffi.errno() !== koffi.os.errno['EINTR']) throw new SystemError('fallocate');
	}
}

/** Locks a file for this process until the descriptor is closed; false where another has it. */
export function lockFile(fd: number): boolean {
	if (c.flock(fd, LOCK_EX_NB) === 0) return true;
	if (koffi.errno() === koffi.os.errno['EAGAIN']) return false;
	throw new SystemError('flock');
}

/** The same memory as another thread of this process has mapped. */
export function viewMemory(address: number, bytes: number): MappedMemory {
	return {address, buffer: koffi.view(BigInt(address), bytes)};
}

/**
 * Locks memory: what of it is resident, and what becomes so, is never swapped out. Memory that is emptied is locked no more.
 *
 * @param bytes Memory that nothing moves: not of a small array, which is on V8's heap.
 * @throws {SystemError} `ENOMEM` or `EPERM` where `lockLimit` is too low.
 */
export function lockMemory(bytes: Uint8Array): void {
	// Not all at once resident, as by mlock: a ring takes what it has been filled with, and no more.
	if (c.mlock2(bytes, bytes.length, MLOCK_ONFAULT) === -1) throw new SystemError('mlock2');
}

/** Bytes that this process may lock (RLIMIT_MEMLOCK); infinite where there is no limit. It does not bind who has CAP_IPC_LOCK. */
export function lockLimit(): number {
	if (c.getrlimit(RLIMIT_MEMLOCK, SCRATCH_VALUE) === -1) return 0;
	const limit = scratchView.getBigUint64(0, true);
	return limit === 2n ** 64n - 1n ? Infinity : Number(limit);
}

/**
 * Has the kernel never write a core of this process, nor give one to a program (core(5)): a core limit of 0 would not keep it from
 * the latter. Only root may trace the process or read its memory from then on.
 */
export function forbidCores(): void {
	c.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	new Uint8Array(scratch.buffer).fill(0, 0, 16);
	c.setrlimit(RLIMIT_CORE, SCRATCH_VALUE);
}

/** Whether the kernel would make a core of this process. */
export function allowsCores(): boolean {
	return c.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) !== 0;
}

// One thread makes one call at a time, so one small scratch space serves all of them.
const scratch = mapMemory(4096);
const scratchView = new DataView(scratch.buffer);
const SCRATCH_VALUE = scratch.address;
const SCRATCH_LENGTH = scratch.address + 256;
const LENGTH_AT = 256;
const SENT_AT = 512;

/** A new datagram socket that does not block, as a file descriptor. */
export function datagramSocket(family: number): number {
	const fd = c.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) as number;
	if (fd === -1) throw new SystemError('socket');
	return fd;
}

/** Binds a socket to an address in the kernel's layout (`sockaddr`, at most 128 bytes). */
export function bindSocket(fd: number, address: Uint8Array): void {
	new Uint8Array(scratch.buffer).set(address);
	if (c.bind(fd, SCRATCH_VALUE, address.length) === -1) throw new SystemError('bind');
}

/** Longest datagram that `sendDatagram` takes. */
export const MAX_SENT_BYTES = 2048;

/**
 * Sends a datagram to an address, at once or not at all.
 *
 * @param bytes At most `MAX_SENT_BYTES`.
 * @throws {SystemError} `EAGAIN` while the receiver's queue is full.
 */
export function sendDatagram(fd: number, address: Uint8Array, bytes: Uint8Array): void {
	if (bytes.length > MAX_SENT_BYTES) throw new RangeError(`a datagram of ${bytes.length} bytes; allowed are ${MAX_SENT_BYTES}`);
	const space = new Uint8Array(scratch.buffer);
	space.set(address);
	space.set(bytes, SENT_AT);
	const sent = c.sendto(fd, scratch.address + SENT_AT, bytes.length, MSG_NOSIGNAL, SCRATCH_VALUE, address.length) as number;
	if (sent === -1) throw new SystemError('sendto');
}

/** The address that a socket is bound to, in the kernel's layout. */
export function socketName(fd: number): Uint8Array {
	scratchView.setUint32(LENGTH_AT, 128, true);
	if (c.getsockname(fd, SCRATCH_VALUE, SCRATCH_LENGTH) === -1) throw new SystemError('getsockname');
	return new Uint8Array(scratch.buffer, 0, scratchView.getUint32(LENGTH_AT, true)).slice();
}

/** Sets an integer option; returns whether the kernel took it. */
export function setSocketOption(fd: number, level: number, name: number, value: number): boolean {
	scratchView.setInt32(0, value, true);
	return c.setsockopt(fd, level, name, SCRATCH_VALUE, 4) === 0;
}

/** An integer option of a socket. Throws `SystemError`: `EBADF` and `ENOTSOCK` for a descriptor that is no socket. */
export function socketOption(fd: number, level: number, name: number): number {
	scratchView.setUint32(LENGTH_AT, 4, true);
	if (c.getsockopt(fd, level, name, SCRATCH_VALUE, SCRATCH_LENGTH) === -1) throw new SystemError('getsockopt');
	return scratchView.getInt32(0, true);
}

/** Keeps a file descriptor from programs that this process may start. Throws `SystemError`. */
export function closeOnExec(fd: number): void {
	if (c.fcntl(fd, F_SETFD, FD_CLOEXEC) === -1) throw new SystemError('fcntl');
}

/** Process and user id of the other end of a connected unix socket (SO_PEERCRED); undefined for any other socket. */
export function peerCredentials(fd: number): {pid: number; uid: number} | undefined {
	scratchView.setUint32(LENGTH_AT, 12, true);
	if (c.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, SCRATCH_VALUE, SCRATCH_LENGTH) === -1) return undefined;
	const uid = scratchView.getUint32(4, true);
	return uid === NO_UID ? undefined : {pid: scratchView.getUint32(0, true), uid};
}

/** How many datagrams the kernel has dropped on this socket so far, modulo 2^32 (SO_MEMINFO); 0 where it does not tell. */
export function socketDrops(fd: number): number {
	scratchView.setUint32(LENGTH_AT, 36, true);
	if (c.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, SCRATCH_VALUE, SCRATCH_LENGTH) === -1) return 0;
	return scratchView.getUint32(LENGTH_AT, true) < 36 ? 0 : scratchView.getUint32(32, true);
}

/** Microseconds since 1970 UTC. */
export function nowUs(): number {
	return clockUs(CLOCK_REALTIME);
}

/** Milliseconds since the system started, also those in which it was suspended. No change of the clock is felt. */
export function sinceBootMs(): number {
	return clockUs(CLOCK_BOOTTIME) / 1000;
}

function clockUs(clock: number): number {
	c.clockGettime(clock, SCRATCH_VALUE);
	const seconds = scratchView.getUint32(0, true) + scratchView.getUint32(4, true) * 2 ** 32;
	return seconds * 1e6 + Math.floor(scratchView.getUint32(8, true) / 1000);
}

/**
 * Reads up to `count` waiting datagrams into the `mmsghdr` array at `address`, without blocking.
 *
 * @returns How many were read; 0 when none was waiting, -1 on an error that the socket reported.
 */
export function receiveMany(fd: number, address: number, count: number): number {
	const received = c.recvmmsg(fd, address, count, MSG_DONTWAIT, null) as number;
	if (received >= 0) return received;
	const error = koffi.errno();
	return error === koffi.os.errno['EAGAIN'] || error === koffi.os.errno['EINTR'] ? 0 : -1;
}

/** Answer of `readStream`: the other end has not answered for so long that the kernel takes it for gone. */
export const CONNECTION_LOST = -2;

/**
 * Reads what waits in a stream socket that does not block, `length` bytes at the most, to `address`.
 *
 * @returns How many bytes came; 0 at the end of the stream, also at that by a reset; -1 when there is nothing yet;
 * `CONNECTION_LOST` when the kernel has given the other end up.
 */
export function readStream(fd: number, address: number, length: number): number {
	const got = c.read(fd, address, length) as number;
	if (got >= 0) return got;
	const error = koffi.errno();
	if (error === koffi.os.errno['EAGAIN'] || error === koffi.os.errno['EINTR']) return -1;
	return error === koffi.os.errno['ECONNRESET'] ? 0 : CONNECTION_LOST;
}

/** Whether the other end of a pipe or socket has gone: poll(2) tells of that on a pipe's writing end as an error. */
export function isHungUp(fd: number): boolean {
	scratchView.setInt32(0, fd, true);
	scratchView.setInt32(4, 0, true);
	return c.poll(SCRATCH_VALUE, 1, 0) === 1 && (scratchView.getUint16(6, true) & (POLLERR | POLLHUP)) !== 0;
}

/**
 * Has the kernel refuse what is sent to a unix socket, or who connects to it, from now on; what it has taken before can
 * still be read, or accepted. On other sockets it may have no effect.
 */
export function refuseMore(fd: number): void {
	c.shutdown(fd, SHUT_RD);
}

/** Closes a file descriptor. */
export function closeDescriptor(fd: number): void {
	c.close(fd);
}

/** Calls back whenever a file descriptor is readable, on this thread's event loop, until closed. */
export interface Poll {
	close(): void;
}

/**
 * Watches a file descriptor. The poll must be closed before its thread ends: libuv would touch freed memory.
 *
 * @param onReadable Called with true when the descriptor has an error, as a connection that was reset does; that call is
 * the last one, and what came before may still be read.
 */
export function pollReadable(fd: number, onReadable: (failed: boolean) => void): Poll {
	// koffi calls back with libuv's status and the events; its types have the events only.
	const callback = (status: unknown): void => {
		onReadable(status !== 0);
	};
	let handle: koffiNode.PollHandle | undefined = koffi.node.poll(fd, {readable: true}, callback);
	return {
		close() {
			handle?.stop();
			handle?.close();
			handle = undefined;
		},
	};
}

/** Rings at a time by the clock of `sinceBootMs`, which Node's own timers do not know: they stand still while the system is suspended. */
export interface Alarm {
	/** Sets it anew; Infinity for never. It rings at once for a time that is over. */
	set(atMs: number): void;
	close(): void;
}

/** An alarm that is not set yet. It must be closed before its thread ends, as a poll. */
export function createAlarm(onDue: () => void): Alarm {
	const fd = c.timerfdCreate(CLOCK_BOOTTIME, TFD_FLAGS) as number;
	if (fd === -1) throw new SystemError('timerfd_create');
	const poll = pollReadable(fd, () => {
		// Otherwise the descriptor stays readable.
		c.read(fd, SCRATCH_VALUE, 8);
		onDue();
	});
	return {
		set(atMs) {
			const us = Number.isFinite(atMs) ? Math.max(1, Math.ceil(atMs * 1000)) : 0;
			new Uint8Array(scratch.buffer).fill(0, 0, 32);
			scratchView.setBigUint64(16, BigInt(Math.floor(us / 1e6)), true);
			scratchView.setUint32(24, us % 1e6 * 1000, true);
			c.timerfdSettime(fd, TFD_TIMER_ABSTIME, SCRATCH_VALUE, null);
		},
		close() {
			poll.close();
			c.close(fd);
		},
	};
}
