import {isCursor} from '../../client/cursor.js';
import {isMarkedFormat, MARKED_FORMATS} from '../../client/rings/marked-formats.js';
import type {TcpAddress} from '../../client/endpoint.js';
import {type RingAddress, ringName} from '../../client/rings/ring.js';
import {parseSshAddress, SSH_FORM, SSH_SCHEME, type SshAddress} from '../../client/ssh/ssh-address.js';
import {type FlagValues, group, listOption, option, switchOrNumber, toggle} from '../flags.js';
import {UsageError} from '../usage-error.js';
import {address, NotAllowed, socketPath, text, type ValueParser, wholeNumber} from '../values.js';
import {formatOf, hasColors} from './parameters.js';

const MAX_LINES = 1e9;
const MAX_CONTEXT_MESSAGES = 10_000;
/** The kernel's PID_MAX_LIMIT on 64-bit machines. */
const MAX_PID = 2 ** 22;
const DEFAULT_LINES = 10;

/** The flags of circolog-tail. */
export const TAIL_FLAGS = {
	...group('Which messages', {
		lines: option('-n, --lines <N>', 'the last N that match; all (or +0)', lineCount, undefined, {
			shownDefault: `${DEFAULT_LINES}; all with -S or a cursor`,
		}),
		priority: option('-p, --priority <LEVEL>', 'this severity and worse, as err; crit..warning for a range', text),
		appName: listOption('-t, --app-name <NAME>', 'of this program', text),
		hostname: listOption('--hostname <HOST>', 'of this host', text),
		facility: listOption('--facility <NAME>', 'of this facility, as auth', text),
		grep: listOption('-g, --grep <REGEX>', 'whose text matches; exit 1 when none does', text),
		exclude: listOption('-e, --exclude <REGEX>', 'whose text does not match', text),
		since: option('-S, --since <TIME>', 'received since: -1h, 15:00, yesterday', text),
		until: option('-U, --until <TIME>', 'received until then', text),
		after: option('-A, --after <N>', 'also N messages after each match', context, undefined, {excludes: '--reverse'}),
		before: option('-B, --before <N>', 'also N before', context, undefined, {excludes: '--reverse'}),
		around: option('-C, --context <N>', 'also N before and after', context, undefined, {excludes: '--reverse'}),
	}),
	...group('How they are shown', {
		format: option('-o, --fmt <FORMAT>', 'syslog, short-iso, json, cat, verbose, …', text, undefined, {shownDefault: 'syslog', excludes: ['--output', '--template']}),
		output: option('--output <FORMAT>', 'the same as --fmt', text, undefined, {excludes: '--template'}),
		template: option('--template <TEXT>', "as '{{severity}} {{app_name}}: {{message}}'", text),
		reverse: toggle('-r, --reverse', 'newest first', {excludes: ['--follow', '--retry', '--until-match', '--zero-terminated']}),
		utc: toggle('--utc', 'times in UTC'),
		noHostname: toggle('--no-hostname', 'leave the host out'),
		noOrigin: toggle('--no-origin', 'of several daemons: do not mark lines with theirs'),
		raw: toggle('-a, --raw', 'keep control characters'),
		color: option('--color <WHEN>', 'auto (on a terminal, unless NO_COLOR is set), always, never', colorMode, 'auto'),
		highlight: listOption('--highlight <REGEX>', 'mark what it matches, where there are colours; -g marks too', text),
		chop: toggle('--chop', 'cut long lines at the edge of the terminal', {excludes: '--wrap'}),
		wrap: toggle('--wrap', 'show all of long lines, in the pager too'),
		noPager: toggle('--no-pager', 'print what is longer than the screen without a pager'),
		zero: toggle('-z, --zero-terminated', 'end messages with NUL instead of LF', {excludes: '--until-match'}),
	}),
	...group('Following', {
		follow: toggle('-f, --follow', 'go on with what comes, also after a restart', {excludes: ['--until-match', '--top']}),
		retry: toggle('-F, --retry', 'as -f, and wait until the daemon is there', {excludes: ['--until-match', '--top']}),
		pid: option('--pid <PID>', 'with -f, end when that process has ended', wholeNumber(1, MAX_PID)),
		untilMatch: option('--until-match <QUERY>', 'wait for a message: exit 0 when it came, else 1', text, undefined, {excludes: '--top'}),
		timeout: option('--timeout <TIME>', 'with --until-match, wait no longer: 30s, 5m', text),
		quiet: toggle('-q, --quiet', 'no notices on stderr'),
	}),
	...group('Numbers', {
		count: switchOrNumber('--count [N]', 'print how many match; with --until-match, wait for N', wholeNumber(1, MAX_LINES), {
			excludes: ['--follow', '--retry', '--top'],
		}),
		top: option('--top <FIELD>', 'table of the most frequent values, as of app_name', text),
	}),
	...group('Cursors', {
		cursor: option('--cursor <CURSOR>', 'begin with the message of this cursor', cursor, undefined, {excludes: ['--after-cursor', '--cursor-file']}),
		afterCursor: option('--after-cursor <CURSOR>', 'begin after it', cursor, undefined, {excludes: '--cursor-file'}),
		cursorFile: option('--cursor-file <FILE>', 'begin after the cursor in the file; keep it up to date', text, undefined, {excludes: '--top'}),
		showCursor: toggle('--show-cursor', 'print the cursor in the end', {excludes: '--top'}),
	}),
	...group('Connection', {
		sockets: listOption('--query-socket <PATH>', "the daemon's query socket", ringOr(socketPath), {
			shownDefault: 'query.sock in the runtime folder',
		}),
		addresses: listOption('--query-addr <ADDR>', `ask over TCP instead, as web1:9080 or https://web1:9080, or ${SSH_FORM}`, ringOr(tcpAddress), {
			yieldsTo: '--query-socket',
		}),
		tokenFile: option('--token-file <FILE>', 'over TCP, ask with the token in it', text),
		caFile: option('--ca-file <FILE>', 'authority of https:// daemons; else those that Node knows', text),
		certFile: option('--cert <FILE>', 'certificate to show them', text),
		keyFile: option('--key <FILE>', 'its key', text),
	}),
};

/** What the user asked for. */
export type TailValues = FlagValues<typeof TAIL_FLAGS>;

/** @throws UsageError naming flags that make no sense together, or one without another. */
export function checkTogether(values: TailValues): void {
	const {certFile, keyFile, follow, retry, pid, timeout, untilMatch, count, cursorFile, showCursor, highlight} = values;
	if ((certFile === undefined) !== (keyFile === undefined)) throw new UsageError('--cert and --key need each other');
	if (ringsOf(values).length > 1) checkSeveral(values);
	if (pid !== undefined && !follow && !retry) throw new UsageError('--pid needs -f, --follow');
	if (highlight.length > 0 && !hasColors(values)) {
		throw new UsageError(`--highlight: the format ${formatOf(values)} has no marks; allowed are syslog and short-…`);
	}
	if (untilMatch !== undefined) return;
	if (timeout !== undefined) throw new UsageError('--timeout needs --until-match');
	if (typeof count === 'number') throw new UsageError('--count takes a number only with --until-match; to search for a number, let it stand before --count');
	if (!count) return;
	if (cursorFile !== undefined) throw new UsageError('--count and --cursor-file cannot be given together');
	if (showCursor) throw new UsageError('--count and --show-cursor cannot be given together');
}

/** The daemons that were named. */
export function ringsOf({sockets, addresses}: TailValues): RingAddress[] {
	return [...sockets, ...addresses];
}

/** @throws UsageError naming what cannot be had from several daemons. */
function checkSeveral(values: TailValues): void {
	const {cursor, afterCursor, showCursor, noOrigin, count, top} = values;
	const single = [['--cursor', cursor], ['--after-cursor', afterCursor], ['--show-cursor', showCursor || undefined]] as const;
	const [flag] = single.find(([, value]) => value !== undefined) ?? [];
	if (flag !== undefined) throw new UsageError(`${flag} needs a single daemon: each has cursors of its own; --cursor-file keeps one for each`);
	const names = ringsOf(values).map(ringName);
	const twice = names.find((name, i) => names.indexOf(name) !== i);
	if (twice !== undefined) throw new UsageError(`${twice} is given twice: each of its messages would be printed twice`);
	const format = formatOf(values);
	if (noOrigin || count === true || top !== undefined || isMarkedFormat(format)) return;
	throw new UsageError(`-o ${format} has no place for the daemon that a message is from; allowed with several are ${MARKED_FORMATS.join(', ')}, and all with --no-origin`);
}

/** How many messages are meant; -1 for all. Whoever says where to begin wants all from there. */
export function linesOf({lines, since}: TailValues, cursor: string | undefined): number {
	return lines ?? (since !== undefined || cursor !== undefined ? -1 : DEFAULT_LINES);
}

/** What the parser reads, or a daemon on another host. */
function ringOr<T>(parse: ValueParser<T>): ValueParser<T | SshAddress> {
	return value => {
		if (!value.startsWith(SSH_SCHEME)) return parse(value);
		return parseSshAddress(value) ?? new NotAllowed(`${SSH_FORM}, where user and host begin with a letter or a digit`);
	};
}

/** `host:port`, where TLS is spoken if `https://` stands before it. */
function tcpAddress(value: string): TcpAddress | NotAllowed {
	const [, scheme, place = ''] = /^(?:(https?):\/\/)?(.*?)\/?$/s.exec(value) ?? [];
	const found = address(1)(scheme === undefined ? value : place);
	if (found instanceof NotAllowed) return new NotAllowed(`${found.allowed}; behind https:// for TLS`);
	return scheme === 'https' ? {...found, isSecure: true} : found;
}

function lineCount(value: string): number | NotAllowed {
	if (value === 'all' || value === '+0') return -1;
	const count = wholeNumber(0, MAX_LINES)(value);
	return count instanceof NotAllowed ? new NotAllowed(`${count.allowed}, all, or +0 for all`) : count;
}

function context(value: string): number | NotAllowed {
	return wholeNumber(0, MAX_CONTEXT_MESSAGES)(value);
}

function cursor(value: string): string | NotAllowed {
	return isCursor(value) ? value : new NotAllowed('a cursor, which looks like 0123456789ab:42');
}

const COLOR_MODES = ['auto', 'always', 'never'] as const;

function colorMode(value: string): ReturnType<ValueParser<typeof COLOR_MODES[number]>> {
	return COLOR_MODES.find(mode => mode === value) ?? new NotAllowed(COLOR_MODES.join(', '));
}
