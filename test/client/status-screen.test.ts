import {expect, test} from 'vitest';
import type {Counters, Stats, Status} from '../../src/client/status.js';
import {statusScreen} from '../../src/client/status-screen.js';
import {showMoment} from '../../src/client/units.js';

const counters: Counters = {
	received: 1_234_567, received_bytes: 210_000_000, stored: 1_234_067, stored_bytes: 209_000_000, discarded_paused: 500, discarded_empty: 0, discarded_not_allowed: 0, discarded_rate_limited: 0,
	truncated: 3, unparsed: 7, kernel_drops: 67, connections: 2, connections_refused: 0, connections_not_allowed: 0, connections_cut: 0, receive_errors: 0,
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
	queries: {running: 0, total: 31, timed_out: 1},
};
const stats: Stats = {
	rate_60s: {messages_per_second: 1190.4, bytes_per_second: 226_000}, rate_10s: {messages_per_second: 1234, bytes_per_second: 235_520},
	reach_text: '4 hours 45 minutes', bound_by: 'bytes',
	top: {
		messages: 123_456, bytes: 29_255_270,
		values: [
			{value: 'sshd', count: 70_123, bytes: 17_846_000, bytes_share: 0.61},
			{value: 'kernel', count: 3, bytes: 290, bytes_share: 0.00001},
		],
	},
};

test('a recording daemon, within 80 columns', () => {
	const screen = statusScreen({status, stats}, newest, 80);
	expect(screen).toBe(`circologd 0.1.0, recording, up 3 d 4 h

messages   123,456 of 300,000    41 %
memory     27.9 MiB of 64.0 MiB  43 %
oldest     2026-11-20 15:08:40   2 h 3 min ago
newest     2026-11-20 17:11:40   0 s ago
rate       1,234/s, 230 KiB/s    1,190/s, 221 KiB/s over a minute
reach      4 hours 45 minutes    when full; memory is the limit
lost       500 discarded while paused, 67 dropped by the kernel, 3 cut short
followers  2 now, 14 in all; 1 gap of 20 messages
queries    0 now, 31 in all; 1 took too long

PROGRAM   MESSAGES    MEMORY  SHARE
sshd        70,123  17.0 MiB   61 %
kernel           3     290 B    1 %
(others)    53,330  10.9 MiB   38 %

SOURCE                                 RECEIVED     STORED  LOST
unix-dgram:/run/circolog/syslog.sock  1,234,567  1,234,067   567
udp:127.0.0.1:514                             0          0     0

query      unix:/run/circolog/query.sock
query      http://127.0.0.1:9080
control    unix:/run/circolog/ctl.sock
`);
	expect(Math.max(...screen.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

test('an empty and paused one', () => {
	const nothing = Object.fromEntries(Object.keys(status.counters).map(name => [name, 0])) as unknown as Status['counters'];
	const screen = statusScreen({
		status: {
			...status, paused: true, uptime: 0, counters: nothing, sources: [],
			followers: {current: 0, total: 0, gaps: 0, messages_lost: 0}, queries: {running: 0, total: 0, timed_out: 0},
			buffer: {messages: {used: 0, max: 10}, bytes: {used: 0, max: 1024}},
		},
		stats: {
			rate_60s: {messages_per_second: 0, bytes_per_second: 0}, rate_10s: {messages_per_second: 0, bytes_per_second: 0},
			reach_text: 'unknown: no messages yet', bound_by: null, top: {messages: 0, bytes: 0, values: []},
		},
	}, newest, Infinity);
	expect(screen).toContain('PAUSED: new messages are discarded, up 0 s\n');
	expect(screen).toMatch(/^oldest +none$/m);
	expect(screen).toMatch(/^rate +0\/s, 0 B\/s +0\/s, 0 B\/s over a minute$/m);
	expect(screen).toMatch(/^reach +unknown: no messages yet$/m);
	expect(screen).toMatch(/^followers +0 now, 0 in all$/m);
	expect(screen).toMatch(/^queries +0 now, 0 in all$/m);
	expect(screen).toMatch(/^lost +nothing$/m);
	expect(screen).not.toContain('PROGRAM');
});

test('a pause that ends by itself tells when', () => {
	const until = new Date(newest.getTime() + 599_900).toISOString();
	expect(statusScreen({status: {...status, paused: true, paused_until: until}}, newest, 80))
		.toMatch(/^circologd 0\.1\.0, PAUSED for another 10 min: new messages are discarded, up 3 d 4 h\n/);
});

test('a daemon that cannot tell its numbers still shows its counters, and why', () => {
	const screen = statusScreen({status, statsError: 'it took too long'}, newest, 80);
	expect(screen).toMatch(/^rate +unknown: it took too long$/m);
	expect(screen).toContain('1,234,567');
});

test('many losses take as many lines as the width asks for', () => {
	const screen = statusScreen({status: {...status, counters: {...status.counters, receive_errors: 12}}, stats}, newest, 40);
	expect(screen).toContain(`
lost       500 discarded while paused,
           67 dropped by the kernel,
           3 cut short,
           12 errors of receiving
followers `);
});

test('names of programs do nothing to the terminal', () => {
	const hostile: Stats = {...stats, top: {...stats.top, values: [{value: 'a\u001b]0;b\u0007\nc', count: 1, bytes: 1, bytes_share: 0}]}};
	expect(statusScreen({status, stats: hostile}, newest, 80)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('what is masked, where there are rules', () => {
	const rules = [{name: 'ipv4', replacements: 1300}, {name: 'email', replacements: 12}];
	expect(statusScreen({status: {...status, redaction: {messages: 1020, rules}}, stats}, newest, 80)).toContain(
		'\nredacted   1,020 messages: ipv4 1,300, email 12\nfollowers ');
	expect(statusScreen({status: {...status, redaction: {messages: 0, rules: []}}, stats}, newest, 80)).not.toContain('redacted');
});

test('where the ring is kept, and what damage has cost', () => {
	const keep = {path: '/run/circolog/ring', since: newest.toISOString(), starts: 3, dropped: 0, mended: 0};
	const since = showMoment(newest);
	expect(statusScreen({status: {...status, keep}, stats}, newest, 80)).toContain(`\nkept       /run/circolog/ring, by 3 daemons since ${since}\nfollowers `);
	expect(statusScreen({status: {...status, keep: {...keep, dropped: 12, mended: 1}}, stats}, newest, 60))
		.toContain(`by 3 daemons since ${since},\n           12 messages dropped by damage, 1 message damaged\n`);
	expect(statusScreen({status, stats}, newest, 80)).not.toContain('kept ');
});

test('the greatest age, where there is one', () => {
	const withAge = {...status, buffer: {...status.buffer, max_age: 21_600}};
	expect(statusScreen({status: withAge, stats}, newest, 80)).toContain('\nage        6 h at the most       none has expired\n');
	const expired = {...withAge, counters: {...status.counters, expired: 12_345}};
	expect(statusScreen({status: expired, stats}, newest, 80)).toContain('\nage        6 h at the most       12,345 messages expired\n');
	expect(statusScreen({status: {...status, buffer: {...status.buffer, max_age: null}}, stats}, newest, 80)).not.toContain('age  ');
});
