import {describe, expect, test} from 'vitest';
import {type CommandLine, type Ending, interpretCommandLine, listOption, option, type Parsed, toggle} from '../../src/cmd/command-line.js';
import type {Flags} from '../../src/cmd/flags.js';
import {address, octalMode, seconds, size, socketPath, wholeNumber} from '../../src/cmd/values.js';

const flags = {
	sources: listOption('--syslogd-socket <PATH>', 'socket to receive on', socketPath, {shownDefault: 'syslog.sock in the runtime folder'}),
	querySocket: option('--query-socket <PATH>', 'socket to answer on', socketPath, undefined, {excludes: '--query-addr'}),
	queryAddress: option('--query-addr <ADDR>', 'address to answer on', address(0), undefined, {excludes: '--query-socket'}),
	bufferSize: option('--buffer-size <N>', 'most messages', wholeNumber(1, 1_000_000_000), '300000'),
	bufferBytes: option('--buffer-bytes <SIZE>', 'most bytes', size(65_536, 2 ** 40), '64M'),
	mode: option('--socket-mode <OCTAL>', 'mode', octalMode, '660'),
	lines: option('-n, --lines <N>', 'lines', wholeNumber(0, 100), '10'),
	follow: toggle('-f, --follow', 'follow'),
};
const daemon = {name: 'circologd', description: 'Keeps logs.', flags, examples: ['circologd', 'circologd -n 5']};
const control = {
	name: 'circolog-ctl', description: 'Controls.', flags: {json: toggle('--json', 'raw'), socket: option('--ctl-socket <PATH>', 'socket', socketPath)},
	commands: {pause: 'discard', status: 'show'},
};
const own = {
	...control,
	flags: {
		...control.flags,
		force: toggle('--force', 'do it', {only: 'pause'}),
		watch: option('--watch [SECONDS]', 'again', seconds(1, 9), undefined, {only: 'status', implied: '2'}),
	},
};

const DEFAULTS = {
	sources: [], querySocket: undefined, queryAddress: undefined, bufferSize: 300_000, bufferBytes: 64 * 2 ** 20, mode: 0o660, lines: 10, follow: false,
};

function parse<F extends Flags>(commandLine: CommandLine<F>, args: readonly string[], env: NodeJS.ProcessEnv = {}): Parsed<F> | Ending {
	return interpretCommandLine(commandLine, args, env);
}

/** The line on stderr with which a command line is refused. */
function refusal(args: readonly string[], env: NodeJS.ProcessEnv = {}, commandLine: CommandLine<Flags> = daemon): string {
	const ending = parse(commandLine, args, env);
	expect(ending).toMatchObject({exitCode: 2, stdout: ''});
	const {stderr} = ending as Ending;
	expect(stderr.endsWith('\n')).toBe(true);
	expect(stderr.trimEnd()).not.toContain('\n');
	return stderr.trimEnd();
}

describe('flags', () => {
	test.each<[string[], object]>([
		[[], {}],
		[['--buffer-size', '5'], {bufferSize: 5}],
		[['--buffer-size=5'], {bufferSize: 5}],
		[['--buffer-size', '5', '--buffer-size', '6'], {bufferSize: 6}],
		[['--buffer-bytes', '1G', '--socket-mode', '0600'], {bufferBytes: 2 ** 30, mode: 0o600}],
		[['--syslogd-socket', '/a', '--syslogd-socket=/b,c'], {sources: ['/a', '/b,c']}],
		[['--query-addr', '[::1]:0'], {queryAddress: {host: '::1', port: 0}}],
		[['--query-socket=--follow'], {querySocket: '--follow'}],
		[['--query-socket', '-x'], {querySocket: '-x'}],
		[['-n', '5', '-f'], {lines: 5, follow: true}],
		[['-n5'], {lines: 5}],
		[['-fn', '20'], {lines: 20, follow: true}],
		[['-fn20'], {lines: 20, follow: true}],
		[['--follow', '--lines', '7'], {lines: 7, follow: true}],
	])('%j', (args, expected) => {
		expect(parse(daemon, args)).toEqual({values: {...DEFAULTS, ...expected}, command: undefined});
	});
});

describe('one dash, as the users of the original type it', () => {
	test.each<[string[], object]>([
		[['-syslogd-socket', '/a', '-query-socket', '/b'], {sources: ['/a'], querySocket: '/b'}],
		[['-query-socket=/b'], {querySocket: '/b'}],
		[['-follow', '-lines', '3'], {follow: true, lines: 3}],
		[['-query-socket=-lines'], {querySocket: '-lines'}],
	])('%j', (args, expected) => {
		expect(parse(daemon, args)).toMatchObject({values: {...DEFAULTS, ...expected}});
	});

	test('also for help and version', () => {
		expect(parse(daemon, ['-version'])).toMatchObject({exitCode: 0, stdout: 'circologd 0.1.0\n'});
		expect(parse(daemon, ['-help'])).toMatchObject({exitCode: 0});
	});
});

describe('environment variables', () => {
	test.each<[NodeJS.ProcessEnv, string[], object]>([
		[{CIRCOLOG_BUFFER_SIZE: '5'}, [], {bufferSize: 5}],
		[{CIRCOLOG_BUFFER_SIZE: '5'}, ['--buffer-size', '6'], {bufferSize: 6}],
		[{CIRCOLOG_BUFFER_SIZE: ''}, [], {}],
		[{CIRCOLOG_SYSLOGD_SOCKET: '/a,/b'}, [], {sources: ['/a', '/b']}],
		[{CIRCOLOG_SYSLOGD_SOCKET: '/a,/b'}, ['--syslogd-socket', '/c'], {sources: ['/c']}],
		[{CIRCOLOG_FOLLOW: '1', CIRCOLOG_LINES: '3'}, [], {follow: true, lines: 3}],
		[{CIRCOLOG_FOLLOW: '0'}, [], {follow: false}],
		[{CIRCOLOG_QUERY_SOCKET: '/a'}, ['--query-addr', ':1'], {queryAddress: {port: 1}}],
	])('%j %j', (env, args, expected) => {
		expect(parse(daemon, args, env)).toMatchObject({values: {...DEFAULTS, ...expected}});
	});

	test('one that the command line overrules is not read', () => {
		expect(parse(daemon, ['--buffer-size', '6'], {CIRCOLOG_BUFFER_SIZE: 'abc'})).toMatchObject({values: {bufferSize: 6}});
	});
});

describe('mistakes are told in one line, with exit code 2', () => {
	test.each<[string[], string]>([
		[['--buffer-size', 'abc'], 'circologd: --buffer-size: "abc" is not allowed: a whole number from 1 to 1000000000'],
		[['--buffer-size='], 'circologd: --buffer-size: "" is not allowed: a whole number from 1 to 1000000000'],
		[['-n', '-5'], 'circologd: -n, --lines: "-5" is not allowed: a whole number from 0 to 100'],
		[['--syslogd-socket', '/a', '--syslogd-socket', ''], 'circologd: --syslogd-socket: "" is not allowed: the path of a socket, of 1 to 107 bytes'],
		[['--query-socket'], 'circologd: --query-socket needs a value: PATH'],
		[['-query-socket', '-follow'], 'circologd: --query-socket needs a value: PATH'],
		[['--query-socket', '--buffer-size=5'], 'circologd: --query-socket needs a value: PATH'],
		[['-fn'], 'circologd: -n, --lines needs a value: N'],
		[['--follow=yes'], 'circologd: --follow takes no value'],
		[['--qurey-socket', '/a'], "circologd: unknown option '--qurey-socket' (did you mean --query-socket?)"],
		[['-qurey-socket', '/a'], "circologd: unknown option '--qurey-socket' (did you mean --query-socket?)"],
		[['-z'], "circologd: unknown option '-z'"],
		[['--new\nline\u001b[2J'], "circologd: unknown option '--new\\x0aline\\x1b[2J'"],
		[['/a', '/b'], "circologd: unexpected argument '/a'"],
		[['--', '-f'], "circologd: unexpected argument '-f'"],
		[['--query-socket', '/a', '--query-addr', ':1'], 'circologd: --query-socket and --query-addr cannot be given together'],
	])('%j', (args, expected) => {
		expect(refusal(args)).toBe(expected);
	});

	test('a bad variable is named', () => {
		expect(refusal([], {CIRCOLOG_BUFFER_SIZE: 'abc'}))
			.toBe('circologd: CIRCOLOG_BUFFER_SIZE: "abc" is not allowed: a whole number from 1 to 1000000000');
		expect(refusal([], {CIRCOLOG_FOLLOW: 'maybe'})).toBe('circologd: CIRCOLOG_FOLLOW: "maybe" is not allowed: 1 or 0');
	});
});

describe('commands', () => {
	test.each([[['status', '--json']], [['--json', 'status']], [['-json', 'status']]])('%j', args => {
		expect(parse(control, args)).toEqual({values: {json: true, socket: undefined}, command: 'status'});
	});

	test.each<[string[], string]>([
		[['paus'], "circolog-ctl: unknown command 'paus' (did you mean pause?)"],
		[['pause', 'now'], "circolog-ctl: unexpected argument 'now'"],
		[['pause', '--jsno'], "circolog-ctl: unknown option '--jsno' (did you mean --json?)"],
	])('%j is refused', (args, expected) => {
		expect(refusal(args, {}, control)).toBe(expected);
	});

	test.each<[string[], object]>([
		[['status'], {force: false, watch: undefined}],
		[['pause', '--force'], {force: true}],
		[['--force', 'pause'], {force: true}],
		[['status', '--watch'], {watch: 2}],
		[['status', '--watch', '3'], {watch: 3}],
		[['status', '--watch=3.5'], {watch: 3.5}],
		[['status', '-watch', '3'], {watch: 3}],
		[['--watch', 'status'], {watch: 2}],
		[['status', '--watch', '--json'], {watch: 2, json: true}],
	])('flags of one command: %j', (args, expected) => {
		expect(parse(own, args)).toMatchObject({values: expected});
	});

	test.each<[string[], string]>([
		[['status', '--force'], 'circolog-ctl: --force belongs to pause: status does not take it'],
		[['--watch', '3', 'pause'], 'circolog-ctl: --watch belongs to status: pause does not take it'],
		[['status', '--watch', '10'], 'circolog-ctl: --watch: "10" is not allowed: a number of seconds from 1 to 9'],
		[['status', '--watch='], 'circolog-ctl: --watch: "" is not allowed: a number of seconds from 1 to 9'],
		[['status', '--watch', 'often'], "circolog-ctl: unexpected argument 'often'"],
	])('%j is refused', (args, expected) => {
		expect(refusal(args, {}, own)).toBe(expected);
	});

	test('flags of one command are not taken from the environment', () => {
		expect(parse(own, ['pause'], {CIRCOLOG_FORCE: '1', CIRCOLOG_WATCH: '5'})).toMatchObject({values: {force: false, watch: undefined}});
	});

	test('flags of one command stand beside it in the help', () => {
		const {stdout} = parse(own, ['--help']) as Ending;
		expect(stdout).toMatch(/^ {2}pause \[--force\] +discard$/m);
		expect(stdout).toMatch(/^ {2}status \[--watch \[SECONDS\]\] +show$/m);
		expect(stdout).toMatch(/^With pause:\n +--force +do it$/m);
		expect(stdout).toMatch(/^With status:\n +--watch \[SECONDS\] +again \(2 without a value\)$/m);
	});

	test('a missing one is answered with the help on stderr', () => {
		const ending = parse(control, []);
		expect(ending).toMatchObject({exitCode: 2, stdout: ''});
		expect((ending as Ending).stderr).toContain('Usage: circolog-ctl');
	});

	test('the help of a command is the whole help', () => {
		expect(parse(control, ['pause', '--help'])).toEqual(parse(control, ['--help']));
	});
});

test('--help shows defaults, variables and examples, and is not hindered by other mistakes', () => {
	const ending = parse(daemon, ['--buffer-size', 'abc', '--help']) as Ending;
	expect(ending).toMatchObject({exitCode: 0, stderr: ''});
	const words = ending.stdout.replace(/\s+/g, ' ');
	expect(words).toContain('--buffer-bytes SIZE most bytes (default: 64M, env: CIRCOLOG_BUFFER_BYTES)');
	expect(words).toContain('-n, --lines N lines (default: 10, env: CIRCOLOG_LINES)');
	expect(words).toContain('(may be repeated, default: syslog.sock in the runtime folder, env: CIRCOLOG_SYSLOGD_SOCKET)');
	expect(ending.stdout).toMatch(/Examples:\n {2}circologd\n {2}circologd -n 5\n$/);
});
