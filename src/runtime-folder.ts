import {accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, type Stats} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const PUBLIC_FOLDER_MODE = 0o755;
const PRIVATE_FOLDER_MODE = 0o700;

/** What decides where the default sockets live. `surroundings` tells those of this process. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly uid: number;
	readonly temporaryFolder: string;
	/** Folder of the daemon that serves the whole host. */
	readonly systemFolder: string;
}

/** A folder that cannot be used. The message names it. */
export class RuntimeFolderError extends Error {
	override readonly name = 'RuntimeFolderError';
	readonly code = 'RUNTIME_FOLDER';
}

interface Candidate {
	readonly path: string;
	readonly mode: number;
	/** Asked for by name: fall back to no other. */
	readonly demanded?: boolean;
	/** Lies where anybody may make folders. */
	readonly exposed?: boolean;
}

/** The surroundings of this process. */
export function surroundings(): Surroundings {
	return {env: process.env, uid: process.getuid!(), temporaryFolder: tmpdir(), systemFolder: '/run/circolog'};
}

/**
 * Folders in which the default sockets may live, in the order in which they are tried: `$RUNTIME_DIRECTORY` (systemd;
 * the first of a colon-separated list), `/run/circolog`, `$XDG_RUNTIME_DIR/circolog`, `circolog-UID` in the temporary
 * folder.
 */
export function candidateFolders(where: Surroundings = surroundings()): string[] {
	return candidates(where).map((candidate) => candidate.path);
}

/**
 * The folder in which a daemon makes its default sockets: the first candidate it may write to. Makes it when it is
 * missing, with mode 0755 in `/run`, where the modes of the sockets decide who may read, and 0700 elsewhere.
 *
 * @throws {RuntimeFolderError} When `$RUNTIME_DIRECTORY` cannot be written to; when the folder in the temporary folder
 * belongs to somebody else or is open to others, who could have put sockets of their own there.
 */
export function chooseRuntimeFolder(where: Surroundings = surroundings()): string {
	for (const candidate of candidates(where)) {
		const {path, mode, demanded = false, exposed = false} = candidate;
		try {
			makeFolder(path, mode);
			if (exposed) requirePrivate(path, where.uid);
			// The slash makes the kernel refuse what is no folder.
			accessSync(`${path}/`, constants.W_OK | constants.X_OK);
			return path;
		} catch (cause) {
			if (cause instanceof RuntimeFolderError) throw cause;
			const {code = 'unknown error'} = cause as NodeJS.ErrnoException;
			if (demanded || exposed) throw new RuntimeFolderError(`${path} cannot hold the sockets: ${code}`, {cause});
		}
	}
	throw new RuntimeFolderError('no folder can hold the sockets');
}

/**
 * Where a client finds the daemon's default socket `name`: in the first candidate folder that has it. Without any, the
 * path in the first candidate folder, to be named in an error.
 */
export function findSocket(name: string, where: Surroundings = surroundings()): string {
	const found = candidates(where).find(({path, exposed}) => existsSync(join(path, name)) && (!exposed || isPrivate(path, where.uid)));
	return join(found?.path ?? candidateFolders(where)[0]!, name);
}

function candidates({env, uid, temporaryFolder, systemFolder}: Surroundings): Candidate[] {
	const [demanded] = env['RUNTIME_DIRECTORY']?.split(':') ?? [];
	const userFolder = env['XDG_RUNTIME_DIR'];
	return [
		...(demanded ? [{path: demanded, mode: PRIVATE_FOLDER_MODE, demanded: true}] : []),
		{path: systemFolder, mode: PUBLIC_FOLDER_MODE},
		...(userFolder ? [{path: join(userFolder, 'circolog'), mode: PRIVATE_FOLDER_MODE}] : []),
		{path: join(temporaryFolder, `circolog-${uid}`), mode: PRIVATE_FOLDER_MODE, exposed: true},
	];
}

function makeFolder(path: string, mode: number): void {
	try {
		mkdirSync(path, {mode});
		// The umask may have taken away what others need to reach the sockets.
		chmodSync(path, mode);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}

function requirePrivate(path: string, uid: number): void {
	if (isPrivate(path, uid)) return;
	throw new RuntimeFolderError(`${path} is not safe: it must be a folder of user ${uid} with mode 0700; remove it or name other sockets`);
}

/** Not through a symbolic link: whoever made it could turn it elsewhere. */
function isPrivate(path: string, uid: number): boolean {
	const stats: Stats | undefined = lstatSync(path, {throwIfNoEntry: false});
	return stats !== undefined && stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0;
}
