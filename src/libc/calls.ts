import koffi from 'koffi';

/**
 * The C library's functions that Node does not offer, through FFI. All of koffi is in this folder.
 *
 * Pointers are numbers: user space addresses stay far below 2^53. Everything that the kernel is given an address of
 * lives in memory from `mapMemory`, which no garbage collector moves or frees.
 */

// The layouts below are those of 64-bit little-endian Linux, the same for glibc and musl.
if (process.platform !== 'linux' || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)) {
	throw new Error(`circolog runs on 64-bit little-endian Linux, not on ${process.platform} ${process.arch}`);
}

const libc = koffi.load(null);

/** The functions, as they are declared. */
export const c = {
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
	schedGetcpu: libc.func('int sched_getcpu()'),
	schedGetaffinity: libc.func('int sched_getaffinity(int thread, size_t bytes, void *mask)'),
	schedSetaffinity: libc.func('int sched_setaffinity(int thread, size_t bytes, void *mask)'),
	ppoll: libc.func('int ppoll(void *descriptors, unsigned long count, void *timeout, void *mask)'),
};

/** Errors that callers tell apart. */
export const EINTR = koffi.os.errno['EINTR'];
export const EAGAIN = koffi.os.errno['EAGAIN'];
export const ECONNRESET = koffi.os.errno['ECONNRESET'];

/** What the last call of this thread has failed with. */
export function lastError(): number {
	return koffi.errno();
}

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
