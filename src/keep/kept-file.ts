import {closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync, statfsSync, statSync, unlinkSync} from 'node:fs';
import {dirname} from 'node:path';
import {HEADER, HEADER_BYTES, MAGIC} from '../hub/layout.js';
import {lockFile, reserveSpace} from '../libc/descriptors.js';
import {mapFile} from '../libc/memory.js';
import {DESCRIPTION_BYTES, DescriptionPlaces} from './description.js';
import {KeepError} from './keep-error.js';

/** `f_type` of file systems that are in memory: statfs(2). */
const TMPFS = 0x01021994;
const RAMFS = 0x858458f6;
const MODE = 0o600;
const PAGE_BYTES = 4096;
const {O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR} = constants;

/** A file that keeps a ring, open and locked: no two daemons ever have the same. */
export class KeptFile {
	readonly path: string;
	readonly places: DescriptionPlaces;
	/** Whether its file system is one that is in memory. */
	readonly isInMemory: boolean;
	readonly #fd: number;

	private constructor(path: string, fd: number, isInMemory: boolean) {
		this.path = path;
		this.#fd = fd;
		this.isInMemory = isInMemory;
		this.places = new DescriptionPlaces(fd, this.bytes - DESCRIPTION_BYTES);
	}

	/**
	 * Opens a file that is there.
	 *
	 * @param onDisk Whether it may be in a file system that is not in memory.
	 * @returns Undefined where there is none.
	 * @throws {KeepError} Where it is no file of this user's, not in memory, or locked by somebody else.
	 */
	static open(path: string, onDisk: boolean): KeptFile | undefined {
		const fd = openFile(path, O_RDWR);
		if (fd === undefined) return undefined;
		try {
			return new KeptFile(path, fd, own(path, fd, onDisk));
		} catch (error) {
			closeSync(fd);
			throw error;
		}
	}

	/**
	 * Makes a file with space for a hub of `hubBytes`, all zeros, which nobody can take away later.
	 *
	 * @param place The file whose place it is to take, which errors name.
	 * @throws {KeepError} Where it cannot be made there, or there is not so much space.
	 */
	static make(path: string, onDisk: boolean, hubBytes: number, place: string): KeptFile {
		requireMemory(place, dirname(path), onDisk);
		const fd = openFile(path, O_RDWR | O_CREAT | O_EXCL)!;
		try {
			// The umask is the sockets', and may have taken away what the owner needs.
			fchmodSync(fd, MODE);
			const isInMemory = own(path, fd, onDisk);
			reserve(place, fd, fileBytes(hubBytes));
			return new KeptFile(path, fd, isInMemory);
		} catch (error) {
			unlinkSync(path);
			closeSync(fd);
			throw error;
		}
	}

	/** Size of all of it. */
	get bytes(): number {
		return fstatSync(this.#fd).size;
	}

	/** Whether a hub of `hubBytes` has exactly this room. */
	fits(hubBytes: number): boolean {
		return this.bytes === fileBytes(hubBytes);
	}

	/** What the hub's header says, without mapping it: whether there is one, of which layout, and whether it goes on elsewhere. */
	header(): {readonly isHub: boolean; readonly layout: number; readonly hasMoved: boolean} {
		const bytes = Buffer.alloc(HEADER_BYTES);
		readSync(this.#fd, bytes, 0, HEADER_BYTES, 0);
		return {
			isHub: bytes.readUInt32LE(HEADER.magic) === MAGIC,
			layout: bytes.readUInt32LE(HEADER.layoutVersion),
			hasMoved: bytes.readUInt32LE(HEADER.hasMoved) === 1,
		};
	}

	/** Puts the hub where memory is; `address` is a multiple of the page size. */
	mapAt(address: number, hubBytes: number): void {
		// On a disk, touching each page would have it written there.
		mapFile(address, wholePages(hubBytes), this.#fd, this.isInMemory);
	}

	/** Sets space aside for all of it: where nothing was written yet, there may be none. */
	reserve(): void {
		reserve(this.path, this.#fd, this.bytes);
	}

	/** Gives the lock back. What is mapped stays so. */
	close(): void {
		closeSync(this.#fd);
	}
}

/** What a hub takes of memory that a file is mapped to. */
export function wholePages(bytes: number): number {
	return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

function fileBytes(hubBytes: number): number {
	return wholePages(hubBytes) + DESCRIPTION_BYTES;
}

/** Not through a symbolic link, which somebody else may have made, and without waiting for who has the other end of a FIFO. */
function openFile(path: string, flags: number): number | undefined {
	try {
		return openSync(path, flags | O_NOFOLLOW | O_NONBLOCK, MODE);
	} catch (cause) {
		const {code = 'unknown error'} = cause as NodeJS.ErrnoException;
		if (code === 'ENOENT' && (flags & O_CREAT) === 0) return undefined;
		if (code === 'ELOOP') throw new KeepError(path, 'is a symbolic link: name the file itself', {cause});
		throw new KeepError(path, `cannot be ${(flags & O_CREAT) === 0 ? 'opened' : 'made'}: ${code}`, {cause});
	}
}

/** Makes sure that a file is ours alone; whether it is in memory. */
function own(path: string, fd: number, onDisk: boolean): boolean {
	const stats = fstatSync(fd);
	const uid = process.getuid!();
	if (!stats.isFile()) throw new KeepError(path, 'is no regular file: name another');
	if (stats.uid !== uid) throw new KeepError(path, `belongs to user ${stats.uid}, and not to user ${uid}, who runs circologd`);
	const isInMemory = requireMemory(path, path, onDisk);
	if (!lockFile(fd)) throw new KeepError(path, 'is in use by another circologd: stop that, or name another file');
	const named = statSync(path, {throwIfNoEntry: false});
	if (named?.ino !== stats.ino || named.dev !== stats.dev) throw new KeepError(path, 'was replaced by another circologd just now: stop that, or name another file');
	if ((stats.mode & 0o777) !== MODE) fchmodSync(fd, MODE);
	return isInMemory;
}

/** @param at What is looked at: the file, or the folder where it will be. */
function requireMemory(path: string, at: string, onDisk: boolean): boolean {
	let type: number;
	try {
		({type} = statfsSync(at));
	} catch (cause) {
		const {code = String(cause)} = cause as NodeJS.ErrnoException;
		throw new KeepError(path, `cannot be kept there: ${at}: ${code === 'ENOENT' ? 'no such folder' : code}`, {cause});
	}
	const isInMemory = type === TMPFS || type === RAMFS;
	if (!isInMemory && !onDisk) {
		throw new KeepError(path, 'is not on tmpfs, so the log would be written to a disk: name a file under /run or /dev/shm, or allow it by --keep-on-disk');
	}
	return isInMemory;
}

function reserve(path: string, fd: number, bytes: number): void {
	try {
		reserveSpace(fd, bytes);
	} catch (cause) {
		const {code} = cause as {code: string};
		if (code === 'EOPNOTSUPP' && statfsSync(dirname(path)).type === RAMFS) {
			// A ramfs has all of the memory, and no bound of its own.
			ftruncateSync(fd, bytes);
			return;
		}
		const {bavail, bsize} = statfsSync(dirname(path));
		throw new KeepError(path, code === 'ENOSPC'
			? `needs ${bytes} bytes, and ${bavail * bsize} are free there: make room, choose a smaller --buffer-bytes, or name a file elsewhere`
			: `cannot have its space set aside: ${code}`, {cause});
	}
}
