import {SystemError} from '../libc/calls.js';
import {closeOnExec} from '../libc/descriptors.js';

/** The first descriptor behind standard error (SD_LISTEN_FDS_START in sd_listen_fds(3)). */
const FIRST_FD = 3;
/** As many as systemd has names for in a process's environment, by far. */
const MAX_DESCRIPTORS = 4096;
/** What systemd calls a descriptor that nobody has named. */
const NO_NAME = 'unknown';
const VARIABLES = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'];

/** A descriptor that this process was started with. */
export interface PassedDescriptor {
	readonly fd: number;
	/** As `FileDescriptorName=` says; `unknown` where nobody does. */
	readonly name: string;
}

/** A socket that was passed to this process and cannot be used, or variables that do not fit. The message says which, and what is allowed. */
export class InheritedSocketError extends Error {
	override readonly name = 'InheritedSocketError';
	readonly code = 'INHERITED_SOCKET';
}

/**
 * The descriptors that a service manager has passed to this process (sd_listen_fds(3)); none where the variables are meant
 * for another process. The variables are taken out of the environment, and the descriptors kept from programs that this
 * process starts: neither is for them.
 *
 * @param env Is changed.
 * @throws InheritedSocketError
 */
export function takePassedDescriptors(env: NodeJS.ProcessEnv, pid: number): PassedDescriptor[] {
	const {LISTEN_PID: forPid, LISTEN_FDS: count, LISTEN_FDNAMES: names} = env;
	for (const variable of VARIABLES) Reflect.deleteProperty(env, variable);
	if (count === undefined || forPid !== String(pid)) return [];
	const total = /^\d{1,6}$/.test(count) ? Number(count) : NaN;
	if (!(total <= MAX_DESCRIPTORS)) {
		throw new InheritedSocketError(`LISTEN_FDS: "${count}" is not allowed: a whole number from 0 to ${MAX_DESCRIPTORS}`);
	}
	const named = names === undefined || names === '' ? Array.from({length: total}, () => NO_NAME) : names.split(':');
	if (named.length !== total) {
		throw new InheritedSocketError(`LISTEN_FDNAMES: "${names}" has ${named.length} names for ${total} descriptors (LISTEN_FDS)`);
	}
	return named.map((name, i) => keep({fd: FIRST_FD + i, name}));
}

/** What a descriptor is called in an error. */
export function describePassed({fd, name}: PassedDescriptor): string {
	return `inherited socket ${fd} (${name === NO_NAME || name === '' ? 'without a name' : `"${name}"`})`;
}

function keep(passed: PassedDescriptor): PassedDescriptor {
	try {
		closeOnExec(passed.fd);
	} catch (cause) {
		if (!(cause instanceof SystemError)) throw cause;
		throw new InheritedSocketError(`${describePassed(passed)} is not there: ${cause.code}`, {cause});
	}
	return passed;
}
