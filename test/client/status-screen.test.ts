import {expect, test} from 'vitest';
import type {Counters, Status} from '../../src/client/status.js';
import {statusScreen} from '../../src/client/status-screen.js';

const counters: Counters = {
	received: 1_234_567, received_bytes: 210_000_000, stored: 1_234_067, stored_bytes: 209_000_000, discarded_paused: 500, discarded_empty: 0,
	truncated: 3, unparsed: 7, kernel_drops: 67, connections: 2, connections_refused: 0, receive_errors: 0,
};
const newest = new Date(2026, 10, 20, 17, 11, 40);

const status: Status = {
	version: '0.1.0', uptime: 273_600, epoch: '0123456789ab', paused: false,
	buffer: {
		messages: {used: 123_456, max: 300_000}, bytes: {used: 29_255_270, max: 67_108_864},
		oldest: new Date(2026, 10, 20, 15, 8, 40).toISOString(), newest: newest.toISOString(),
	},
	counters: {...counters, evicted: 1_000_000, cleared: 0},
	sources: [
		{...counters, name: 'unix-dgram:/run/circolog/syslog.sock'},
		{...counters, name: 'udp:127.0.0.1:514', received: 0, stored: 0, discarded_paused: 0, kernel_drops: 0},
	],
	listeners: [
		{kind: 'syslog', address: 'unix-dgram:/run/circolog/syslog.sock'},
		{kind: 'query', address: 'unix:/run/circolog/query.sock'},
		{kind: 'query', address: 'http://127.0.0.1:9080'},
		{kind: 'control', address: 'unix:/run/circolog/ctl.sock'},
	],
	followers: {current: 2, total: 14, gaps: 1, messages_lost: 20},
};

test('a recording daemon', () => {
	expect(statusScreen(status, newest)).toBe(`circologd 0.1.0, recording, up 3 d 4 h

messages   123,456 of 300,000    41 %
memory     27.9 MiB of 64.0 MiB  43 %
oldest     2026-11-20 15:08:40   2 h 3 min ago
newest     2026-11-20 17:11:40   0 s ago
followers  2 now, 14 in all; 1 gap of 20 messages

SOURCE                                 RECEIVED     STORED  LOST
unix-dgram:/run/circolog/syslog.sock  1,234,567  1,234,067   567
udp:127.0.0.1:514                             0          0     0

lost       500 while paused, 67 dropped by the kernel, 3 cut to the largest size
queries    unix:/run/circolog/query.sock
queries    http://127.0.0.1:9080
control    unix:/run/circolog/ctl.sock
`);
});

test('an empty and paused one', () => {
	const nothing = Object.fromEntries(Object.keys(status.counters).map(name => [name, 0])) as unknown as Status['counters'];
	const screen = statusScreen({
		...status, paused: true, uptime: 0, counters: nothing, sources: [], followers: {current: 0, total: 0, gaps: 0, messages_lost: 0},
		buffer: {messages: {used: 0, max: 10}, bytes: {used: 0, max: 1024}},
	}, newest);
	expect(screen).toContain('PAUSED: new messages are discarded, up 0 s\n');
	expect(screen).toMatch(/^oldest +none$/m);
	expect(screen).toMatch(/^followers +0 now, 0 in all$/m);
	expect(screen).toMatch(/^lost +nothing$/m);
});
