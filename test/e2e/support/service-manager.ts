import {join} from 'node:path';
import koffi from 'koffi';
import {onTestFinished} from 'vitest';
import {closeDescriptor} from '../../../src/libc/descriptors.js';
import {setSocketOption, SO_PASSCRED, socketName, SOL_SOCKET} from '../../../src/libc/sockets.js';
import {internetAddress, portOf, unixAddress} from '../../../src/receiver/socket-address.js';
import {Child} from './child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, untilReady} from './daemon.js';
import {temporaryFolder} from './folder.js';
import {peer} from './peers.js';

// Node cannot make a socket that it does not accept connections on, and the daemon's own code makes no streams this way.
const libc = koffi.load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const bind = libc.func('int bind(int fd, void *address, uint32_t length)');
const listen = libc.func('int listen(int fd, int backlog)');
const [AF_UNIX, AF_INET] = [1, 2];
const TYPES = {stream: 1, dgram: 2, seqpacket: 5} as const;
const SOCK_CLOEXEC = 0x80000;
const BACKLOG = 128;

/** A socket that the manager holds: `fd` is the manager's own descriptor. */
export interface HeldSocket {
	readonly fd: number;
	/** 0 for a unix socket. */
	readonly port: number;
}

/** Makes a bound socket, listening if it is a stream, that is closed when the test is over. Port 0 lets the kernel choose. */
export function holdSocket(type: keyof typeof TYPES, where: string | number, {listens = type !== 'dgram', passCredentials = true} = {}): HeldSocket {
	const fd = socket(typeof where === 'string' ? AF_UNIX : AF_INET, TYPES[type] | SOCK_CLOEXEC, 0) as number;
	onTestFinished(() => {
		closeDescriptor(fd);
	});
	if (typeof where === 'string' && passCredentials) setSocketOption(fd, SOL_SOCKET, SO_PASSCRED, 1);
	const address = typeof where === 'string' ? unixAddress(where) : internetAddress('127.0.0.1', where);
	if (bind(fd, address, address.length) !== 0) throw new Error(`bind failed: errno ${koffi.errno()}`);
	if (listens && listen(fd, BACKLOG) !== 0) throw new Error(`listen failed: errno ${koffi.errno()}`);
	return {fd, port: typeof where === 'string' ? 0 : portOf(socketName(fd))};
}

/** What a daemon is started with. */
export interface Passed {
	readonly descriptors: readonly number[];
	/** `LISTEN_FDNAMES`; undefined for none. */
	readonly names?: string;
	/** `LISTEN_FDS`, if it is not the number of descriptors. */
	readonly count?: string;
	readonly args?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
	readonly command?: string;
}

/** Starts circologd as systemd does: with descriptors, and variables that tell of them and name the daemon's own process id. */
export function startWithDescriptors({descriptors, names, count, args = [], env = {}, command = CIRCOLOGD}: Passed): Child {
	const script = 'LISTEN_PID=$$ WATCHDOG_PID=$$; export LISTEN_PID WATCHDOG_PID; exec "$@"';
	return new Child('/bin/sh', ['-c', script, 'sh', command, ...args], {
		...cleanEnvironment(), LISTEN_FDS: count ?? String(descriptors.length), ...(names === undefined ? {} : {LISTEN_FDNAMES: names}), ...env,
	}, descriptors);
}

/** Plays the service manager: it holds a socket of every kind, and has one daemon after the other inherit them. */
export class ServiceManager {
	readonly folder = temporaryFolder();
	/** What daemons are told is their runtime folder. */
	readonly runtimeFolder = temporaryFolder();
	readonly udpPort: number;
	readonly tcpPort: number;
	readonly httpPort: number;
	readonly #sockets: readonly (readonly [name: string, held: HeldSocket])[];

	constructor() {
		const at = (name: string): string => join(this.folder, name);
		const [udp, tcp, http] = [holdSocket('dgram', 0), holdSocket('stream', 0), holdSocket('stream', 0)];
		[this.udpPort, this.tcpPort, this.httpPort] = [udp.port, tcp.port, http.port];
		this.#sockets = [
			['syslog', holdSocket('dgram', at('syslog.sock'))], ['syslog', holdSocket('stream', at('stream.sock'))], ['syslog', udp], ['syslog', tcp],
			['query', holdSocket('stream', at('query.sock'))], ['query', http], ['ctl', holdSocket('stream', at('ctl.sock'))],
		];
	}

	/** Starts a daemon, and does not wait for it. */
	launch({args = [], env = {}}: {args?: readonly string[]; env?: NodeJS.ProcessEnv} = {}): Child {
		return startWithDescriptors({
			descriptors: this.#sockets.map(([, {fd}]) => fd), names: this.#sockets.map(([name]) => name).join(':'), args,
			env: {RUNTIME_DIRECTORY: this.runtimeFolder, ...env},
		});
	}

	/** Starts a daemon and waits until it is ready. */
	async start(options?: {args?: readonly string[]; env?: NodeJS.ProcessEnv}): Promise<Daemon> {
		const child = this.launch(options);
		await untilReady(child);
		return new Daemon(child, this.folder);
	}

	/** Sends a message with the real logger, as RFC 5424; resolves when the kernel has it. */
	async log(text: string, to: readonly string[] = ['--socket', join(this.folder, 'syslog.sock')]): Promise<void> {
		const child = new Child(peer('logger'), ['--rfc5424', ...to, '--', text], cleanEnvironment());
		child.end();
		const {code} = await child.exited;
		if (code !== 0) throw new Error(`logger ended with ${code}: ${child.stderr}`);
	}
}
