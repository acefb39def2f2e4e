import {describe, expect, test} from 'vitest';
import {logPath} from '../../src/client/log-path.js';
import {type Ending, interpretCommandLine, type Parsed} from '../../src/cmd/command-line.js';
import {usesPager} from '../../src/cmd/tail/display.js';
import {checkTogether, linesOf, TAIL_FLAGS} from '../../src/cmd/tail/flags.js';
import {presentationOf, selectionOf, type Terminal} from '../../src/cmd/tail/parameters.js';

const PIPE: Terminal = {isTerminal: false, env: {}};
const CURSOR = '0123456789ab:42';

function parse(args: readonly string[], env: NodeJS.ProcessEnv = {}): Parsed<typeof TAIL_FLAGS> | Ending {
	return interpretCommandLine({name: 'circolog-tail', description: '', flags: TAIL_FLAGS, operands: '[query...]', check: checkTogether}, args, env);
}

/** What the daemon is asked, unescaped. */
function asked(args: readonly string[], terminal: Terminal = PIPE): string {
	const parsed = parse(args) as Parsed<typeof TAIL_FLAGS>;
	expect(parsed).toHaveProperty('values');
	const {values, operands = []} = parsed;
	const path = logPath('/', [...selectionOf(values, operands.join(' ')), ...presentationOf(values, terminal)], {lines: linesOf(values, undefined)});
	return decodeURIComponent(path.replaceAll('+', ' '));
}

describe('what the daemon is asked', () => {
	test.each<[string[], string]>([
		[[], '/?l=10&fmt=syslog'],
		[['-n', 'all'], '/?fmt=syslog'],
		[['-n+0'], '/?fmt=syslog'],
		[['-n0'], '/?l=0&fmt=syslog'],
		[['-20'], '/?l=20&fmt=syslog'],
		[['-S', '-1h'], '/?since=-1h&fmt=syslog'],
		[['-S', '-1h', '-n', '5'], '/?l=5&since=-1h&fmt=syslog'],
		[['--since=15:00', '-U', 'now'], '/?since=15:00&until=now&fmt=syslog'],
		[['-U', '15:00'], '/?l=10&until=15:00&fmt=syslog'],
		[['-p', 'crit..warning'], '/?l=10&severity=crit..warning&fmt=syslog'],
		[['-pwarning', '-t', 'a', '-t', 'b', '--hostname', 'h', '--facility=auth'], '/?l=10&severity=warning&app_name=a&app_name=b&hostname=h&facility=auth&fmt=syslog'],
		[['-g', 'a|b', '-e', 'c', '-e', '-d'], '/?l=10&grep=a|b&exclude=c&exclude=-d&fmt=syslog'],
		[['-A1', '-B', '2', '-C3'], '/?l=10&A=1&B=2&C=3&fmt=syslog'],
		[['-o', 'json'], '/?l=10&fmt=json'],
		[['--output', 'json'], '/?l=10&fmt=json'],
		[['-fmt', 'json'], '/?l=10&fmt=json'],
		[['--template', '{{message}}'], '/?l=10&template={{message}}'],
		[['--utc', '--no-hostname', '-a'], '/?l=10&fmt=syslog&utc=1&no_hostname=1&raw=1'],
		[['--hostname', 'h', '--no-hostname'], '/?l=10&hostname=h&fmt=syslog&no_hostname=1'],
		[['disk', 'full'], '/?l=10&q=disk full&fmt=syslog'],
		[['app_name:sshd AND severity:<=warning', '-n1'], '/?l=1&q=app_name:sshd AND severity:<=warning&fmt=syslog'],
		[['-n1', '--', '-full', '-n'], '/?l=1&q=-full -n&fmt=syslog'],
	])('%j', (args, expected) => {
		expect(asked(args)).toBe(expected);
	});

	test.each<[string[], Terminal, boolean]>([
		[[], PIPE, false],
		[[], {isTerminal: true, env: {}}, true],
		[[], {isTerminal: true, env: {NO_COLOR: ''}}, true],
		[[], {isTerminal: true, env: {NO_COLOR: '0'}}, false],
		[[], {isTerminal: true, env: {TERM: 'dumb'}}, false],
		[['--color=always'], {isTerminal: false, env: {NO_COLOR: '1'}}, true],
		[['--color=never'], {isTerminal: true, env: {}}, false],
		[['--color=always', '-o', 'short-iso'], PIPE, true],
		[['--color=always', '-o', 'json'], PIPE, false],
		[['--color=always', '--template', 'x'], PIPE, false],
	])('%j %j asks for colours: %j', (args, terminal, expected) => {
		expect(asked(args, terminal).includes('color=1')).toBe(expected);
	});
});

describe('what is marked', () => {
	const TERMINAL: Terminal = {isTerminal: true, env: {}};
	const many = (flag: string, count: number): string[] => Array.from({length: count}, (_, i) => [flag, `${flag}${i}`]).flat();
	const marked = (args: readonly string[], terminal: Terminal): string[] =>
		[...asked(args, terminal).matchAll(/&highlight=([^&]*)/g)].map(match => match[1]!);

	test.each<[string[], Terminal, string[]]>([
		[['--highlight', 'a', '--highlight=B'], TERMINAL, ['a', 'B']],
		[['-g', 'a|b', '--highlight', 'c'], TERMINAL, ['c', 'a|b']],
		[['--until-match', 'q', '-g', 'a'], TERMINAL, ['a']],
		[['-e', 'a', 'b'], TERMINAL, []],
		[['--highlight', 'a', '-g', 'b'], PIPE, []],
		[['--highlight', 'a', '--color=always'], PIPE, ['a']],
		[['--highlight', 'a', '--color=never'], TERMINAL, []],
		[['--highlight', 'a'], {isTerminal: true, env: {NO_COLOR: '1'}}, []],
		[['-g', 'a', '-o', 'short-iso'], TERMINAL, ['a']],
		[['-g', 'a', '-o', 'cat'], TERMINAL, []],
	])('%j %j: %j', (args, terminal, expected) => {
		expect(marked(args, terminal)).toEqual(expected);
	});

	test('of many patterns as many as the daemon takes, but for those asked for', () => {
		expect(marked([...many('-g', 20), '--highlight', 'a'], TERMINAL)).toEqual(['a', ...many('-g', 15).filter(text => text !== '-g')]);
		expect(marked(many('--highlight', 20), TERMINAL)).toHaveLength(20);
	});
});

describe('a pager', () => {
	const OURS: Terminal = {isTerminal: true, env: {TERM: 'xterm'}};
	const withPager = (PAGER: string): Terminal => ({isTerminal: true, env: {TERM: 'xterm', PAGER}});

	test.each<[string[], Terminal, boolean]>([
		[[], OURS, true],
		[['-r', '-n', 'all', '--chop', '-o', 'json', '--show-cursor'], OURS, true],
		[['--cursor', CURSOR], OURS, true],
		[[], PIPE, false],
		[[], {isTerminal: true, env: {}}, false],
		[[], {isTerminal: true, env: {TERM: 'dumb', PAGER: 'less'}}, false],
		[['--no-pager'], OURS, false],
		[['-f'], OURS, false],
		[['-F'], OURS, false],
		[['--until-match', 'q'], OURS, false],
		[['--count'], OURS, false],
		[['--top', 'app_name'], OURS, false],
		[['--cursor-file', 'file'], OURS, false],
		[['-z'], OURS, false],
		[[], withPager('less'), true],
		[[], withPager(''), false],
		[[], withPager(' '), false],
		[[], withPager('cat'), false],
		[[], withPager('cat -A'), true],
	])('%j %j: %j', (args, terminal, expected) => {
		const {values} = parse(args) as Parsed<typeof TAIL_FLAGS>;
		expect(usesPager(values, terminal)).toBe(expected);
	});
});

describe('--count is a switch, or takes a number', () => {
	test.each<[string[], number | boolean, string[]]>([
		[[], false, []],
		[['--count'], true, []],
		[['--count', 'disk'], true, ['disk']],
		[['404', '--count'], true, ['404']],
		[['-count', '-t', 'sshd'], true, []],
		[['--until-match', 'x', '--count', '3'], 3, []],
		[['--until-match', 'x', '--count=3', '4'], 3, ['4']],
	])('%j', (args, count, operands) => {
		expect(parse(args)).toMatchObject({values: {count}, operands});
	});
});

describe('what makes no sense is refused, and all of it is named', () => {
	test.each<[string[], string]>([
		[['-r', '-f'], '-r, --reverse and -f, --follow cannot be given together'],
		[['-rF'], '-r, --reverse and -F, --retry cannot be given together'],
		[['-r', '-C', '2'], '-C, --context and -r, --reverse cannot be given together'],
		[['-rz'], '-r, --reverse and -z, --zero-terminated cannot be given together'],
		[['--cursor', CURSOR, '--after-cursor', CURSOR], '--cursor and --after-cursor cannot be given together'],
		[['--cursor', CURSOR, '--cursor-file', 'x'], '--cursor and --cursor-file cannot be given together'],
		[['--after-cursor', CURSOR, '--cursor-file', 'x'], '--after-cursor and --cursor-file cannot be given together'],
		[['-o', 'json', '--template', 'x'], '-o, --fmt and --template cannot be given together'],
		[['-o', 'json', '--output', 'json'], '-o, --fmt and --output cannot be given together'],
		[['--until-match', 'x', '-f'], '-f, --follow and --until-match cannot be given together'],
		[['--until-match', 'x', '--top', 'app_name'], '--until-match and --top cannot be given together'],
		[['--count', '-f'], '-f, --follow and --count cannot be given together'],
		[['--count', '--top', 'app_name'], '--count and --top cannot be given together'],
		[['--count', '--cursor-file', 'x'], '--count and --cursor-file cannot be given together'],
		[['--query-socket', '/a', '--query-addr', ':1', '--cursor', CURSOR], '--cursor needs a single daemon: each has cursors of its own; --cursor-file keeps one for each'],
		[['--query-addr', ':1', '--query-addr', ':2', '--after-cursor', CURSOR], '--after-cursor needs a single daemon: each has cursors of its own; --cursor-file keeps one for each'],
		[['--query-addr', ':1', '--query-addr', ':2', '--show-cursor'], '--show-cursor needs a single daemon: each has cursors of its own; --cursor-file keeps one for each'],
		[['--query-addr', ':1', '--query-addr', '127.0.0.1:1'], '127.0.0.1:1 is given twice: each of its messages would be printed twice'],
		[['--query-socket', '/a', '--query-socket', '/b', '-o', 'rfc5424'], '-o rfc5424 has no place for the daemon that a message is from; allowed with several are syslog, short-precise, short-iso, short-iso-precise, short-unix, verbose, cat, template, json, json-seq, logfmt, csv, export, and all with --no-origin'],
		[['--pid', '1'], '--pid needs -f, --follow'],
		[['--timeout', '1s'], '--timeout needs --until-match'],
		[['--count=3'], '--count takes a number only with --until-match; to search for a number, let it stand before --count'],
		[['disk', '-full'], "unknown option '--full' (did you mean --follow?); words that begin with a dash go behind --"],
		[['--cursor', 'x'], '--cursor: "x" is not allowed: a cursor, which looks like 0123456789ab:42'],
		[['--color', 'red'], '--color: "red" is not allowed: auto, always, never'],
		[['--pid', '0'], '--pid: "0" is not allowed: a whole number from 1 to 4194304'],
		[['-f', '--count=no'], '-f, --follow and --count cannot be given together'],
		[['--until-match', 'x', '--count=no'], '--count: "no" is not allowed: a whole number from 1 to 1000000000'],
	])('%j', (args, sentence) => {
		expect(parse(args)).toEqual({exitCode: 2, stdout: '', stderr: `circolog-tail: ${sentence}\n`});
	});

	test('a flag goes before the variable of another', () => {
		expect(parse(['--template', 'x'], {CIRCOLOG_FMT: 'json'})).toMatchObject({values: {template: 'x', format: undefined}});
	});
});

describe('daemons', () => {
	test.each<[string[], NodeJS.ProcessEnv, unknown[], unknown[]]>([
		[[], {}, [], []],
		[['--query-addr', 'a:1', '--query-addr', 'b:1'], {}, [], [{host: 'a', port: 1}, {host: 'b', port: 1}]],
		[['--query-addr', 'a:1', '--query-socket', '/b'], {}, ['/b'], [{host: 'a', port: 1}]],
		[['--query-socket', 'ssh://a'], {}, [{host: 'a', url: 'ssh://a'}], []],
		[['--query-addr', 'ssh://a'], {}, [], [{host: 'a', url: 'ssh://a'}]],
		[[], {CIRCOLOG_QUERY_ADDR: 'a:1,ssh://b'}, [], [{host: 'a', port: 1}, {host: 'b'}]],
		[[], {CIRCOLOG_QUERY_SOCKET: '/a,/b'}, ['/a', '/b'], []],
		[[], {CIRCOLOG_QUERY_SOCKET: '/a', CIRCOLOG_QUERY_ADDR: 'a:1'}, ['/a'], []],
		[['--query-addr', 'b:1'], {CIRCOLOG_QUERY_SOCKET: '/a', CIRCOLOG_QUERY_ADDR: 'a:1'}, [], [{host: 'b', port: 1}]],
		[['--query-socket', '/b'], {CIRCOLOG_QUERY_SOCKET: '/a', CIRCOLOG_QUERY_ADDR: 'a:1'}, ['/b'], []],
	])('%j with %j', (args, env, sockets, addresses) => {
		const parsed = parse(args, env);
		expect(parsed).toMatchObject({values: {sockets, addresses}});
		expect((parsed as Parsed<typeof TAIL_FLAGS>).values.sockets).toHaveLength(sockets.length);
		expect((parsed as Parsed<typeof TAIL_FLAGS>).values.addresses).toHaveLength(addresses.length);
	});

	test.each(['ssh://-oProxyCommand=x', 'ssh://', 'ssh://a b', 'ssh://a:0', 'ssh://-l@a'])('%s is refused', url => {
		const allowed = 'ssh://[user@]host[:port][/path/of.sock], where user and host begin with a letter or a digit';
		for (const flag of ['--query-addr', '--query-socket']) {
			expect(parse([flag, url])).toEqual({exitCode: 2, stdout: '', stderr: `circolog-tail: ${flag}: ${JSON.stringify(url)} is not allowed: ${allowed}\n`});
		}
	});

	test('each flag may go with several, and every format that has a place for marks, or none with --no-origin', () => {
		const two = ['--query-addr', ':1', '--query-addr', ':2'];
		expect(parse([...two, '-f', '-o', 'json', '--cursor-file', 'x'])).toHaveProperty('values');
		expect(parse([...two, '-o', 'rfc5424', '--no-origin'])).toHaveProperty('values');
		expect(parse([...two, '-o', 'rfc5424', '--count'])).toHaveProperty('values');
	});
});
