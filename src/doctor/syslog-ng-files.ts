import {readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {type Driver, readSyslogNg} from './syslog-ng-configuration.js';

/** More is not a configuration that somebody wrote. */
const MAX_FILES = 200;

/** All of syslog-ng's configuration that could be read. */
export interface SyslogNgConfiguration {
	readonly drivers: readonly (Driver & {readonly file: string})[];
	readonly sources: readonly string[];
	/** `time-reopen` in the global options. */
	readonly reopenSeconds: number | undefined;
	/** Files that are there and could not be read, with the reason. */
	readonly unread: readonly {readonly file: string; readonly code: string}[];
}

/** Reads the main file and what it includes. */
export function readSyslogNgFiles(main: string): SyslogNgConfiguration {
	const folder = dirname(main);
	const drivers: (Driver & {file: string})[] = [];
	const sources: string[] = [];
	const unread: {file: string; code: string}[] = [];
	let reopenSeconds: number | undefined;
	const files = [main];
	// The list grows while it is walked.
	for (const file of files) {
		let text: string;
		try {
			text = readFileSync(file, 'utf8');
		} catch (error) {
			unread.push({file, code: (error as NodeJS.ErrnoException).code ?? 'unknown error'});
			continue;
		}
		const found = readSyslogNg(text);
		drivers.push(...found.drivers.map(driver => ({...driver, file})));
		sources.push(...found.sources);
		reopenSeconds = found.reopenSeconds ?? reopenSeconds;
		const included = found.includes.flatMap(pattern => filesAt(resolve(folder, pattern)));
		files.push(...included.filter(each => !files.includes(each)).slice(0, MAX_FILES - files.length));
	}
	return {drivers, sources, reopenSeconds, unread};
}

/** The files that a path means: one file, all in a folder, or those that its last part is a pattern for. None where it means nothing. */
function filesAt(path: string): string[] {
	const name = basename(path);
	const pattern = new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
	const folder = /[*?]/.test(name) ? dirname(path) : path;
	try {
		if (folder === path && !statSync(path).isDirectory()) return [path];
		return readdirSync(folder).filter(each => folder === path || pattern.test(each)).sort().map(each => join(folder, each));
	} catch {
		return [];
	}
}
