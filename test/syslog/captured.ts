import {STANDARD_RFC3164, STANDARD_RFC5424} from '../../src/syslog/message.js';
import type {Fields} from './fields-of.js';

const NEW = {standard: STANDARD_RFC5424, priority: 13, version: 1};
const OLD = {standard: STANDARD_RFC3164, priority: 13};
const MESSAGE = '<13>1 - - myapp 123 - - hello';

/** Datagrams captured from the senders themselves, and what they say. */
export const DATAGRAMS: [sender: string, bytes: string, expected: Fields][] = [
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

/** Streams captured in the same way; each says `hello` twice. */
export const STREAMS: [sender: string, bytes: string][] = [
	['syslog-ng, syslog(transport(tcp)): the count includes the LF', `30 ${MESSAGE}\n30 ${MESSAGE}\n`],
	['syslog-ng, network(flags(syslog-protocol))', `${MESSAGE}\n${MESSAGE}\n`],
	['glibc', `${MESSAGE}\0${MESSAGE}\n\0`],
	['a Cisco: LF and a space between counted frames', `29 ${MESSAGE}\n 29 ${MESSAGE}`],
];

/** What each message of the streams says. */
export const STREAMED: Fields = {...NEW, appName: 'myapp', procId: '123', message: 'hello'};
