import {existsSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {Child} from './child.js';
import {temporaryFolder} from './folder.js';
import {peer, unpackedRsyslog} from './peers.js';
import {waitFor} from './wait.js';

/** A real syslog daemon that takes a host's messages, on a socket in `/dev/log`'s place. */
export interface LocalLog {
	readonly socket: string;
	/** Its main configuration file. */
	readonly configuration: string;
	/** Ends it, and starts it with another configuration. */
	restart(configuration: string): Promise<void>;
}

/** Starts syslog-ng; `@LOG@` in its configuration stands for the path of the socket. */
export async function startLocalSyslogNg(configuration: string, env: NodeJS.ProcessEnv = {}): Promise<LocalLog> {
	return startLocal('syslog-ng', configuration, (at, file) => new Child(peer('syslog-ng'), [
		'--foreground', '--stderr', '--no-caps', '--cfgfile', file,
		'--persist-file', at('persist'), '--pidfile', at('pid'), '--control', at('ctl'),
	], {...process.env, ...env}));
}

/** Starts rsyslogd; `@LOG@` in its configuration stands for the path of the socket. */
export async function startLocalRsyslog(configuration: string): Promise<LocalLog> {
	const binary = peer('rsyslogd');
	const unpacked = unpackedRsyslog(binary);
	return startLocal('rsyslogd', configuration, (at, file) => new Child(binary, [
		'-n', '-f', file, '-i', at('pid'), ...(unpacked ? ['-M', unpacked.modules] : []),
	], {...process.env, ...(unpacked ? {LD_LIBRARY_PATH: unpacked.libraries} : {})}));
}

async function startLocal(name: string, first: string, start: (at: (name: string) => string, file: string) => Child): Promise<LocalLog> {
	const folder = temporaryFolder();
	const at = (file: string): string => join(folder, file);
	const [socket, file] = [at('log'), at('main.conf')];
	let child: Child | undefined;
	const restart = async (configuration: string): Promise<void> => {
		await stop();
		rmSync(socket, {force: true});
		writeFileSync(file, configuration.replaceAll('@LOG@', socket));
		const running = start(at, file);
		child = running;
		await waitFor(name, () => {
			if (running.ended !== undefined) throw new Error(`${name} ended: ${running.stderr}${running.stdout.toString('utf8')}`);
			return existsSync(socket);
		});
	};
	const stop = async (): Promise<void> => {
		child?.kill('SIGTERM');
		await child?.exited;
	};
	onTestFinished(stop);
	await restart(first);
	return {socket, configuration: file, restart};
}
