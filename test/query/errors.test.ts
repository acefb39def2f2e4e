import {afterAll, describe, expect, test, vi} from 'vitest';
import {parseQuery} from '../../src/query/parse-query.js';
import {errorOf} from './error-of.js';

vi.stubEnv('TZ', 'UTC');
afterAll(() => {
	vi.unstubAllEnvs();
});

const NOW = new Date('2026-11-20T15:08:40.198Z');

const RANGE = 'this range is not complete; allowed is [FROM TO UNTIL], with { or } to leave an end out, * for an open end, and quotes around what has blanks';
const QUOTE = 'this quotation mark is not closed; to search for one, put a backslash before it: \\"';
const REGEX = 'this regular expression is not complete: it ends with / or /i, and a slash in it needs a backslash; to search for the text itself, put it in quotes';
const SEVERITIES = 'emerg, alert, crit, err, warning, notice, info, debug, panic, critical, error, warn, informational, and 0 to 7';
const FACILITIES = 'kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp, ntp, audit, alert, clock, '
	+ 'local0, local1, local2, local3, local4, local5, local6, local7, and 0 to 23';
const TIMES = 'now, today, yesterday, tomorrow, 15:00, 15:00:05, 2026-11-20, "2026-11-20 15:00", 2026-11-20T15:00:05Z, '
	+ '-90s, -1h30m, "5 min ago", @1700000000, from 1970 to 9999';
const FIELDS = 'message, hostname, app_name, proc_id, msg_id, severity, facility, priority, timestamp, received, seq, source, pid, uid, raw and sd.ID.NAME';

function messageOf(query: string): string {
	return errorOf(() => parseQuery(query, 'q', NOW));
}

function pointing(query: string, position: number, carets: number, sentence: string): string {
	return `q, position ${position}: ${sentence}\n${query}\n${' '.repeat(position - 1)}${'^'.repeat(carets)}`;
}

test('an error is a sentence, the query, and carets under what is wrong', () => {
	expect(messageOf('disk severity:fatal')).toBe([
		`q, position 15: "fatal" is no severity; allowed are ${SEVERITIES}`,
		'disk severity:fatal',
		'              ^^^^^',
	].join('\n'));
});

describe('what is not complete', () => {
	test.each<[string, number, number, string]>([
		['disk AND', 9, 1, 'AND needs a term after it; to search for it as text, put it in quotes: "AND"'],
		['disk OR', 8, 1, 'OR needs a term after it; to search for it as text, put it in quotes: "OR"'],
		['AND disk', 1, 3, 'AND needs a term before it; to search for it as text, put it in quotes: "AND"'],
		['disk && || full', 9, 2, '|| needs a term before it; to search for it as text, put it in quotes: "||"'],
		['NOT', 4, 1, 'NOT needs a term after it; to search for it as text, put it in quotes: "NOT"'],
		['disk NOT', 9, 1, 'NOT needs a term after it; to search for it as text, put it in quotes: "NOT"'],
		['!', 2, 1, '! needs a term after it; to search for it as text, put it in quotes: "!"'],
		['-(a AND)', 8, 1, 'AND needs a term after it; to search for it as text, put it in quotes: "AND"'],
		['()', 1, 2, 'nothing stands between the parentheses; to search for parentheses, put them in quotes'],
		['a (  ) b', 3, 4, 'nothing stands between the parentheses; to search for parentheses, put them in quotes'],
		['app_name:()', 10, 2, 'nothing stands between the parentheses; to search for parentheses, put them in quotes'],
		['(a', 1, 1, 'this parenthesis is never closed; to search for one, put it in quotes: "("'],
		['(a (b)', 1, 1, 'this parenthesis is never closed; to search for one, put it in quotes: "("'],
		['a (', 3, 1, 'this parenthesis is never closed; to search for one, put it in quotes: "("'],
		['a)', 2, 1, 'this parenthesis was never opened; to search for one, put it in quotes: ")"'],
		['a)b', 2, 1, 'this parenthesis was never opened; to search for one, put it in quotes: ")"'],
		['(a))', 4, 1, 'this parenthesis was never opened; to search for one, put it in quotes: ")"'],
		['severity:', 1, 9, 'severity needs a value after the colon. To search for the text itself, put it in quotes: "severity:"'],
		['app_name: AND a', 11, 3, 'an operator cannot be a value. To search for the text itself, put it in quotes: "AND"'],
		['(app_name:)', 2, 9, 'app_name needs a value after the colon. To search for the text itself, put it in quotes: "app_name:"'],
		['severity:AND', 10, 3, 'an operator cannot be a value. To search for the text itself, put it in quotes: "AND"'],
		['severity:>=', 10, 2, '>= needs a value after it'],
		['severity:>= )', 10, 2, '>= needs a value after it'],
		['"disk full', 1, 1, QUOTE],
		['a "b', 3, 1, QUOTE],
		['key="two words', 5, 1, QUOTE],
		['app_name:"x', 10, 1, QUOTE],
		['a("b', 3, 1, QUOTE],
		['"a\\"', 1, 1, QUOTE],
		['/disk|full', 1, 1, REGEX],
		['/^disk', 1, 1, REGEX],
		['app_name:/x$', 10, 1, REGEX],
		[String.raw`/\d+`, 1, 1, REGEX],
		['severity:[1 TO', 10, 1, RANGE],
		['severity:[1 3]', 10, 1, RANGE],
		['severity:[1 TO 3', 10, 1, RANGE],
		['severity:[1 TO 3)', 10, 1, RANGE],
		['severity:[1TO3]', 10, 1, RANGE],
		['severity:[ TO 3]', 10, 1, RANGE],
		['severity:[1 TO ]', 10, 1, RANGE],
		['severity:[', 10, 1, RANGE],
		['received:[2026-11-20 15:00 TO now]', 10, 1, RANGE],
	])('%s', (query, position, carets, sentence) => {
		expect(messageOf(query)).toBe(pointing(query, position, carets, sentence));
	});
});

describe('values that a field cannot have', () => {
	test.each<[string, number, number, string]>([
		['severity:8', 10, 1, `"8" is no severity; allowed are ${SEVERITIES}`],
		['severity:x*', 10, 2, `"x*" is no severity; allowed are ${SEVERITIES}`],
		['severity:""', 10, 2, `"" is no severity; allowed are ${SEVERITIES}`],
		['severity:>x', 11, 1, `"x" is no severity; allowed are ${SEVERITIES}`],
		['severity:[err TO x]', 18, 1, `"x" is no severity; allowed are ${SEVERITIES}`],
		['severity:constructor', 10, 11, `"constructor" is no severity; allowed are ${SEVERITIES}`],
		['facility:local8', 10, 6, `"local8" is no facility; allowed are ${FACILITIES}`],
		['facility:24', 10, 2, `"24" is no facility; allowed are ${FACILITIES}`],
		['received:25:00', 10, 5, `"25:00" is no time; allowed are ${TIMES}`],
		['received:2026-02-30', 10, 10, `"2026-02-30" is no time; allowed are ${TIMES}`],
		['timestamp:2026-*', 11, 6, `"2026-*" is no time; allowed are ${TIMES}`],
		['timestamp:>1 hour ago', 12, 1, `"1" is no time; allowed are ${TIMES}`],
		['severity:[err* TO 3]', 11, 4, 'wildcards cannot be compared; to compare with * or ? itself, put it in quotes'],
		['severity:>e*', 11, 2, 'wildcards cannot be compared; to compare with * or ? itself, put it in quotes'],
		['priority:192', 10, 3, '"192" is no priority; allowed are whole numbers from 0 to 191'],
		['seq:-1', 5, 2, '"-1" is no seq; allowed are whole numbers of up to 15 digits'],
		['seq:1.5', 5, 3, '"1.5" is no seq; allowed are whole numbers of up to 15 digits'],
		['pid:1*', 5, 2, '"1*" is no pid; allowed are whole numbers of up to 15 digits'],
		['pid:1234567890123456', 5, 16, '"1234567890123456" is no pid; allowed are whole numbers of up to 15 digits'],
		['uid:/0/', 6, 1, 'uid is a number and cannot be matched with a regular expression'],
		['received:/0/', 11, 1, 'received is a time and cannot be matched with a regular expression'],
		['received:>2026-11-20 15:00', 11, 16, 'a time with a blank in it needs quotes: "2026-11-20 15:00". So does text: "15:00"'],
		['received:today 9:00:01', 10, 13, 'a time with a blank in it needs quotes: "today 9:00:01". So does text: "9:00:01"'],
		['proc_id:>1.5', 10, 3, 'only whole numbers of up to 15 digits are compared as numbers; in quotes it is compared as text'],
		['proc_id:[1 TO .5]', 15, 2, 'only whole numbers of up to 15 digits are compared as numbers; in quotes it is compared as text'],
		['message:>5', 9, 2, 'message cannot be compared, only searched; to search for the text itself, put it in quotes'],
		['raw:<13>1', 5, 5, 'raw cannot be compared, only searched; to search for the text itself, put it in quotes'],
		['message:[a TO b]', 9, 8, 'message cannot be compared, only searched; to search for the text itself, put it in quotes'],
		[`pid:${'x'.repeat(70)}`, 5, 70, `"${'x'.repeat(60)}…" is no pid; allowed are whole numbers of up to 15 digits`],
	])('%s', (query, position, carets, sentence) => {
		expect(messageOf(query)).toBe(pointing(query, position, carets, sentence));
	});
});

describe('what was probably meant as a field', () => {
	test.each<[string, string]>([
		['appname', 'app_name'],
		['APP-NAME', 'app_name'],
		['app.name', 'app_name'],
		['App_Name', 'app_name'],
		['program', 'app_name'],
		['SYSLOG_IDENTIFIER', 'app_name'],
		['host', 'hostname'],
		['host.name', 'hostname'],
		['hostnam', 'hostname'],
		['level', 'severity'],
		['log.level', 'severity'],
		['sev', 'severity'],
		['severty', 'severity'],
		['sevreity', 'severity'],
		['severityy', 'severity'],
		['saverity', 'severity'],
		['Severity', 'severity'],
		['facilty', 'facility'],
		['prio', 'priority'],
		['@timestamp', 'timestamp'],
		['timestmap', 'timestamp'],
		['recieved', 'received'],
		['msg', 'message'],
		['mesage', 'message'],
		['msgid', 'msg_id'],
		['procid', 'proc_id'],
		['soruce', 'source'],
		['sd.foo', 'sd.ID.NAME, without wildcards'],
		['sd.a.', 'sd.ID.NAME, without wildcards'],
		['sd.a*.b', 'sd.ID.NAME, without wildcards'],
	])('%s: did you mean %s?', (name, suggestion) => {
		const query = `disk -${name}:x`;
		const sentence = `"${name}" is no field; did you mean ${suggestion}? To search for the text itself, put it in quotes: "${name}:x"`;
		expect(messageOf(query)).toBe(pointing(query, 7, name.length, sentence));
	});

	test.each<[string, number, number, string]>([
		['sev:"a b"', 1, 3, '"sev" is no field; did you mean severity? To search for the text itself, put it in quotes: "sev:\\"a b\\""'],
		[`sev:${'x'.repeat(57)}`, 1, 3, '"sev" is no field; did you mean severity? To search for the text itself, put it in quotes'],
		['foo:[1 TO 5]', 1, 3, `"foo" is no field; allowed are ${FIELDS}. To search for the text itself, put it in quotes: "foo:[1"`],
		['foo:{"a b" TO *}', 1, 3, `"foo" is no field; allowed are ${FIELDS}. To search for the text itself, put it in quotes: "foo:{\\"a b\\""`],
		['severity>=3', 1, 8, 'the colon has to follow right after the field: severity:. To search for the text itself, put it in quotes: "severity>=3"'],
		['severity >= 3', 1, 8, 'the colon has to follow right after the field: severity:. To search for the text itself, put it in quotes: "severity"'],
		['severity > 3', 1, 8, 'the colon has to follow right after the field: severity:. To search for the text itself, put it in quotes: "severity"'],
		['severity : err', 1, 8, 'the colon has to follow right after the field: severity:. To search for the text itself, put it in quotes: "severity"'],
		['app_name:(severity:err)', 11, 9, 'a field within the value of a field. To search for the text itself, put it in quotes: "severity:err"'],
		['app_name:(a (sd.a.b:x))', 14, 7, 'a field within the value of a field. To search for the text itself, put it in quotes: "sd.a.b:x"'],
	])('%s', (query, position, carets, sentence) => {
		expect(messageOf(query)).toBe(pointing(query, position, carets, sentence));
	});
});
