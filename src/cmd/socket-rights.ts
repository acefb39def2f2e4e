import {firstMode, type SocketKind, type SocketRights} from '../server/socket-rights.js';
import {type AccountKind, accountId} from './accounts.js';
import type {Listeners} from './listeners.js';
import {UsageError} from './usage-error.js';
import {NotAllowed, type ValueParser} from './values.js';

const DEFAULT_MODE = 0o660;
/** What users may call a kind of sockets. */
const KINDS: Readonly<Record<string, SocketKind>> = {syslog: 'syslog', stream: 'stream', query: 'query', ctl: 'ctl', control: 'ctl'};
const KINDS_TEXT = 'syslog, stream, query or ctl';

/** A value for all sockets, or for those of one kind. */
export interface ForSockets<T> {
	readonly kind: SocketKind | undefined;
	readonly value: T;
}

/** The flags that say who may use sockets; each value is one of a list, and each flag may be repeated. */
export interface SocketFlags {
	readonly socketModes: readonly (readonly ForSockets<number>[])[];
	readonly socketUsers: readonly (readonly ForSockets<string>[])[];
	readonly socketGroups: readonly (readonly ForSockets<string>[])[];
}

/** Reads `660` for all sockets, or `syslog=666,query=640` for some. */
export function perSocket<T>(parse: ValueParser<T>): ValueParser<readonly ForSockets<T>[]> {
	return text => {
		const all: ForSockets<T>[] = [];
		for (const part of text.split(',')) {
			const [, name, rest = ''] = /^(\w+)=(.*)$/s.exec(part) ?? [undefined, undefined, part];
			if (name !== undefined && !Object.hasOwn(KINDS, name)) return new NotAllowed(`a value, or KIND=VALUE with one of ${KINDS_TEXT} for KIND`);
			const value = parse(rest);
			if (value instanceof NotAllowed) return new NotAllowed(`${value.allowed}; for all sockets, or behind KIND= for ${KINDS_TEXT}`);
			all.push({kind: name === undefined ? undefined : KINDS[name], value});
		}
		return all;
	};
}

/** The name or number of a user or group. */
export function accountName(text: string): string | NotAllowed {
	return text !== '' && /^[^\p{C}:=]+$/u.test(text) ? text : new NotAllowed('a name or a number');
}

/**
 * What the flags say of each kind of sockets: what is said of one goes before what is said of all, and what is said last
 * before what is said first.
 *
 * @throws UsageError for a user or group that there is not.
 */
export function socketRightsFrom({socketModes, socketUsers, socketGroups}: SocketFlags): Readonly<Record<SocketKind, SocketRights>> {
	const users = resolved('--socket-user', 'passwd', socketUsers.flat());
	const groups = resolved('--socket-group', 'group', socketGroups.flat());
	const rightsOf = (kind: SocketKind): SocketRights =>
		({mode: valueFor(socketModes.flat(), kind) ?? DEFAULT_MODE, uid: valueFor(users, kind), gid: valueFor(groups, kind)});
	return {syslog: rightsOf('syslog'), stream: rightsOf('stream'), query: rightsOf('query'), ctl: rightsOf('ctl')};
}

/** The mode that all the sockets of a daemon can be made with. */
export function firstModeOf({syslog, query, control}: Listeners, rights: Readonly<Record<SocketKind, SocketRights>>): number {
	const made = (all: readonly {readonly fd?: number}[]): boolean => all.some(where => 'path' in where && where.fd === undefined);
	return firstMode([
		...(made(syslog.filter(({kind}) => kind === 'unix-dgram')) ? [rights.syslog] : []),
		...(made(syslog.filter(({kind}) => kind === 'unix-stream')) ? [rights.stream] : []),
		...(made(query) ? [rights.query] : []), ...(made(control) ? [rights.ctl] : []),
	]);
}

/** The flags that say something of sockets although some are inherited, which stay as they are. */
export function flagsInVain({syslog, query, control}: Listeners, {socketModes, socketUsers, socketGroups}: SocketFlags): string[] {
	const isInherited = [...syslog, ...query, ...control].some(where => 'path' in where && where.fd !== undefined);
	if (!isInherited) return [];
	return Object.entries({'--socket-mode': socketModes, '--socket-user': socketUsers, '--socket-group': socketGroups})
		.flatMap(([flag, values]) => (values.length > 0 ? [flag] : []));
}

function valueFor<T>(all: readonly ForSockets<T>[], kind: SocketKind): T | undefined {
	return (all.findLast(each => each.kind === kind) ?? all.findLast(each => each.kind === undefined))?.value;
}

function resolved(flag: string, accounts: AccountKind, all: readonly ForSockets<string>[]): ForSockets<number>[] {
	return all.map(({kind, value}) => {
		const id = accountId(accounts, value);
		if (id === undefined) {
			const what = accounts === 'passwd' ? 'user' : 'group';
			throw new UsageError(`${flag}: ${JSON.stringify(value)} is not allowed: there is no such ${what} on this host (getent ${accounts} lists them); a number is taken as it is`);
		}
		return {kind, value: id};
	});
}
