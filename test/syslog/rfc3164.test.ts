import {describe, expect, test} from 'vitest';
import {FAULT_PRIORITY, STANDARD_NONE, STANDARD_RFC3164} from '../../src/syslog/message.js';
import {type Fields, fieldsOf} from './fields-of.js';

const STAMP = 'Nov 20 15:02:42';

type Case = [text: string, expected: Omit<Fields, 'standard' | 'priority'>];

function holds(cases: Case[]): void {
	test.each(cases)('%j', (text, expected) => {
		expect(fieldsOf(`<14>${text}`)).toEqual({standard: STANDARD_RFC3164, priority: 14, ...expected});
	});
}

describe('valid: host and tag', () => {
	holds([
		[`${STAMP} vm app[42]: hello`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', message: 'hello'}],
		[`${STAMP} vm app: hello`, {timestamp: STAMP, hostname: 'vm', appName: 'app', message: 'hello'}],
		[`${STAMP} vm app[42]:  two spaces`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', message: ' two spaces'}],
		[`${STAMP} vm app[42]:hello`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', message: 'hello'}],
		[`${STAMP} vm app[42]:`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42'}],
		[`${STAMP} vm app[42]: `, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', message: ''}],
		[`${STAMP} vm app: line\nline\n`, {timestamp: STAMP, hostname: 'vm', appName: 'app', message: 'line\nline\n'}],
		[`${STAMP} vm sshd(pam_unix)[19939]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'sshd(pam_unix)', procId: '19939', message: 'a'}],
		[`${STAMP} vm com.apple.cts[43]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'com.apple.cts', procId: '43', message: 'a'}],
		[`${STAMP} vm postfix/smtpd[1]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'postfix/smtpd', procId: '1', message: 'a'}],
		[`${STAMP} vm kernel[0]: a: b`, {timestamp: STAMP, hostname: 'vm', appName: 'kernel', procId: '0', message: 'a: b'}],
		[`${STAMP} vm app[007]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '007', message: 'a'}],
		[`${STAMP} vm app[12345678901234567890]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '12345678901234567890', message: 'a'}],
		[`${STAMP} vm app[worker-1.2]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: 'worker-1.2', message: 'a'}],
		[`${STAMP} vm app[]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'app', message: 'a'}],
		[`${STAMP} vm user@1000.service[7]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'user@1000.service', procId: '7', message: 'a'}],
		[`${STAMP} vm Foo::Bar[7]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'Foo::Bar', procId: '7', message: 'a'}],
		[`${STAMP} vm %ASA-6-302013: a`, {timestamp: STAMP, hostname: 'vm', appName: '%ASA-6-302013', message: 'a'}],
		[`${STAMP} vm größe[7]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'größe', procId: '7', message: 'a'}],
		[`${STAMP} vm a[1][2]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'a[1]', procId: '2', message: 'a'}],
		[`${STAMP} vm ab]: a`, {timestamp: STAMP, hostname: 'vm', appName: 'ab]', message: 'a'}],
		[`${STAMP} vm [10977]: a`, {timestamp: STAMP, hostname: 'vm', procId: '10977', message: 'a'}],
		[`${STAMP} vm app[42] no colon`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', message: 'no colon'}],
		[`${STAMP} vm app[42]  two spaces`, {timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', message: ' two spaces'}],
		[`${STAMP} vm sandboxd[129] ([31211]): a`, {timestamp: STAMP, hostname: 'vm', appName: 'sandboxd', procId: '129', message: '([31211]): a'}],
		[`${STAMP} 192.168.1.1 app: a`, {timestamp: STAMP, hostname: '192.168.1.1', appName: 'app', message: 'a'}],
		[`${STAMP} fe80::1ff:fe23:4567:890a app[1]: a`, {timestamp: STAMP, hostname: 'fe80::1ff:fe23:4567:890a', appName: 'app', procId: '1', message: 'a'}],
		[`${STAMP} ::1 app[1]: a`, {timestamp: STAMP, hostname: '::1', appName: 'app', procId: '1', message: 'a'}],
	]);
});

describe('valid: no host', () => {
	holds([
		[`${STAMP} app[42]: hello`, {timestamp: STAMP, appName: 'app', procId: '42', message: 'hello'}],
		[`${STAMP} app: hello`, {timestamp: STAMP, appName: 'app', message: 'hello'}],
		[`${STAMP} app: other: hello`, {timestamp: STAMP, appName: 'app', message: 'other: hello'}],
		[`${STAMP} [10977]: hello`, {timestamp: STAMP, procId: '10977', message: 'hello'}],
		[`${STAMP} app:`, {timestamp: STAMP, appName: 'app'}],
	]);
});

describe('valid: no tag', () => {
	holds([
		[`${STAMP} vm app[x] a`, {timestamp: STAMP, hostname: 'vm', message: 'app[x] a'}],
		[`${STAMP} app[42] a`, {timestamp: STAMP, message: 'app[42] a'}],
		[`${STAMP} vm last message repeated 2 times`, {timestamp: STAMP, hostname: 'vm', message: 'last message repeated 2 times'}],
		[`${STAMP} vm syslogd 1.4.1: restart.`, {timestamp: STAMP, hostname: 'vm', message: 'syslogd 1.4.1: restart.'}],
		[`${STAMP} vm Microsoft Word[7]: a`, {timestamp: STAMP, hostname: 'vm', message: 'Microsoft Word[7]: a'}],
		[`${STAMP} vm -- MARK --`, {timestamp: STAMP, hostname: 'vm', message: '-- MARK --'}],
		[`${STAMP} vm http://example.org/ is up`, {timestamp: STAMP, hostname: 'vm', message: 'http://example.org/ is up'}],
		[`${STAMP} vm 10:30:22 it is`, {timestamp: STAMP, hostname: 'vm', message: '10:30:22 it is'}],
		[`${STAMP} vm {"a": 1}`, {timestamp: STAMP, hostname: 'vm', message: '{"a": 1}'}],
		[`${STAMP} vm [info]: a`, {timestamp: STAMP, hostname: 'vm', message: '[info]: a'}],
		[`${STAMP} vm []: a`, {timestamp: STAMP, hostname: 'vm', message: '[]: a'}],
		[`${STAMP} vm a]:b c`, {timestamp: STAMP, hostname: 'vm', message: 'a]:b c'}],
		[`${STAMP} vm a[1]b:c d`, {timestamp: STAMP, hostname: 'vm', message: 'a[1]b:c d'}],
		[`${STAMP} vm : a`, {timestamp: STAMP, hostname: 'vm', message: ': a'}],
		[`${STAMP} vm  app: a`, {timestamp: STAMP, hostname: 'vm', message: ' app: a'}],
		[`${STAMP} vm `, {timestamp: STAMP, hostname: 'vm', message: ''}],
	]);
});

describe('incomplete', () => {
	holds([
		[STAMP, {timestamp: STAMP}],
		['Nov 5 12:00:00', {timestamp: 'Nov 5 12:00:00'}],
		[`${STAMP} `, {timestamp: STAMP, message: ''}],
		[`${STAMP} hello`, {timestamp: STAMP, message: 'hello'}],
		[`${STAMP}  vm app: a`, {timestamp: STAMP, message: ' vm app: a'}],
		[`${STAMP} -- MARK --`, {timestamp: STAMP, message: '-- MARK --'}],
		[`${STAMP} <b> app: a`, {timestamp: STAMP, message: '<b> app: a'}],
		[`${STAMP} [12`, {timestamp: STAMP, message: '[12'}],
		[`${STAMP} [12]`, {timestamp: STAMP, message: '[12]'}],
		[`${STAMP} app[12]`, {timestamp: STAMP, message: 'app[12]'}],
		[`${STAMP} :`, {timestamp: STAMP, message: ':'}],
	]);
});

describe('timestamps', () => {
	test.each([
		'Jan  1 00:00:00', 'Feb 29 23:59:59', 'Mar 31 12:00:00', 'Apr 30 12:00:00', 'May 31 12:00:00', 'Jun 30 12:00:00', 'Jul 31 12:00:00',
		'Aug 31 12:00:00', 'Sep 30 12:00:00', 'Oct 31 12:00:00', 'Nov 05 12:00:00', 'Nov 5 12:00:00', 'Dec 31 12:00:00',
		'2026-11-20T15:08:40Z', '2026-11-20T15:08:40.198438+00:00', '2024-02-29T00:00:00-11:30',
	])('%j is one', timestamp => {
		expect(fieldsOf(`<14>${timestamp} vm app[1]: a`)).toEqual({
			standard: STANDARD_RFC3164, priority: 14, timestamp, hostname: 'vm', appName: 'app', procId: '1', message: 'a',
		});
	});

	test.each([
		'', 'Nov', 'Nov 20', 'Nov 20 15:02', 'nov 20 15:02:42', 'NOV 20 15:02:42', 'Nev 20 15:02:42', 'Nov 31 15:02:42', 'Nov  0 15:02:42',
		'Feb 30 15:02:42', 'Nov   15:02:42', 'Nov 20 24:02:42', 'Nov 20 15:60:42', 'Nov 20 15:02:60', 'Nov 20 15:02:4', 'Nov 20 15-02-42',
		'Nov 20 15:02:42x', 'Nov 20 15:02:42:', 'Nov 20  15:02:42', 'Nov 2x 15:02:42', 'Nov  x 15:02:42', 'Nov 5  5:02:42', 'Nov\t20 15:02:42',
		'2026-11-20 15:08:40', '2026-11-20T15:08:40', '2026-11-31T15:08:40Z', '2026-11-20T15:08:40Zx',
	])('%j is none, and the text stays whole', text => {
		expect(fieldsOf(`<14>${text}`)).toEqual({standard: STANDARD_NONE, priority: 14, message: text});
		if (text !== '') expect(fieldsOf(`<14>${text} vm app[1]: a`)).toEqual({standard: STANDARD_NONE, priority: 14, message: `${text} vm app[1]: a`});
	});
});

describe('without a timestamp the text stays whole', () => {
	test.each(['hello world', 'app[12]: hello', 'app: hello', ' Nov 20 15:02:42 vm app: a', '\u00ff'])('%j', text => {
		expect(fieldsOf(`<14>${text}`)).toEqual({standard: STANDARD_NONE, priority: 14, message: text});
	});
});

describe('without a valid PRI the priority is 13', () => {
	test('and a line of a log file is read', () => {
		expect(fieldsOf('Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure')).toEqual({
			standard: STANDARD_RFC3164, priority: 13, faults: FAULT_PRIORITY, timestamp: 'Jun 14 15:16:01', hostname: 'combo',
			appName: 'sshd(pam_unix)', procId: '19939', message: 'authentication failure',
		});
	});

	test.each(['', 'hello', '<192>Nov 20 15:02:42 vm app: a', '<013>1 - - - - - - m', '1 - - - - - - m'])('and %j stays whole', text => {
		expect(fieldsOf(text)).toEqual({standard: STANDARD_NONE, priority: 13, faults: FAULT_PRIORITY, message: text});
	});
});
