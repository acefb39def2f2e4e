import {describe, expect, test} from 'vitest';
import {Framer, Span, trimDatagram} from '../../src/syslog/framing.js';
import {STANDARD_RFC3164, STANDARD_RFC5424} from '../../src/syslog/message.js';
import {type Fields, fieldsOf} from './fields-of.js';

const NEW = {standard: STANDARD_RFC5424, priority: 13, version: 1};
const OLD = {standard: STANDARD_RFC3164, priority: 13};

/** Bytes captured from the senders themselves. */
const DATAGRAMS: [sender: string, bytes: string, expected: Fields][] = [
	['syslog-ng, syslog-protocol', '<13>1 2026-11-20T15:10:37+00:00 vm myapp 15310 - [meta sequenceId="1"] plain hello\n', {
		...NEW, timestamp: '2026-11-20T15:10:37+00:00', hostname: 'vm', appName: 'myapp', procId: '15310',
		structuredData: '[meta sequenceId="1"]', message: 'plain hello',
	}],
	['syslog-ng, empty message', '<134>1 2026-11-20T15:10:37+00:00 vm myapp - - [meta sequenceId="8"] \n', {
		...NEW, priority: 134, timestamp: '2026-11-20T15:10:37+00:00', hostname: 'vm', appName: 'myapp',
		structuredData: '[meta sequenceId="8"]', message: '',
	}],
	['syslog-ng, byte order mark', '<13>1 2026-11-20T15:10:37+00:00 vm myapp - - [meta sequenceId="9"] \uFEFFvalidated é\n', {
		...NEW, timestamp: '2026-11-20T15:10:37+00:00', hostname: 'vm', appName: 'myapp',
		structuredData: '[meta sequenceId="9"]', message: 'validated é',
	}],
	['syslog-ng, multi-line', '<13>1 2026-11-20T15:10:37+00:00 vm myapp - - [meta sequenceId="10"] one\ntwo\n', {
		...NEW, timestamp: '2026-11-20T15:10:37+00:00', hostname: 'vm', appName: 'myapp',
		structuredData: '[meta sequenceId="10"]', message: 'one\ntwo',
	}],
	['syslog-ng, BSD', '<13>Nov 20 15:10:44 vm myapp[15483]: plain hello\n', {
		...OLD, timestamp: 'Nov 20 15:10:44', hostname: 'vm', appName: 'myapp', procId: '15483', message: 'plain hello',
	}],
	['rsyslog, RSYSLOG_SyslogProtocol23Format', '<13>1 2026-11-20T15:08:40.198438+00:00 vm myapp 14437 - -  plain hello\n', {
		...NEW, timestamp: '2026-11-20T15:08:40.198438+00:00', hostname: 'vm', appName: 'myapp', procId: '14437', message: ' plain hello',
	}],
	['rsyslog, default template', '<13>Nov 20 15:08:48 vm myapp[14529]: plain hello', {
		...OLD, timestamp: 'Nov 20 15:08:48', hostname: 'vm', appName: 'myapp', procId: '14529', message: 'plain hello',
	}],
	['logger --rfc5424', '<13>1 2026-11-20T14:58:43.843624+00:00 vm myapp - - [timeQuality tzKnown="1" isSynced="0"] hello', {
		...NEW, timestamp: '2026-11-20T14:58:43.843624+00:00', hostname: 'vm', appName: 'myapp',
		structuredData: '[timeQuality tzKnown="1" isSynced="0"]', message: 'hello',
	}],
	['logger --rfc5424=notime,notq,nohost', '<13>1 - - myapp 123 - - notime', {...NEW, appName: 'myapp', procId: '123', message: 'notime'}],
	['logger', '<13>Nov 20 14:58:43 myapp: hello', {...OLD, timestamp: 'Nov 20 14:58:43', appName: 'myapp', message: 'hello'}],
	['logger --octet-count -d', '30 <13>1 - - myapp 123 - - notime', {...NEW, appName: 'myapp', procId: '123', message: 'notime'}],
	['glibc', '<134>Nov 20 14:58:46 gapp[7770]: hello', {
		...OLD, priority: 134, timestamp: 'Nov 20 14:58:46', appName: 'gapp', procId: '7770', message: 'hello',
	}],
	['glibc, empty ident', '<14>Nov 20 15:02:42 [10977]: text', {
		...OLD, priority: 14, timestamp: 'Nov 20 15:02:42', procId: '10977', message: 'text',
	}],
];

describe('datagrams, as their senders make them, are read in full', () => {
	test.each(DATAGRAMS)('%s', (_sender, text, expected) => {
		const bytes = new TextEncoder().encode(text);
		const span = new Span();
		trimDatagram(bytes, 0, bytes.length, span);
		expect(fieldsOf(bytes.subarray(span.start, span.end))).toEqual(expected);
	});
});

describe('streams, as their senders make them, are read in full', () => {
	const message = '<13>1 - - myapp 123 - - hello';
	const streams: [sender: string, bytes: string][] = [
		['syslog-ng, syslog(transport(tcp)): the count includes the LF', `30 ${message}\n30 ${message}\n`],
		['syslog-ng, network(flags(syslog-protocol))', `${message}\n${message}\n`],
		['glibc', `${message}\0${message}\n\0`],
		['a Cisco: LF and a space between counted frames', `29 ${message}\n 29 ${message}`],
	];
	test.each(streams)('%s', (_sender, text) => {
		const bytes = new TextEncoder().encode(text);
		const frames: Fields[] = [];
		const framer = new Framer(1024);
		const sink = {
			frame(frame: Uint8Array, start: number, end: number): void {
				frames.push(fieldsOf(frame.slice(start, end)));
			},
		};
		framer.push(bytes, 0, bytes.length, sink);
		framer.end(sink);
		const expected = {...NEW, appName: 'myapp', procId: '123', message: 'hello'};
		expect(frames).toEqual([expected, expected]);
	});
});
