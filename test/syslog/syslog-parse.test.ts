import syslogParse, {type Syslog} from 'syslog-parse';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {forgetHeaders} from '../../src/syslog/syslog-parse.js';
import {fieldsOf} from './fields-of.js';

vi.mock('syslog-parse', {spy: true});

const asked = vi.mocked(syslogParse);

afterEach(() => {
	forgetHeaders();
	vi.resetAllMocks();
});

function header(text: string): {hostname: string | undefined; appName: string | undefined; procId: string | undefined} {
	const {hostname, appName, procId} = fieldsOf(`<13>Nov 20 15:02:42 ${text}`);
	return {hostname, appName, procId};
}

/** An answer without host, process and process id. */
function unknown(): Syslog {
	return {
		priority: 0, facilityCode: 0, facility: 'kern', severityCode: 0, severity: 'emerg', time: new Date(0),
		host: '', process: '', message: '-',
	};
}

describe('syslog-parse', () => {
	test('is asked about a header that its grammar covers, and once for all processes of a program', () => {
		for (const pid of ['1', '19939', '7']) {
			expect(header(`combo sshd(pam_unix)[${pid}]: a`)).toEqual({hostname: 'combo', appName: 'sshd(pam_unix)', procId: pid});
		}
		expect(asked.mock.calls).toEqual([['Jan  1 00:00:00 combo sshd(pam_unix)[1]: -']]);
	});

	test('is asked again when the header differs in one byte', () => {
		for (const text of ['vm app: a', 'vn app: a', 'vm apq: a', 'vm app[1]: a', 'app: a']) header(text);
		expect(asked).toHaveBeenCalledTimes(5);
	});

	test('is asked again after what it said has been forgotten', () => {
		header('vm app: a');
		forgetHeaders();
		header('vm app: a');
		expect(asked).toHaveBeenCalledTimes(2);
	});

	test('decides what is host and what is process', () => {
		asked.mockReturnValue({...unknown(), process: 'vm app'});
		expect(header('vm app: a')).toEqual({hostname: undefined, appName: 'vm app', procId: undefined});
	});

	test.each([
		['a shorter host', {...unknown(), host: 'v', process: 'app'}],
		['another host', {...unknown(), host: 'mv', process: 'app'}],
		['another process id', {...unknown(), host: 'vm', process: 'app', pid: 2}],
		['no answer', undefined],
	])('is not believed when it gives %s', (_what, answer) => {
		asked.mockReturnValue(answer);
		expect(header('vm app: a')).toEqual({hostname: 'vm', appName: 'app', procId: undefined});
	});

	test.each([
		['an IPv6 host', 'fe80::1 app[1]: a', {hostname: 'fe80::1', appName: 'app', procId: '1'}],
		['a character it does not know in a tag', 'vm user@1[1]: a', {hostname: 'vm', appName: 'user@1', procId: '1'}],
		['a process id that is no number', 'vm app[x1]: a', {hostname: 'vm', appName: 'app', procId: 'x1'}],
		['the process id 0', 'vm kernel[0]: a', {hostname: 'vm', appName: 'kernel', procId: '0'}],
		['a tag without a name', '[10977]: a', {hostname: undefined, appName: undefined, procId: '10977'}],
		['no tag', 'vm syslogd 1.4.1: a', {hostname: 'vm', appName: undefined, procId: undefined}],
		['an overlong header', `${'h'.repeat(200)} app: a`, {hostname: 'h'.repeat(200), appName: 'app', procId: undefined}],
	])('is not asked about %s', (_what, text, expected) => {
		expect(header(text)).toEqual(expected);
		expect(asked).not.toHaveBeenCalled();
	});
});
