import {accessSync, constants, readFileSync, type Stats, statSync} from 'node:fs';
import {userInfo} from 'node:os';
import {dirname} from 'node:path';

/** Why a socket may not be used, and what to do. */
export interface Denial {
	readonly found: string;
	readonly advice: readonly string[];
}

/** What a user is, and what a group file says. */
export interface Credentials {
	readonly user: string;
	/** Groups of this process. */
	readonly groups: readonly number[];
	/** In the form of group(5). */
	readonly groupFile: string;
}

/** The credentials of this process. */
export function credentials(): Credentials {
	return {user: userName(), groups: [process.getgid!(), ...process.getgroups!()], groupFile: readOrEmpty('/etc/group')};
}

/** Says why connecting to `path` has ended with EACCES (unix(7)): a folder on the way, or the socket's own mode. */
export function explainDenial(path: string, who: Credentials): Denial {
	const folder = closedFolder(path);
	if (folder !== undefined) {
		return {found: `user ${who.user} may not enter ${folder}`, advice: [
			'# as its owner or as root:', `sudo chmod a+x ${quote(folder)}`,
		]};
	}
	const {mode, uid, gid} = statSync(path);
	const bits = (mode & 0o777).toString(8).padStart(4, '0');
	const group = groupNamed(who.groupFile, gid);
	const found = `user ${who.user} may not use ${path}, which has mode ${bits} and belongs to user ${uid}, group ${group?.name ?? gid}`;
	if ((mode & 0o060) !== 0o060) return {found, advice: ['# its group may not either: start circologd with', '--socket-mode 660']};
	if (group === undefined || gid === 0) {
		return {found, advice: [
			'# as root:', 'sudo circolog-ctl doctor',
			'# to let others in, give circologd a group of its own, here adm; in its systemd unit:', '[Service]', 'Group=adm',
			'# and then', `sudo usermod -aG adm ${quote(who.user)}`,
		]};
	}
	if (group.members.includes(who.user) && !who.groups.includes(gid)) {
		return {found: `${found}; ${who.user} is in that group, but was not yet when this shell began`, advice: ['# log in anew, or', `newgrp ${quote(group.name)}`]};
	}
	return {found, advice: [`sudo usermod -aG ${quote(group.name)} ${quote(who.user)}`, '# and log in anew']};
}

/** The folder on the way to `path` that we may not enter. */
function closedFolder(path: string): string | undefined {
	const folder = dirname(path);
	const above = folder === '/' || folder === '.' ? undefined : closedFolder(folder);
	if (above !== undefined) return above;
	try {
		accessSync(folder, constants.X_OK);
		return undefined;
	} catch {
		return folder;
	}
}

function groupNamed(groupFile: string, gid: number): {name: string; members: string[]} | undefined {
	for (const line of groupFile.split('\n')) {
		const [name = '', , number, members = ''] = line.split(':');
		if (name !== '' && number === String(gid)) return {name, members: members.split(',').map(member => member.trim())};
	}
	return undefined;
}

/** What is at a path; undefined where that cannot be told. */
export function statOrNothing(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch {
		return undefined;
	}
}

function userName(): string {
	try {
		return userInfo().username;
	} catch {
		// No name belongs to the number.
		return String(process.getuid!());
	}
}

function readOrEmpty(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/** Quotes a word for the shell where it needs it. */
function quote(word: string): string {
	return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
