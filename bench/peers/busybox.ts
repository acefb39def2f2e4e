import {execFileSync} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import type {Receiver} from '../receiver.js';
import {Absent, inNamespaces, program} from './program.js';
import {untilSocket} from './until-socket.js';

const KIB = 1024;

/** BusyBox's syslogd with a ring in memory, and how to run its logread. */
export interface Busybox extends Receiver {
	readonly ringBytes: number;
	readonly logread: readonly string[];
}

/**
 * Starts `syslogd -C`. It listens on /dev/log only, and its ring has the same name on the whole host: it gets a /dev and
 * System V shared memory of its own. Throws `Absent`.
 */
export async function startBusybox({folder, undo}: Bench, ringBytes: number): Promise<Busybox> {
	const busybox = program('busybox', 'busybox-static');
	const nsenter = program('nsenter', 'util-linux');
	const own = mkdtempSync(join(folder, 'busybox-'));
	const socket = join(own, 'log.sock');
	const script = `
		mkdir '${own}/dev' && mount -t tmpfs tmpfs '${own}/dev'
		touch '${own}/dev/null' && mount --bind /dev/null '${own}/dev/null'
		ln -s '${socket}' '${own}/dev/log'
		mount --rbind '${own}/dev' /dev
		exec '${busybox}' syslogd -n -C${Math.ceil(ringBytes / KIB)}`;
	const [unshare, ...flags] = inNamespaces('--mount', '--ipc');
	const child = new Child(undo, unshare, [...flags, 'sh', '-ec', script]);
	if (!await untilSocket(socket, child)) throw new Absent(`busybox syslogd could not be started with a private /dev: ${child.complaint()}`);
	const entering = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
	return {
		name: 'busybox',
		role: 'peer',
		ringBytes,
		version: execFileSync(busybox, {encoding: 'utf8'}).split('\n')[0]?.replace(/ \(.*/, '') ?? '',
		pid: child.pid,
		endpoints: {'unix-dgram': `unix-dgram:${socket}`},
		logread: [nsenter, ...entering, '--mount', '--ipc', '--target', String(child.pid), busybox, 'logread'],
		async stop() {
			await child.stop();
		},
	};
}
