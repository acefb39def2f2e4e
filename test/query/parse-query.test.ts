import {afterAll, describe, expect, test, vi} from 'vitest';
import type {Expression} from '../../src/query/expression.js';
import {parseQuery} from '../../src/query/parse-query.js';
import {all, and, equals, exactText, is, not, or, present, range, regex, text, textRange, wildcard} from './expressions.js';

vi.stubEnv('TZ', 'UTC');
afterAll(() => {
	vi.unstubAllEnvs();
});

const NOW = new Date('2026-11-20T15:08:40.198Z');
const HOUR_US = 3600e6;
const MINUTE_US = 60e6;

function parse(query: string): Expression {
	return parseQuery(query, 'q', NOW);
}

function us(time: string): number {
	return Date.parse(time) * 1000;
}

describe('words', () => {
	test.each<[string, Expression]>([
		['', all],
		[' \t\n ', all],
		['*', all],
		['** ', all],
		['disk', text('disk')],
		['Disk', exactText('Disk')],
		['straße', text('straße')],
		['Ähre', exactText('Ähre')],
		['disk full', and(text('disk'), text('full'))],
		['disk　full', and(text('disk'), text('full'))],
		['"disk full"', text('disk full')],
		['"disk  Full"', exactText('disk  Full')],
		['"a * b?"', text('a * b?')],
		[String.raw`"say \"hi\" \\ \n"`, text(String.raw`say "hi" \ \n`)],
		['"a""b"', and(text('a'), text('b'))],
		['""', present('message')],
		['a*b', wildcard('a*b', 'a*b', 'message', true, 'a', '*', 'b')],
		['a?b', wildcard('a?b', 'a?b', 'message', true, 'a', '?', 'b')],
		['A***b', wildcard('A***b', 'A***b', 'message', false, 'A', '*', 'b')],
		['a?*?b', wildcard('a?*?b', 'a?*?b', 'message', true, 'a', '?', '*', '?', 'b')],
		['*disk*', text('disk')],
		['disk*', text('disk')],
		['???', wildcard('???', '???', 'message', true, '?', '?', '?')],
		['?*', wildcard('?*', '?*', 'message', true, '?')],
		[String.raw`\*a\?`, text('*a?')],
		[String.raw`a\ b`, text('a b')],
		[String.raw`\(x\)`, text('(x)')],
		[String.raw`\"x`, text('"x')],
		[String.raw`\-x`, text('-x')],
		[String.raw`severity\:err`, text('severity:err')],
	])('%j', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});
});

describe('what looks like text is text', () => {
	test.each([
		'192.168.1.1', '10:30:22', 'foo/bar', '/var/log/syslog', '/var/log/', '/', '//', '/etc', '/usr/bin/x', 'user@host',
		'[sshd]', '[1234]', '[a', 'a]', '{', '}', '{"a":1}', 'key=value', 'pid=123', 'uid=0', '::1', 'fe80::1', 'http://host/x',
		'user:root', 'port:22', 'error:disk', 'security:audit', 'resource:x', 'sshd[123]:', 'c:\\temp', '50%', 'foo-bar', '-', '--',
		'---', '--verbose', '->', '-->', '-=', '+', '++', '++i', '+=', 'c++', '!=', '!!', '!!!', 'a!', '<root@host>', '>', '<=', 'a<b',
		'a&&b', 'fa||url||x', '&', '|', ':', 'a:', 'and', 'or', 'not', 'to', 'and:', 'std::source::x', 'source::x', 'severity',
		'main()', 'f(x)', 'pam_unix(sshd:auth):', 'a(b(c)d)e', 'x(:)', '^2', '~1', '#', ';', ',', '\'', '`', '$1', 'tty=nodevssh',
		'key="two words"', 'open("/etc/my file")=-1', '{"a":{"b":"c d"}}', 'foo:"two words"', 'foo:(bar)', 'sd.x', 'time:5ms',
	])('%s', word => {
		expect(parse(word)).toEqual(text(word));
	});

	test.each<[string, Expression]>([
		[String.raw`C:\temp`, exactText(String.raw`C:\temp`)],
		[String.raw`foo\ `, text('foo ')],
		[String.raw`foo\d`, text(String.raw`foo\d`)],
		['foo\\', text('foo\\')],
		['2026-11-20T15:00', exactText('2026-11-20T15:00')],
		['AND:', exactText('AND:')],
		['ANDa', exactText('ANDa')],
		['[a TO b]', and(text('[a'), exactText('TO'), text('b]'))],
		['http://host/x?y=1', wildcard('http://host/x?y=1', 'http://host/x?y=1', 'message', true, 'http://host/x', '?', 'y=1')],
		['(deleted)', text('deleted')],
		['a - b', and(text('a'), text('-'), text('b'))],
		['a or b', and(text('a'), text('or'), text('b'))],
		['foo(bar baz)', and(text('foo'), text('bar'), text('baz'))],
		['f(x y)(z)', and(text('f'), text('x'), text('y'), text('z'))],
		['say "key=\\"v\\""', and(text('say'), text('key="v"'))],
		['message:[sshd]', text('[sshd]')],
		['message:{"a":1}', text('{"a":1}')],
		['from <root@host>', and(text('from'), text('<root@host>'))],
		['message <1@host>', and(text('message'), text('<1@host>'))],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});
});

describe('operators', () => {
	const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(word => text(word)) as [Expression, Expression, Expression, Expression];

	test.each<[string, Expression]>([
		['a AND b', and(a, b)],
		['a && b', and(a, b)],
		['a OR b', or(a, b)],
		['a || b', or(a, b)],
		['a b c', and(a, b, c)],
		['a AND b c AND d', and(a, b, c, d)],
		['a OR b OR c', or(a, b, c)],
		['a b OR c d', or(and(a, b), and(c, d))],
		['a OR b AND c', or(a, and(b, c))],
		['(a OR b) c', and(or(a, b), c)],
		['(a b) (c d)', and(a, b, c, d)],
		['(a OR b) OR (c OR d)', or(a, b, c, d)],
		['(a)(b)', and(a, b)],
		['((a))', a],
		['( a )', a],
		['NOT a', not(a)],
		['!a', not(a)],
		['! a', not(a)],
		['-a', not(a)],
		['+a', a],
		['+a -b', and(a, not(b))],
		['+-a', not(a)],
		['-!a', a],
		['NOT NOT a', a],
		['NOT -a', a],
		['NOT NOT NOT a', not(a)],
		['a NOT b', and(a, not(b))],
		['a AND NOT b', and(a, not(b))],
		['a OR NOT b c', or(a, and(not(b), c))],
		['NOT (a OR b)', not(or(a, b))],
		['NOT(a b)', not(and(a, b))],
		['-(a b)', not(and(a, b))],
		['-"a b"', not(text('a b'))],
		['a AND(b OR c)', and(a, or(b, c))],
		['a OR"b"', or(a, b)],
		['a AND *', a],
		['* AND *', all],
		['NOT *', not(all)],
		['-90s', not(text('90s'))],
		['a\tAND\nb', and(a, b)],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});
});

describe('fields', () => {
	test.each<[string, Expression]>([
		['app_name:sshd', equals('app_name', 'sshd')],
		['app_name: sshd', equals('app_name', 'sshd')],
		['-app_name:sshd', not(equals('app_name', 'sshd'))],
		['app_name:SSHD', equals('app_name', 'SSHD')],
		['app_name:"CRON d"', equals('app_name', 'CRON d')],
		['app_name:""', equals('app_name', '')],
		['app_name:"*"', equals('app_name', '*')],
		[String.raw`app_name:\*`, equals('app_name', '*')],
		['app_name:*', present('app_name')],
		['app_name:ssh*', wildcard('app_name:ssh*', 'ssh*', 'app_name', false, 'ssh', '*')],
		['app_name:s?hd', wildcard('app_name:s?hd', 's?hd', 'app_name', false, 's', '?', 'hd')],
		['app_name:-x', equals('app_name', '-x')],
		['app_name:a:b', equals('app_name', 'a:b')],
		['app_name:/usr/sbin/cron', equals('app_name', '/usr/sbin/cron')],
		['app_name:sshd(pam_unix)', equals('app_name', 'sshd(pam_unix)')],
		['hostname:web-1.example.org', equals('hostname', 'web-1.example.org')],
		['hostname:::1', equals('hostname', '::1')],
		['hostname:fe80::1', equals('hostname', 'fe80::1')],
		['proc_id:123', equals('proc_id', '123')],
		['msg_id:ID47', equals('msg_id', 'ID47')],
		['source:syslog.sock', equals('source', 'syslog.sock')],
		['message:disk', text('disk')],
		['message:Disk', exactText('Disk')],
		['message:"disk Full"', exactText('disk Full')],
		['message:*', present('message')],
		['message:""', present('message')],
		['message:di*k', wildcard('message:di*k', 'di*k', 'message', true, 'di', '*', 'k')],
		['raw:"<13>1"', text('<13>1', 'raw')],
		['sd.meta@123.a:x', equals('sd.meta@123.a', 'x')],
		['sd.a.b.c.d:x', equals('sd.a.b.c.d', 'x')],
		[String.raw`sd.a.b\:c:x`, equals('sd.a.b:c', 'x')],
		['sd.a.b:*', present('sd.a.b')],
		['sd.a.b:x*', wildcard('sd.a.b:x*', 'x*', 'sd.a.b', false, 'x', '*')],
		['seq:17', is('seq', 17)],
		['pid:1', is('pid', 1)],
		['uid:0', is('uid', 0)],
		['pid:*', present('pid')],
		['priority:191', is('priority', 191)],
		['a app_name:b c', and(text('a'), equals('app_name', 'b'), text('c'))],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});

	test.each<[string, Expression]>([
		['severity:err', is('severity', 3)],
		['severity:ERROR', is('severity', 3)],
		['severity:3', is('severity', 3)],
		['severity:"err"', is('severity', 3)],
		['severity:panic', is('severity', 0)],
		['severity:critical', is('severity', 2)],
		['severity:warn', is('severity', 4)],
		['severity:informational', is('severity', 6)],
		['severity:*', present('severity')],
		['severity:e*', or(is('severity', 0), is('severity', 3))],
		['severity:*R*', or(...[0, 1, 2, 3, 4, 6].map(number => is('severity', number)))],
		['severity:????', or(is('severity', 2), is('severity', 4), is('severity', 6))],
		['severity:p?nic', is('severity', 0)],
		['facility:auth', is('facility', 4)],
		['facility:LOCAL7', is('facility', 23)],
		['facility:23', is('facility', 23)],
		['facility:auth*', or(is('facility', 4), is('facility', 10))],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});

	test.each<[string, Expression]>([
		['app_name:(a OR b)', or(equals('app_name', 'a'), equals('app_name', 'b'))],
		['app_name:(a b)', and(equals('app_name', 'a'), equals('app_name', 'b'))],
		['app_name:(a -b)', and(equals('app_name', 'a'), not(equals('app_name', 'b')))],
		['app_name:(NOT a) b', and(not(equals('app_name', 'a')), text('b'))],
		['app_name:(a OR (b* "c d"))', or(equals('app_name', 'a'), and(wildcard('app_name:(a OR (b* "c d"))', 'b*', 'app_name', false, 'b', '*'), equals('app_name', 'c d')))],
		['app_name:( a )', equals('app_name', 'a')],
		['app_name:(*)', present('app_name')],
		['app_name:(user:root)', equals('app_name', 'user:root')],
		['app_name:(host:a)', equals('app_name', 'host:a')],
		['severity:(err OR crit)', or(is('severity', 3), is('severity', 2))],
		['seq:(>=10 AND <20)', and(range('seq', '[', 10, undefined, ']'), range('seq', '[', undefined, 20, ')'))],
		['seq:([1 TO 3] OR 7)', or(range('seq', '[', 1, 3, ']'), is('seq', 7))],
		['message:(a OR b)', or(text('a'), text('b'))],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});
});

describe('comparisons and ranges', () => {
	test.each<[string, Expression]>([
		['severity:<=err', range('severity', '[', undefined, 3, ']')],
		['severity:<err', range('severity', '[', undefined, 3, ')')],
		['severity:>=warning', range('severity', '[', 4, undefined, ']')],
		['severity:>warning', range('severity', '(', 4, undefined, ']')],
		['severity: >= 3', range('severity', '[', 3, undefined, ']')],
		['severity:>="notice"', range('severity', '[', 5, undefined, ']')],
		['severity:[crit TO warning]', range('severity', '[', 2, 4, ']')],
		['severity:{crit TO warning}', range('severity', '(', 2, 4, ')')],
		['severity:[crit TO warning}', range('severity', '[', 2, 4, ')')],
		['severity:{crit TO warning]', range('severity', '(', 2, 4, ']')],
		['severity:[ * TO 3 ]', range('severity', '[', undefined, 3, ']')],
		['severity:{2 TO *}', range('severity', '(', 2, undefined, ']')],
		['severity:[* TO *]', present('severity')],
		['facility:>=local0', range('facility', '[', 16, undefined, ']')],
		['priority:<8', range('priority', '[', undefined, 8, ')')],
		['seq:[1 TO 1]', is('seq', 1)],
		['proc_id:>100', range('proc_id', '(', 100, undefined, ']')],
		['proc_id:>-100', range('proc_id', '(', -100, undefined, ']')],
		['proc_id:[1 TO *]', range('proc_id', '[', 1, undefined, ']')],
		['proc_id:>"100"', textRange('proc_id', '(', '100', undefined, ']')],
		['proc_id:>abc', textRange('proc_id', '(', 'abc', undefined, ']')],
		['proc_id:[100 TO abc]', textRange('proc_id', '[', '100', 'abc', ']')],
		['sd.a.b:>=7', range('sd.a.b', '[', 7, undefined, ']')],
		['sd.a.b:[a TO "b c"}', textRange('sd.a.b', '[', 'a', 'b c', ')')],
		['hostname:>=100', textRange('hostname', '[', '100', undefined, ']')],
		['hostname:[a TO b}', textRange('hostname', '[', 'a', 'b', ')')],
		['hostname:["*" TO "]"]', textRange('hostname', '[', '*', ']', ']')],
		['app_name:<"*"', textRange('app_name', '[', undefined, '*', ')')],
		['source:[::1 TO ::2] a', and(textRange('source', '[', '::1', '::2', ']'), text('a'))],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});
});

describe('times', () => {
	const minute = us('2026-11-20T15:00:00Z');
	const day = us('2026-11-20T00:00:00Z');
	const nowUs = NOW.getTime() * 1000;

	test.each<[string, Expression]>([
		['received:15:00', range('received', '[', minute, minute + MINUTE_US, ')')],
		['received:>15:00', range('received', '[', minute + MINUTE_US, undefined, ')')],
		['received:>=15:00', range('received', '[', minute, undefined, ')')],
		['received:<15:00', range('received', '[', undefined, minute, ')')],
		['received:<=15:00', range('received', '[', undefined, minute + MINUTE_US, ')')],
		['received:[15:00 TO 15:00]', range('received', '[', minute, minute + MINUTE_US, ')')],
		['received:[14:00 TO 15:00}', range('received', '[', minute - HOUR_US, minute, ')')],
		['received:{14:00 TO 15:00]', range('received', '[', minute - HOUR_US + MINUTE_US, minute + MINUTE_US, ')')],
		['received:[2026-11-20 TO *]', range('received', '[', day, undefined, ')')],
		['received:"2026-11-20 15:00"', range('received', '[', minute, minute + MINUTE_US, ')')],
		['received:["2026-11-20 15:00" TO now]', range('received', '[', minute, nowUs + 1, ')')],
		['timestamp:>2026-11-20T15:00', range('timestamp', '[', minute + MINUTE_US, undefined, ')')],
		['timestamp:2026-11-20T15:00:00Z', range('timestamp', '[', minute, minute + 1e6, ')')],
		['timestamp:today', range('timestamp', '[', day, day + 24 * HOUR_US, ')')],
		['received:>-1h', range('received', '[', nowUs - HOUR_US + 1, undefined, ')')],
		['received:-1h', range('received', '[', nowUs - HOUR_US, nowUs - HOUR_US + 1, ')')],
		['received:>="1 hour ago"', range('received', '[', nowUs - HOUR_US, undefined, ')')],
		['received:(>=14:00 AND <15:00)', and(range('received', '[', minute - HOUR_US, undefined, ')'), range('received', '[', undefined, minute, ')'))],
		['received:2026-11-20 "15:00"', and(range('received', '[', day, day + 24 * HOUR_US, ')'), text('15:00'))],
		['received:>-1h 15:00', and(range('received', '[', nowUs - HOUR_US + 1, undefined, ')'), text('15:00'))],
		['received:*', present('received')],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected);
	});
});

describe('regular expressions', () => {
	test.each<[string, (query: string) => Expression]>([
		['/disk/', query => regex(query, 'message', 'disk', 1)],
		['/Disk/i', query => regex(query, 'message', 'Disk', 1, true)],
		['/var/', query => regex(query, 'message', 'var', 1)],
		['/disk [a-z]+ full/', query => regex(query, 'message', 'disk [a-z]+ full', 1)],
		['/"(a|b)"/', query => regex(query, 'message', '"(a|b)"', 1)],
		[String.raw`/a\/b/`, query => regex(query, 'message', String.raw`a\/b`, 1)],
		['/[^/]+/', query => regex(query, 'message', '[^/]+', 1)],
		[String.raw`/\[/`, query => regex(query, 'message', String.raw`\[`, 1)],
		['a /b/ c', query => and(text('a'), regex(query, 'message', 'b', 3), text('c'))],
		['(/b/)', query => regex(query, 'message', 'b', 2)],
		['-/b/i', query => not(regex(query, 'message', 'b', 2, true))],
		['app_name:/^ssh/', query => regex(query, 'app_name', '^ssh', 10)],
		['app_name:(/a/ OR /b/)', query => or(regex(query, 'app_name', 'a', 11), regex(query, 'app_name', 'b', 18))],
		['severity:/^e/', query => regex(query, 'severity', '^e', 10)],
		['sd.a.b:/x/', query => regex(query, 'sd.a.b', 'x', 8)],
		['/home /var/', query => and(text('/home'), regex(query, 'message', 'var', 7))],
	])('%s', (query, expected) => {
		expect(parse(query)).toEqual(expected(query));
	});
});
