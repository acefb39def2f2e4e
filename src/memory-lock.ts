import {SystemError} from './libc/calls.js';
import {lockLimit, lockMemory} from './libc/limits.js';

/** Memory that had to be locked and could not be; `code` is the system's. */
export class LockError extends Error {
	readonly code: string;

	constructor(message: string, code: string) {
		super(message);
		this.name = 'LockError';
		this.code = code;
	}
}

/** How memory is to be locked. */
export interface LockOptions {
	/** Whether what cannot be locked is an error. */
	readonly isRequired: boolean;
	/** Told, in a sentence, when something cannot be locked for the first time, and again when that has been cured meanwhile. */
	readonly onRefused: (sentence: string) => void;
}

/** Keeps the memory in which messages live long from being swapped out, as far as the system allows. */
export class MemoryLock {
	readonly isRequired: boolean;
	readonly #onRefused: (sentence: string) => void;
	readonly #locked = new Map<ArrayBufferLike, number>();
	readonly #refused = new Map<ArrayBufferLike, number>();
	/** The system's code for the last that was refused. */
	reason: string | undefined;

	constructor({isRequired, onRefused}: LockOptions) {
		this.isRequired = isRequired;
		this.#onRefused = onRefused;
	}

	/** Bytes that are locked, whether resident or not. */
	get lockedBytes(): number {
		return sum(this.#locked);
	}

	/** Bytes that should be. */
	get wantedBytes(): number {
		return sum(this.#locked) + sum(this.#refused);
	}

	/** Bytes that may be locked; infinite where there is no limit. */
	get limitBytes(): number {
		return lockLimit();
	}

	/** Locks memory that lives until the process ends, or until it is given back. Throws LockError where it must be locked and cannot. */
	add(buffer: ArrayBufferLike): void {
		try {
			lockMemory(new Uint8Array(buffer));
			this.#locked.set(buffer, buffer.byteLength);
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			const sentence = this.#sentence(buffer.byteLength, error.code);
			if (this.isRequired) throw new LockError(`--require-mlock: ${sentence}`, error.code);
			const isFirst = this.#refused.size === 0;
			this.#refused.set(buffer, buffer.byteLength);
			this.reason = error.code;
			if (isFirst) this.#onRefused(`messages may be swapped out to a disk: ${sentence}`);
		}
	}

	/** Forgets memory that has been given back to the system, and is locked no more. */
	remove(buffer: ArrayBufferLike): void {
		this.#locked.delete(buffer);
		this.#refused.delete(buffer);
	}

	#sentence(bytes: number, code: string): string {
		const limit = this.limitBytes;
		const allowed = limit === Infinity ? 'is unlimited, but the system refuses all the same' : `allows ${limit}`;
		return `${bytes} bytes cannot be locked in memory beside the ${this.lockedBytes} that are (mlock2: ${code}); RLIMIT_MEMLOCK ${allowed}; `
			+ 'raise it by LimitMEMLOCK=infinity in the unit, or by ulimit -l in a shell';
	}
}

function sum(bytes: ReadonlyMap<unknown, number>): number {
	return [...bytes.values()].reduce((total, each) => total + each, 0);
}
