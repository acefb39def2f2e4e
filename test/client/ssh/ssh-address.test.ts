import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseSshAddress} from '../../../src/client/ssh/ssh-address.js';
import {sshArguments} from '../../../src/client/ssh/ssh-arguments.js';

const DEFAULT_PATH = '/run/circolog/query.sock';

describe('addresses with ssh', () => {
	test.each<[string, object]>([
		['ssh://web1', {user: undefined, host: 'web1', port: undefined, path: DEFAULT_PATH}],
		['ssh://web1/', {path: DEFAULT_PATH}],
		['ssh://root@web1.example.org:2222/run/q.sock', {user: 'root', host: 'web1.example.org', port: 2222, path: '/run/q.sock'}],
		['ssh://a.b+c-d_e@web1', {user: 'a.b+c-d_e'}],
		['ssh://anna@example.org@web1', {user: 'anna@example.org', host: 'web1'}],
		['ssh://[::1]:22', {host: '::1', port: 22}],
		['ssh://[fe80::1%eth0]', {host: 'fe80::1%eth0'}],
		['ssh://192.0.2.7/a b:c?d#e', {host: '192.0.2.7', path: '/a b:c?d#e'}],
		['ssh://_alias', {host: '_alias'}],
	])('%s', (url, expected) => {
		expect(parseSshAddress(url)).toMatchObject({url, ...expected});
	});

	test.each([
		'ssh:', 'ssh://', 'ssh:///run/q.sock', 'ssh://@a', 'ssh://a:', 'ssh://a:x', 'ssh://a:0', 'ssh://a:65536', 'ssh://[::1', 'ssh://[web1]', 'http://a', ' ssh://a',
	])('%j is none', url => {
		expect(parseSshAddress(url)).toBeUndefined();
	});

	test.each([
		'ssh://-oProxyCommand=x', 'ssh://-a', 'ssh://-l@a', 'ssh://a@-b', 'ssh://[-o]', 'ssh://a b', 'ssh://a\nb', 'ssh://a;b', 'ssh://$(x)', 'ssh://`x`', 'ssh://a|b',
		'ssh://u$x@a', 'ssh://a/${HOME}', 'ssh://a/%d', 'ssh://a/x\\y', 'ssh://a/x\ny', 'ssh://a/x\0y', `ssh://a/${'x'.repeat(107)}`, 'ssh://\u202ea', 'ssh://.a',
	])('%j is refused', url => {
		expect(parseSshAddress(url)).toBeUndefined();
	});

	test('nothing in them is an option of ssh', () => {
		const url = fc.array(fc.constantFrom('-', 'o', '=', '@', ':', '/', '2', ' ', '[', ']', '%', '-o', 'ProxyCommand')).map(parts => `ssh://${parts.join('')}`);
		fc.assert(fc.property(url, text => {
			const address = parseSshAddress(text);
			if (address === undefined) return;
			const args = sshArguments(address, '/tmp/x/query.sock', true);
			expect(args.slice(-2)).toEqual(['--', address.host]);
			expect(address.host).not.toMatch(/^-/);
			expect(address.user ?? '').not.toMatch(/^-/);
		}));
	});
});

describe('what ssh is called with', () => {
	const address = parseSshAddress('ssh://root@web1:2222/run/a:b.sock')!;

	test('forwards one socket to another, and nothing else', () => {
		const args = sshArguments(address, '/tmp/x:y/query.sock', true);
		expect(args).toContain('-N');
		expect(args[args.indexOf('-L') + 1]).toBe('/tmp/x\\:y/query.sock:/run/a\\:b.sock');
		expect(args.slice(-6)).toEqual(['-l', 'root', '-p', '2222', '--', 'web1']);
	});

	test('says whether it may ask', () => {
		expect(sshArguments(address, '/x', true)).not.toContain('BatchMode=yes');
		expect(sshArguments(address, '/x', false)).toContain('BatchMode=yes');
	});
});
