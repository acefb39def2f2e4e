import {describe, expect, test} from 'vitest';
import {RSYSLOG_UNESCAPED, rsyslogLines, syslogNgLines} from '../../src/doctor/configuration.js';
import {destinationOf, nameOfDestination} from '../../src/doctor/destination.js';
import {fault, ok, warning} from '../../src/doctor/finding.js';
import {closingText, findingText} from '../../src/doctor/findings-text.js';
import {showLatency} from '../../src/doctor/message.js';
import {readmeBlock} from '../e2e/support/readme.js';

describe('findings for people', () => {
	test('are a line each, and advice below it', () => {
		expect(findingText(ok('pause', 'messages are kept'), false)).toBe('ok       pause               messages are kept\n');
		expect(findingText(warning('format', 'found', ['# where', '  typed', '']), false)).toBe('warning  format              found\n    # where\n      typed\n\n');
	});

	test('are coloured where that is wanted, and nowhere else', () => {
		expect(findingText(fault('daemon', 'gone', []), true)).toBe('\u001b[31mfault  \u001b[0m  daemon              gone\n');
		expect(findingText(fault('daemon', 'gone', []), false)).not.toContain('\u001b');
	});

	test('cannot do anything to a terminal', () => {
		expect(findingText(fault('daemon', 'a\u001b[2Jb\nc', ['d\u0007e']), false)).toBe('fault    daemon              a\ufffd[2Jb\ufffdc\n    d\ufffde\n');
	});

	test.each([
		[[], 'all is well\n'],
		[[ok('pause', '')], 'all is well\n'],
		[[ok('pause', ''), warning('clock', '', [])], '1 warning\n'],
		[[fault('pause', '', []), warning('clock', '', []), warning('clock', '', [])], '1 fault, 2 warnings\n'],
	])('close with how many there are', (findings, text) => {
		expect(closingText(findings)).toBe(text);
	});
});

test('a latency is that until receipt, to the microsecond, and never below zero', () => {
	const message = {seq: 1, received: '2026-11-20T15:08:40.123456Z'};
	const us = Date.parse('2026-11-20T15:08:40Z') * 1000 + 123_456;
	expect([us - 1234, us - 2_000_000, us, us + 5000].map(sent => showLatency(sent, message))).toEqual(['1.2 ms', '2000.0 ms', '0.0 ms', '0.0 ms']);
	expect(showLatency(us - 123_456, {seq: 1, received: '2026-11-20T15:08:41Z'})).toBe('1000.0 ms');
});

describe('listeners', () => {
	test.each([
		['unix-dgram:/run/x: y.sock', 'unix-dgram:/run/x: y.sock'],
		['unix-stream:/x', 'unix-stream:/x'],
		['udp:*:514', 'udp:127.0.0.1:514'],
		['udp:0.0.0.0:514', 'udp:127.0.0.1:514'],
		['tcp:[::]:514', 'tcp:[::1]:514'],
		['tcp:10.0.0.1:514', 'tcp:10.0.0.1:514'],
		['http://127.0.0.1:9080', undefined],
		['udp:nothing', undefined],
		['', undefined],
	])('%s is reached at %s', (name, reached) => {
		const to = destinationOf(name);
		expect(to && nameOfDestination(to)).toBe(reached);
	});
});

describe('the lines printed are those of README', () => {
	const socket = {kind: 'unix-dgram', path: '/run/circolog/syslog.sock'} as const;
	const tcp = {kind: 'tcp', host: '127.0.0.1', port: 5514} as const;
	const text = (lines: readonly string[] | undefined): string => (lines ?? []).map(line => `${line}\n`).join('');

	test('for syslog-ng', () => {
		expect(text(syslogNgLines(socket))).toBe(readmeBlock('destination d_circolog'));
		expect(readmeBlock('syslog("127.0.0.1"').split('\n')).toContain(syslogNgLines(tcp)[1]!.trim());
	});

	test('for rsyslog', () => {
		expect(text(rsyslogLines(socket))).toBe(readmeBlock('$OMUxSockSocket'));
		expect(text(rsyslogLines(tcp))).toBe(readmeBlock('type="omfwd"'));
		expect(rsyslogLines({kind: 'unix-stream', path: '/x'})).toBeUndefined();
		expect(RSYSLOG_UNESCAPED).toMatch(/^global\(/);
	});
});
