import {accessSync, constants, existsSync, readdirSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {delimiter, dirname, join, resolve} from 'node:path';

/** Folders beside PATH: daemons are in sbin, which ordinary users do not search. */
const MORE_FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/usr/lib/systemd', '/lib/systemd'];

/** Thrown when a peer is not here; the message says what to install, or what was tried. */
export class Absent extends Error {
	readonly code = 'ABSENT';
}

/** Where a program is. Throws `Absent` with the Debian package that brings it. */
export function program(name: string, debianPackage: string, ...elsewhere: readonly (string | undefined)[]): string {
	const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== ''), ...MORE_FOLDERS];
	const paths = [...elsewhere.filter(path => path !== undefined && path !== ''), ...folders.map(folder => join(folder, name))];
	const found = paths.find((path): path is string => path !== undefined && isExecutable(path));
	if (found === undefined) throw new Absent(`no ${name} here; apt-get install ${debianPackage}`);
	return found;
}

/** Where rsyslogd is. Debian does not install it beside syslog-ng, so it may be unpacked: `.ci/run` does that. */
export function rsyslogd(): {path: string; modules: string | undefined; libraries: string | undefined} {
	const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
	const path = program('rsyslogd', 'rsyslog (or run .ci/run, which unpacks it beside syslog-ng)',
		process.env['CIRCOLOG_RSYSLOGD'], join(cache, 'circolog-peers/rsyslog/usr/sbin/rsyslogd'));
	const root = resolve(dirname(path), '../..');
	const lib = join(root, 'usr/lib');
	const triplet = root === '/' || !existsSync(lib) ? undefined : readdirSync(lib).find(name => existsSync(join(lib, name, 'rsyslog')));
	const libraries = triplet === undefined ? undefined : join(lib, triplet);
	return {path, libraries, modules: libraries === undefined ? undefined : join(libraries, 'rsyslog')};
}

/** The beginning of a command that runs in namespaces of its own, as root or as somebody who may seem to be. */
export function inNamespaces(...flags: readonly string[]): [string, ...string[]] {
	const unshare = program('unshare', 'util-linux');
	return [unshare, ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), ...flags];
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
