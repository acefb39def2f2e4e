import {describe, expect, test} from 'vitest';
import {ringLabels} from '../../../src/client/rings/labels.js';
import type {RingAddress} from '../../../src/client/rings/ring.js';
import {parseSshAddress} from '../../../src/client/ssh/ssh-address.js';

const ssh = (url: string): RingAddress => parseSshAddress(url)!;

describe('labels', () => {
	test.each<[string, RingAddress[], string[]]>([
		['hosts by their first name', [{host: 'web1.example.org', port: 9080}, {host: 'db.example.org', port: 9080}], ['web1', 'db  ']],
		['hosts of the same first name by all of it', [{host: 'web.a.org', port: 1}, {host: 'web.b.org', port: 1}, {host: 'db.a.org', port: 1}], ['web.a.org', 'web.b.org', 'db       ']],
		['ports of one host with it', [{host: 'a', port: 1}, {host: 'a', port: 2}], ['a:1', 'a:2']],
		['this host by its address', [{port: 1}, {host: '127.0.0.1', port: 2}], ['127.0.0.1:1', '127.0.0.1:2']],
		['addresses whole', [{host: '192.0.2.7', port: 1}, {host: 'fe80::1', port: 1}], ['192.0.2.7', 'fe80::1  ']],
		['IPv6 with ports in brackets', [{host: '::1', port: 1}, {host: '::1', port: 2}], ['[::1]:1', '[::1]:2']],
		['hosts behind ssh', [ssh('ssh://root@web1.example.org'), ssh('ssh://web2:22/x.sock')], ['web1', 'web2']],
		['a host by two ways', [ssh('ssh://a'), {host: 'a', port: 1}], ['ssh://a', 'a:1    ']],
		['two sockets of a host', [ssh('ssh://a/1.sock'), ssh('ssh://a/2.sock')], ['ssh://a/1.sock', 'ssh://a/2.sock']],
		['sockets by their names', ['/run/a.sock', '/run/b.sock'], ['a.sock', 'b.sock']],
		['sockets of the same name by their folders', ['/run/a/query.sock', '/run/b/query.sock'], ['a', 'b']],
		['folders of the same name with more', ['/x/a/query.sock', '/y/a/query.sock'], ['x/a/query.sock', 'y/a/query.sock']],
		['a socket in the root', ['/q', 'q'], ['/q', 'q ']],
		['nothing that a terminal would obey', ['/run/\u001b[31m.sock', '/run/b'], ['\ufffd[31m.sock', 'b         ']],
	])('show %s', (_what, addresses, labels) => {
		expect(ringLabels(addresses)).toEqual(labels);
	});
});
