import {describe, expect, test} from 'vitest';
import type {Expression} from '../../src/query/expression.js';
import {MAX_TERMS} from '../../src/query/language/parser.js';
import {MAX_QUERY_CHARACTERS} from '../../src/query/language/query-text.js';
import {patternIgnoresCase, shortForms, type ShortForms} from '../../src/query/short-forms.js';
import {errorOf} from './error-of.js';
import {all, and, equals, is, not, or, range} from './expressions.js';

const SEVERITIES = 'emerg, alert, crit, err, warning, notice, info, debug, panic, critical, error, warn, informational, and 0 to 7';
const FACILITIES = 'kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp, ntp, audit, alert, clock, '
	+ 'local0, local1, local2, local3, local4, local5, local6, local7, and 0 to 23';

function grep(source: string, ignoreCase: boolean, parameter = 'grep'): Expression {
	return {kind: 'regex', field: {name: 'message'}, source, ignoreCase, span: {parameter, text: source, start: 0, end: source.length}};
}

describe('short forms', () => {
	test.each<[string, ShortForms, Expression]>([
		['none at all are everything', {}, all],
		['nor are empty ones', {severity: [], facility: undefined, grep: []}, all],
		['a severity is that and worse', {severity: ['err']}, range('severity', '[', undefined, 3, ']')],
		['by its other name', {severity: ['WARN']}, range('severity', '[', undefined, 4, ']')],
		['by its number', {severity: ['3']}, range('severity', '[', undefined, 3, ']')],
		['A..B is both and all between', {severity: ['crit..warning']}, range('severity', '[', 2, 4, ']')],
		['in either order', {severity: ['4..crit']}, range('severity', '[', 2, 4, ']')],
		['A..A is A only', {severity: ['err..err']}, is('severity', 3)],
		['severities are alternatives', {severity: ['emerg', 'notice..debug']}, or(range('severity', '[', undefined, 0, ']'), range('severity', '[', 5, 7, ']'))],
		['a facility is that alone', {facility: ['auth']}, is('facility', 4)],
		['by its number', {facility: ['23']}, is('facility', 23)],
		['several with commas', {facility: ['auth,authpriv,4']}, or(is('facility', 4), is('facility', 10))],
		['or as parameters', {facility: ['auth', 'kern,mail']}, or(is('facility', 4), is('facility', 0), is('facility', 2))],
		['an app_name is the whole of it', {app_name: ['sshd']}, equals('app_name', 'sshd')],
		['nothing in it means anything else', {app_name: ['a*"b" OR c,d']}, equals('app_name', 'a*"b" OR c,d')],
		['app_names are alternatives', {app_name: ['sshd', 'cron']}, or(equals('app_name', 'sshd'), equals('app_name', 'cron'))],
		['hostnames too', {hostname: ['a', 'b']}, or(equals('hostname', 'a'), equals('hostname', 'b'))],
		['grep is a regular expression for the message', {grep: ['Disk.*full']}, grep('Disk.*full', false)],
		['in any case if it is all lower case', {grep: ['disk.*full']}, grep('disk.*full', true)],
		['each grep has to match', {grep: ['a', 'B']}, and(grep('a', true), grep('B', false))],
		['exclude is what must not match', {exclude: ['Disk']}, not(grep('Disk', false, 'exclude'))],
		['in any case if it is all lower case, like grep', {exclude: ['disk']}, not(grep('disk', true, 'exclude'))],
		['no exclude may match', {exclude: ['a', 'B'], grep: ['c']},
			and(grep('c', true), not(grep('a', true, 'exclude')), not(grep('B', false, 'exclude')))],
		['different parameters have to match all', {severity: ['err'], app_name: ['sshd', 'su'], grep: ['x']},
			and(range('severity', '[', undefined, 3, ']'), or(equals('app_name', 'sshd'), equals('app_name', 'su')), grep('x', true))],
	])('%s', (_what, forms, expected) => {
		expect(shortForms(forms)).toEqual(expected);
	});
});

describe('what is not allowed', () => {
	test.each<[ShortForms, string]>([
		[{severity: ['fatal']}, `severity, position 1: "fatal" is no severity; allowed are ${SEVERITIES}\nfatal\n^^^^^`],
		[{severity: ['err..x']}, `severity, position 6: "x" is no severity; allowed are ${SEVERITIES}\nerr..x\n     ^`],
		[{severity: ['..err']}, `severity, position 1: "" is no severity; allowed are ${SEVERITIES}\n..err\n^`],
		[{severity: ['err', 'err..']}, `severity, position 6: "" is no severity; allowed are ${SEVERITIES}\nerr..\n     ^`],
		[{severity: ['0..1..2']}, `severity, position 4: "1..2" is no severity; allowed are ${SEVERITIES}\n0..1..2\n   ^^^^`],
		[{severity: ['err,crit']}, `severity, position 1: "err,crit" is no severity; allowed are ${SEVERITIES}\nerr,crit\n^^^^^^^^`],
		[{severity: ['e*']}, `severity, position 1: "e*" is no severity; allowed are ${SEVERITIES}\ne*\n^^`],
		[{facility: ['auth,,mail']}, `facility, position 6: "" is no facility; allowed are ${FACILITIES}\nauth,,mail\n     ^`],
		[{facility: ['auth, mail']}, `facility, position 6: " mail" is no facility; allowed are ${FACILITIES}\nauth, mail\n     ^^^^^`],
		[{facility: ['24']}, `facility, position 1: "24" is no facility; allowed are ${FACILITIES}\n24\n^^`],
		[{facility: ['']}, 'facility, position 1: a value is missing\n\n^'],
		[{app_name: ['a', '']}, 'app_name, position 1: a value is missing\n\n^'],
		[{hostname: ['']}, 'hostname, position 1: a value is missing\n\n^'],
		[{grep: ['']}, 'grep, position 1: a value is missing\n\n^'],
		[{exclude: ['a', '']}, 'exclude, position 1: a value is missing\n\n^'],
		[{exclude: Array<string>(MAX_TERMS + 1).fill('a')}, `exclude, position 1: more than ${MAX_TERMS} values\n\n^`],
		[{hostname: ['a'], app_name: Array<string>(MAX_TERMS).fill('a')}, `app_name, position 1: more than ${MAX_TERMS} values\n\n^`],
	])('%j', (forms, message) => {
		expect(errorOf(() => shortForms(forms))).toBe(message);
	});

	test('a value longer than a query may be', () => {
		const value = 'a'.repeat(MAX_QUERY_CHARACTERS);
		expect(shortForms({grep: [value]})).toHaveProperty('source', value);
		expect(errorOf(() => shortForms({grep: [`${value}a`]})).split('\n')[0])
			.toBe('grep, position 16385: the value has 16385 characters; 16384 are allowed');
	});
});

describe('patternIgnoresCase', () => {
	test.each([
		['disk', true],
		['Disk', false],
		['ähre', true],
		['Ähre', false],
		['123', true],
		[String.raw`\S+\W\D\B`, true],
		[String.raw`\S+X`, false],
		[String.raw`\\S`, false],
		[String.raw`\x4F\u00AB\u{AB}\x{AB}`, true],
		[String.raw`\x4f!F`, false],
		[String.raw`\p{Lu}\P{Greek}\pL`, true],
		[String.raw`\p{Lu`, false],
		['(?<Name>x)', true],
		['(?P<Name>x)', true],
		['(?<Name>X)', false],
		['(?i)x', true],
		['[[:alpha:]]', true],
		['[A-Z]', false],
		['x\\', true],
	])('%s: %j', (source, expected) => {
		expect(patternIgnoresCase(source)).toBe(expected);
	});
});
