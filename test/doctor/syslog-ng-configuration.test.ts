import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {destinationOf} from '../../src/doctor/destination.js';
import {readSyslogNg, sendsTo} from '../../src/doctor/syslog-ng-configuration.js';

const SOCKET = '/run/circolog/syslog.sock';
const listeners = ['unix-dgram:/run/circolog/syslog.sock', 'unix-stream:/run/circolog/stream.sock', 'udp:*:514', 'tcp:127.0.0.1:5514'].map(name => destinationOf(name)!);

/** `time-reopen` of each driver that leads to one of the listeners; `null` where it does not say. */
function reopenings(text: string): (number | null)[] {
	return readSyslogNg(text).drivers.filter(driver => listeners.some(to => sendsTo(driver, to))).map(({reopenSeconds}) => reopenSeconds ?? null);
}

describe('valid', () => {
	test.each<[string, string, (number | null)[]]>([
		['a destination', `destination d { unix-dgram("${SOCKET}"); };`, [null]],
		['with its own time-reopen', `destination d { unix-dgram("${SOCKET}" flags(syslog-protocol) time-reopen(1)); };`, [1]],
		['with underscores and odd space', `destination d\n{ unix_dgram ( '${SOCKET}'\n time_reopen ( 5 ) ) ; };`, [5]],
		['with comments', `# destination d {\ndestination d { # "\nunix-dgram("${SOCKET}" # time-reopen(1)\n); };`, [null]],
		['within a log path', `log { source(s_src); destination { unix-dgram("${SOCKET}" time-reopen(2)); }; };`, [2]],
		['two, in one destination', `destination d { file("/x"); unix-dgram("${SOCKET}"); unix-stream("/run/circolog/stream.sock" time-reopen(3)); };`, [null, 3]],
		['with options within options', `destination d { unix-dgram("${SOCKET}" disk-buffer(mem-buf-size(1) dir("/x")) time-reopen(4)); };`, [4]],
		['over TCP', 'destination d { syslog("127.0.0.1" transport(tcp) port(5514) time-reopen(6)); };', [6]],
		['over TCP, by default', 'destination d { network("localhost" port(5514)); };', [null]],
		['over UDP', 'destination d { udp("127.0.0.1" port(514)); network("127.0.0.1" transport("udp") port(514)); };', [null, null]],
		['to elsewhere', 'destination d { unix-dgram("/x"); network("10.0.0.1" port(5514)); network("127.0.0.1" port(1)); network("127.0.0.1" transport(udp) port(5514)); };', []],
		['a source at the same path', `source s { unix-dgram("${SOCKET}"); };`, []],
	])('%s', (_name, text, found) => {
		expect(reopenings(text)).toEqual(found);
	});

	test('knows global options, sources, includes and lines', () => {
		const read = readSyslogNg(`@version: 3.38
@include "conf.d/*.conf"
@include '/x/y'
options { chain_hostnames(off); time_reopen(7); };
source s_a { system(); internal(); };
source s_b { file("/multi
line"); };
log { source(s_c); };
destination d { unix-dgram("${SOCKET}"); };
`);
		expect(read).toMatchObject({includes: ['conf.d/*.conf', '/x/y'], sources: ['s_a', 's_b'], reopenSeconds: 7});
		expect(read.drivers).toMatchObject([{name: 'unix-dgram', line: 9}]);
	});
});

describe('incomplete', () => {
	test.each<[string, string, (number | null)[]]>([
		['nothing', '', []],
		['an open parenthesis', `destination d { unix-dgram("${SOCKET}" time-reopen(1`, [1]],
		['an open string', `destination d { unix-dgram("${SOCKET}\n); };`, [null]],
		['a brace too many', `} } destination d { unix-dgram("${SOCKET}"); };`, [null]],
		['a time that is none', `destination d { unix-dgram("${SOCKET}" time-reopen(soon)); };`, [null]],
		['a driver without anything', 'destination d { network(); unix-dgram(); };', []],
	])('%s', (_name, text, found) => {
		expect(reopenings(text)).toEqual(found);
	});
});

test('hostile: nothing makes it throw', () => {
	const pieces = fc.constantFrom('destination', 'log', 'options', '{', '}', '(', ')', ';', '"', "'", '#', '\n', ' ', '@include ', 'port', 'time-reopen', '\\', 'unix-dgram', '5514');
	fc.assert(fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
		expect(reopenings(parts.join(''))).toBeInstanceOf(Array);
	}), {numRuns: 1000});
});
