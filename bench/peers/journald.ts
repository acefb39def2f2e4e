import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import type {Receiver} from '../receiver.js';
import {Absent, inNamespaces, program} from './program.js';
import {untilSocket} from './until-socket.js';

const MACHINE_ID = '0123456789abcdef0123456789abcdef';
const CONFIGURATION = `[Journal]
Storage=volatile
RateLimitIntervalSec=0
RuntimeMaxUse=1G
RuntimeKeepFree=0
ForwardToSyslog=no
ReadKMsg=no
Audit=no
`;
const BYTES_OF_A_BLOCK = 512;

/** journald, and how to run its journalctl. */
export interface Journald extends Receiver {
	journalctl(format: 'short' | 'json'): readonly string[];
	/** Memory that the journal takes up. */
	bytes(): number;
}

/** Starts systemd-journald by hand, with a /run of its own that lies in our folder in tmpfs. Throws `Absent`. */
export async function startJournald({memoryFolder, undo}: Bench): Promise<Journald> {
	const path = program('systemd-journald', 'systemd');
	const journalctl = program('journalctl', 'systemd');
	const run = mkdtempSync(join(memoryFolder, 'journald-'));
	const journal = join(run, 'log/journal', MACHINE_ID);
	for (const folder of ['systemd/journal', 'log/journal', 'systemd/journald.conf.d']) mkdirSync(join(run, folder), {recursive: true});
	writeFileSync(join(run, 'systemd/journald.conf.d/bench.conf'), CONFIGURATION);
	writeFileSync(join(run, 'machine-id'), `${MACHINE_ID}\n`);
	const script = `
		mount --bind '${run}/machine-id' /etc/machine-id
		mount --bind '${run}' /run
		exec '${path}'`;
	const [unshare, ...flags] = inNamespaces('--mount');
	const child = new Child(undo, unshare, [...flags, 'sh', '-ec', script]);
	const socket = join(run, 'systemd/journal/dev-log');
	if (!await untilSocket(socket, child)) {
		throw new Absent(`systemd-journald does not run here; tried by hand with a private /run and /etc/machine-id: ${child.complaint()}`);
	}
	return {
		name: 'journald',
		role: 'peer',
		version: `journald ${/^systemd (\d+)/.exec(execFileSync(journalctl, ['--version'], {encoding: 'utf8'}))?.[1] ?? '?'}`,
		pid: child.pid,
		endpoints: {'unix-dgram': `unix-dgram:${socket}`},
		journalctl: format => [journalctl, '--quiet', '--no-pager', '--directory', journal, '--output', format],
		bytes() {
			return readdirSync(journal).reduce((sum, name) => sum + statSync(join(journal, name)).blocks * BYTES_OF_A_BLOCK, 0);
		},
		async stop() {
			await child.stop();
			rmSync(run, {recursive: true, force: true});
		},
	};
}
