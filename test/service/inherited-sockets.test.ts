import {spawnSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import type {ListenerSpec} from '../../src/receiver/protocol.js';
import {hostOf, internetAddress, pathOf, portOf, unixAddress} from '../../src/receiver/socket-address.js';
import {haveSameAddress} from '../../src/service/inherited-sockets.js';
import {takePassedDescriptors} from '../../src/service/passed-descriptors.js';

describe('an address in the kernel\'s layout', () => {
	it.each(['127.0.0.1', '0.0.0.0', '::', '::1', '2001:db8::1:0:0:2', 'fe80::1'])('%s is read as it was written', host => {
		const address = internetAddress(host, 5514);
		expect([hostOf(address), portOf(address)]).toEqual([host, 5514]);
	});

	it.each([
		['a path', unixAddress('/run/x.sock'), '/run/x.sock'],
		['a path without the NUL that ends it', unixAddress('/run/x.sock').subarray(0, -1), '/run/x.sock'],
		['an abstract name', Buffer.from([1, 0, 0, 0x61, 0x62]), '@ab'],
		['nothing', Buffer.from([1, 0]), undefined],
	])('%s of a unix socket is read', (_what, address, path) => {
		expect(pathOf(address)).toBe(path);
	});
});

describe('two sockets', () => {
	it.each<[ListenerSpec, ListenerSpec, boolean]>([
		[{kind: 'unix-dgram', path: '/a'}, {kind: 'unix-dgram', path: '/a'}, true],
		[{kind: 'unix-dgram', path: '/a'}, {kind: 'unix-stream', path: '/a'}, true],
		[{kind: 'unix-dgram', path: '/a'}, {kind: 'unix-dgram', path: '/b'}, false],
		[{kind: 'udp', host: '127.0.0.1', port: 514}, {kind: 'udp', host: '127.0.0.1', port: 514}, true],
		[{kind: 'udp', host: '127.0.0.1', port: 514}, {kind: 'tcp', host: '127.0.0.1', port: 514}, false],
		[{kind: 'udp', host: '127.0.0.1', port: 514}, {kind: 'udp', host: '127.0.0.2', port: 514}, false],
		[{kind: 'tcp', host: '127.0.0.1', port: 514}, {kind: 'tcp', port: 514}, true],
		[{kind: 'tcp', host: '0.0.0.0', port: 514}, {kind: 'tcp', host: '127.0.0.1', port: 514}, true],
		[{kind: 'tcp', host: '127.0.0.1', port: 514}, {kind: 'tcp', host: '127.0.0.1', port: 515}, false],
		[{kind: 'tcp', port: 0}, {kind: 'tcp', port: 0}, false],
		[{kind: 'tcp', port: 1}, {kind: 'unix-stream', path: '/a'}, false],
	])('%j and %j: the same address is %s', (a, b, expected) => {
		expect([haveSameAddress(a, b), haveSameAddress(b, a)]).toEqual([expected, expected]);
	});
});

describe('the variables', () => {
	it.each([['for this process', '42'], ['for another', '43'], ['for nobody', undefined]])('%s are gone for children', (_what, forPid) => {
		const env: NodeJS.ProcessEnv = {PATH: process.env['PATH'], LISTEN_FDS: '0', LISTEN_FDNAMES: '', ...(forPid === undefined ? {} : {LISTEN_PID: forPid})};
		expect(takePassedDescriptors(env, 42)).toEqual([]);
		expect(spawnSync('env', {env, encoding: 'utf8'}).stdout).not.toContain('LISTEN_');
	});
});
