import {copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, untilReady} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, peer} from './support/peers.js';
import {holdSocket, startWithDescriptors} from './support/service-manager.js';

const FOLDER = join(import.meta.dirname, '../../packaging/systemd');
const MANUAL = join(import.meta.dirname, '../../man/circologd.8');
const MAX_EXPOSURE = 2.5;
const UNITS = readdirSync(FOLDER).filter(name => /\.(?:service|socket)$/.test(name));

/** The values that a unit gives to a setting, in their order. */
function settings(unit: string, name: string): string[] {
	return [...readFileSync(join(FOLDER, unit), 'utf8').matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(match => match[1]!);
}

/** A host's folders with the units installed in them, as docs/operations.md has it, and the environment in which man finds the page. */
function installed({withNetwork = false} = {}): {root: string; env: NodeJS.ProcessEnv} {
	const root = temporaryFolder();
	const [units, binaries, manual] = ['etc/systemd/system', 'usr/local/bin', 'man/man8'].map(name => join(root, name)) as [string, string, string];
	for (const folder of [units, binaries, manual, join(units, 'circologd.service.d')]) mkdirSync(folder, {recursive: true});
	cpSync('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), {recursive: true, verbatimSymlinks: true});
	for (const unit of UNITS) copyFileSync(join(FOLDER, unit), join(units, unit));
	if (withNetwork) copyFileSync(join(FOLDER, 'circologd.service.d-network.conf'), join(units, 'circologd.service.d/network.conf'));
	copyFileSync(CIRCOLOGD, join(binaries, 'circologd'));
	mkdirSync(join(root, 'bin'));
	copyFileSync('/bin/sh', join(root, 'bin/sh'));
	copyFileSync(MANUAL, join(manual, 'circologd.8'));
	return {root, env: {...cleanEnvironment(), MANPATH: join(root, 'man')}};
}

describeWithPeers(['systemd-analyze', 'systemd-sysusers', 'man'], 'the units', () => {
	test('are all that there should be', () => {
		expect(UNITS.sort()).toEqual(['circolog-ctl.socket', 'circolog-network.socket', 'circolog-query.socket', 'circolog-syslog.socket', 'circologd.service']);
	});

	test.each([['as they are', false], ['with the drop-in for network sockets', true]])('%s: systemd has nothing to say against them', async (_what, withNetwork) => {
		const {root, env} = installed({withNetwork});
		const {stdout, stderr} = await run(peer('systemd-analyze'), [`--root=${root}`, 'verify', ...UNITS], {env});
		expect(stdout.toString() + stderr).toBe('');
	});

	test.each([['as it is', false], ['with the drop-in for network sockets', true]])(`the service, %s, is exposed less than ${MAX_EXPOSURE}`, async (_what, withNetwork) => {
		const {root, env} = installed({withNetwork});
		// In tenths, and over the threshold is an error.
		const args = [`--root=${root}`, 'security', '--offline=true', `--threshold=${MAX_EXPOSURE * 10}`, '--no-pager', 'circologd.service'];
		const {stdout} = await run(peer('systemd-analyze'), args, {env});
		const [, exposure] = /Overall exposure level for circologd\.service: (\d+\.\d)/.exec(stdout.toString()) ?? [];
		expect(Number(exposure)).toBeLessThan(MAX_EXPOSURE);
	});

	test('the user that they name is made by sysusers.d', async () => {
		const root = temporaryFolder();
		mkdirSync(join(root, 'etc'));
		await run(peer('systemd-sysusers'), [`--root=${root}`, join(FOLDER, 'circolog.sysusers')]);
		const users = readFileSync(join(root, 'etc/passwd'), 'utf8') + readFileSync(join(root, 'etc/group'), 'utf8');
		for (const name of new Set(UNITS.flatMap(unit => ['User', 'Group', 'SocketUser', 'SocketGroup'].flatMap(setting => settings(unit, setting))))) {
			expect(users).toMatch(new RegExp(`^${name}:x:`, 'm'));
		}
	});
});

describe('the socket units', () => {
	test('pass sockets that the daemon serves, at the places where clients look', async () => {
		const folder = temporaryFolder();
		const runtimeFolder = temporaryFolder();
		const sockets = UNITS.filter(unit => unit.endsWith('.socket')).flatMap(unit => (['Datagram', 'Stream'] as const).flatMap(type =>
			settings(unit, `Listen${type}`).map(place => {
				const where = place.startsWith('/run/circolog/') ? join(folder, basename(place)) : 0;
				return {name: settings(unit, 'FileDescriptorName')[0]!, ...holdSocket(type === 'Stream' ? 'stream' : 'dgram', where)};
			})));
		expect(sockets).toHaveLength(5);
		const child = startWithDescriptors({
			descriptors: sockets.map(({fd}) => fd), names: sockets.map(({name}) => name).join(':'), env: {RUNTIME_DIRECTORY: runtimeFolder},
		});
		await untilReady(child);
		const daemon = new Daemon(child, folder);
		expect((await daemon.status()).listeners.every(({inherited}) => inherited)).toBe(true);
		expect(readdirSync(runtimeFolder)).toEqual([]);
		expect(['syslog.sock', 'query.sock', 'ctl.sock'].every(name => existsSync(join(folder, name)))).toBe(true);
		await daemon.stop();
	});
});
