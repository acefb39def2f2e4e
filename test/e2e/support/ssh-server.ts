import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {once} from 'node:events';
import {Child, run} from './child.js';
import {peer} from './peers.js';
import {temporaryFolder} from './folder.js';
import {waitFor} from './wait.js';

/** Where sshd has its children live that have no rights; a package's start-up would make it. */
const SEPARATION_FOLDER = '/run/sshd';

/** A real sshd on a port of its own, which lets in whoever has its key, and an ssh that has it and trusts the host. */
export class SshServer {
	readonly port: number;
	/** For $PATH: a folder with that `ssh`. */
	readonly bin: string;
	readonly #config: string;
	#child: Child | undefined;

	constructor(port: number, bin: string, config: string) {
		this.port = port;
		this.bin = bin;
		this.#config = config;
	}

	/** `ssh://user@127.0.0.1:port`, with a path behind it. */
	url(path: string): string {
		return `ssh://${userInfo().username}@127.0.0.1:${this.port}${path}`;
	}

	/** Starts it; it is ended when the test is over. */
	async start(): Promise<void> {
		if (process.getuid?.() === 0 && !existsSync(SEPARATION_FOLDER)) mkdirSync(SEPARATION_FOLDER, {mode: 0o755});
		const child = new Child(peer('sshd'), ['-D', '-e', '-f', this.#config], process.env);
		this.#child = child;
		await waitFor('sshd', () => {
			if (child.ended !== undefined) throw new Error(`sshd has ended: ${child.stderr}`);
			return child.stderr.includes('Server listening');
		});
	}

	/** Ends it, and lets no connection live on. */
	async stop(): Promise<void> {
		this.#child?.kill('SIGKILL');
		await this.#child?.exited;
	}
}

/** Makes a server with a configuration, a host key and a user's key of its own, and starts it. */
export async function startSshServer(): Promise<SshServer> {
	const folder = temporaryFolder();
	const at = (name: string): string => join(folder, name);
	for (const name of ['host', 'user']) await run(peer('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
	const {stdout: publicKey} = await run(peer('ssh-keygen'), ['-y', '-f', at('user')]);
	const {stdout: hostKey} = await run(peer('ssh-keygen'), ['-y', '-f', at('host')]);
	const port = await freePort();
	writeFileSync(at('authorized_keys'), publicKey, {mode: 0o600});
	writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${hostKey.toString()}`);
	writeFileSync(at('sshd_config'), [
		`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${at('host')}`, `AuthorizedKeysFile ${at('authorized_keys')}`, 'PidFile none',
		'StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PermitRootLogin prohibit-password',
		'LogLevel INFO', '',
	].join('\n'));
	writeFileSync(at('ssh_config'), [
		`IdentityFile ${at('user')}`, 'IdentitiesOnly yes', 'IdentityAgent none', `UserKnownHostsFile ${at('known_hosts')}`, 'GlobalKnownHostsFile /dev/null',
		'StrictHostKeyChecking yes', '',
	].join('\n'));
	mkdirSync(at('bin'));
	writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec '${peer('ssh')}' -F '${at('ssh_config')}' "$@"\n`, {mode: 0o755});
	const server = new SshServer(port, at('bin'), at('sshd_config'));
	await server.start();
	return server;
}

/** sshd takes no port 0. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as {port: number};
	server.close();
	await once(server, 'close');
	return port;
}
