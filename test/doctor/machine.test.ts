import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {whoTakes} from '../../src/doctor/log-daemon.js';
import {checkQueueLength} from '../../src/doctor/queue-length-check.js';
import {temporaryFolder} from '../e2e/support/folder.js';

/** A folder in the place of /proc; what begins with `->` is a symbolic link. */
function proc(files: Record<string, string>): string {
	const folder = temporaryFolder();
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), {recursive: true});
		if (text.startsWith('->')) symlinkSync(text.slice(2), join(folder, name));
		else writeFileSync(join(folder, name), text);
	}
	return folder;
}

describe('the queue of a unix socket', () => {
	test.each([['10', 'warning'], ['99', 'warning'], ['100', 'ok'], ['512', 'ok']])('of %s is %s', (length, state) => {
		expect(checkQueueLength(proc({'sys/net/unix/max_dgram_qlen': `${length}\n`})).state).toBe(state);
	});

	test('that is short: what to type changes it now and after each boot', () => {
		const {found, advice} = checkQueueLength(proc({'sys/net/unix/max_dgram_qlen': '10\n'}));
		expect(found).toMatch(/^only 10 datagrams may wait/);
		expect(advice).toContain('sudo sysctl -w net.unix.max_dgram_qlen=512');
		expect(advice).toContain('echo net.unix.max_dgram_qlen=512 | sudo tee /etc/sysctl.d/60-circolog.conf');
	});

	test('that cannot be known is said', () => {
		expect(checkQueueLength(proc({}))).toMatchObject({state: 'warning', found: expect.stringContaining('ENOENT') as unknown});
	});
});

describe('who takes what local programs log', () => {
	const NET = 'Num       RefCount Protocol Flags    Type St Inode Path\n'
		+ '0000000000000000: 00000002 00000000 00000000 0002 01 1111 /log\n0000000000000000: 00000002 00000000 00010000 0001 01 2222 /other\n0000: 00000003 00000000 00000000 0001 03 3333\n';
	const process = (pid: number, name: string, args: string[], socket: number): Record<string, string> => ({
		[`${pid}/comm`]: `${name}\n`, [`${pid}/cmdline`]: args.map(arg => `${arg}\0`).join(''), [`${pid}/fd/3`]: `->socket:[${socket}]`, [`${pid}/cwd`]: '->/srv',
	});

	test.each([
		{args: ['syslog-ng'], configuration: '/etc/syslog-ng/syslog-ng.conf'},
		{args: ['syslog-ng', '-F', '-f', '/a.conf'], configuration: '/a.conf'},
		{args: ['syslog-ng', '-fa.conf'], configuration: '/srv/a.conf'},
		{args: ['syslog-ng', '--cfgfile', '/b.conf'], configuration: '/b.conf'},
		{args: ['syslog-ng', '--foreground', '--cfgfile=/c.conf'], configuration: '/c.conf'},
		{args: ['syslog-ng', '-f'], configuration: '/etc/syslog-ng/syslog-ng.conf'},
	])('syslog-ng, as $args', ({args, configuration}) => {
		const folder = proc({'net/unix': NET, ...process(7, 'rsyslogd', ['rsyslogd'], 2222), ...process(20, 'syslog-ng', args, 1111)});
		expect(whoTakes('/log', folder)).toEqual({isJournal: false, daemon: {name: 'syslog-ng', configuration}});
	});

	test('rsyslog', () => {
		const folder = proc({'net/unix': NET, ...process(7, 'rsyslogd', ['rsyslogd', '-n', '-f/r.conf'], 1111), ...process(20, 'syslog-ng', [], 2222)});
		expect(whoTakes('/log', folder).daemon).toEqual({name: 'rsyslog', configuration: '/r.conf'});
	});

	test('the daemon that runs, where it is not known whose the socket is', () => {
		const folder = proc({'net/unix': NET, ...process(7, 'bash', ['bash'], 1111), ...process(20, 'syslog-ng', [], 2222)});
		expect(whoTakes('/log', folder).daemon?.name).toBe('syslog-ng');
	});

	test('nobody, also without /proc', () => {
		expect(whoTakes('/log', proc({'net/unix': NET, ...process(7, 'bash', ['bash'], 1111)})).daemon).toBeUndefined();
		expect(whoTakes('/log', '/nonexistent').daemon).toBeUndefined();
	});
});
