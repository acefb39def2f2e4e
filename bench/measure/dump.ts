import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import type {Child} from '../child.js';
import {Circologd} from '../circologd.js';
import {startRings, stopPeers} from '../peers/index.js';
import {program} from '../peers/program.js';
import {measurement, type Measurement, type Named} from '../report/result.js';
import {spread, type Spread} from '../statistics.js';

const FORMATS = ['syslog', 'rfc5424', 'json'] as const;
const BYTES_OF_A_MESSAGE = 200;
const RING_FLAGS = ['--buffer-bytes', '128M'];
/** What BusyBox needs for a message, a little less: it prints a ring that is not full slowly, an empty text for each byte. */
const BUSYBOX_BYTES_OF_A_MESSAGE = 220;
/** So many more are sent to BusyBox that its ring has gone round. */
const BUSYBOX_SHARE = 1.2;

/** A command that prints messages, and how many. */
interface Printer {
	readonly name: string;
	readonly command: readonly string[];
	readonly how: 'discard' | 'count';
	readonly lines: number;
	readonly bytes: number;
	readonly ns: number[];
}

/** Everything that is kept, printed: through curl, by logread, by journalctl. Starting the command is part of it. */
export async function measureDump(bench: Bench): Promise<Measurement[]> {
	const messages = bench.quick ? 20_000 : 300_000;
	bench.say(`dump: ${messages} messages`);
	const circologd = await Circologd.start(bench, RING_FLAGS);
	const {busybox, journald} = await startRings(bench, messages * BUSYBOX_BYTES_OF_A_MESSAGE);
	for (const receiver of [circologd, busybox, journald]) {
		const count = messages * (receiver === busybox ? BUSYBOX_SHARE : 1);
		if (receiver !== undefined) await bench.load.send(receiver.endpoints['unix-dgram'] ?? '', {size: BYTES_OF_A_MESSAGE, count});
	}
	const servers: Child[] = [];
	const printers: Printer[] = [];
	const add = async (name: string, command: readonly string[], how: 'discard' | 'count' = 'discard'): Promise<void> => {
		const {lines, bytes} = await bench.load.time('count', command);
		// logread and journalctl may add lines of their own, and a ring may be too small for all; ours is not.
		if (name.startsWith('circologd') && lines !== messages) throw new Error(`${name} has printed ${lines} messages of ${messages}`);
		printers.push({name, command, how, lines, bytes, ns: []});
	};
	for (const format of FORMATS) {
		await add(`circologd ${format}`, curl(circologd.querySocket, `/?fmt=${format}`));
		await add(`limit ${format}`, curl(await serveCopy(bench, circologd, format, servers), '/'));
	}
	await add('circologd pipe', curl(circologd.querySocket, '/?fmt=syslog'), 'count');
	await add('limit pipe', printers.find(({name}) => name === 'limit syslog')!.command, 'count');
	if (busybox !== undefined) {
		await add('logread', busybox.logread);
		await add('logread pipe', busybox.logread, 'count');
	}
	if (journald !== undefined) {
		await add('journalctl -o short', journald.journalctl('short'));
		await add('journalctl -o short pipe', journald.journalctl('short'), 'count');
		await add('journalctl -o json', journald.journalctl('json'));
	}
	for (let round = 0; round < bench.rounds; round++) {
		for (const {command, how, ns} of printers) ns.push((await bench.load.time(how, command)).ns);
	}
	await Promise.all([circologd, ...servers].map(async child => child.stop()));
	await stopPeers({busybox, journald});
	return judge(printers);
}

/** Serves what circologd has printed in this format from a C program; returns the socket. */
async function serveCopy({load, folder, memoryFolder, undo}: Bench, circologd: Circologd, format: string, servers: Child[]): Promise<string> {
	const socket = join(folder, `serve-${format}.sock`);
	const file = join(memoryFolder, `dump.${format}`);
	writeFileSync(file, await circologd.read(`/?fmt=${format}`));
	const server = load.start('serve', [`unix-stream:${socket}`, file]);
	undo.add(() => server.process.kill());
	await server.says(/^ready$/m);
	servers.push(server);
	return socket;
}

function curl(socket: string, path: string): string[] {
	return [program('curl', 'curl'), '--silent', '--show-error', '--unix-socket', socket, `http://localhost${path}`];
}

function judge(printers: readonly Printer[]): Measurement[] {
	const of = (name: string, per: 'lines' | 'bytes' = 'lines'): Spread | undefined => {
		const printer = printers.find(candidate => candidate.name === name);
		return printer && spread(printer.ns.map(ns => printer[per] / ns * 1e9));
	};
	const named = (name: string, shown: string, per?: 'bytes'): Named | undefined => {
		const found = of(name, per);
		return found && {name: shown, spread: found};
	};
	const peers = (...names: string[]): Named[] => names.map(name => named(name, name.replace(' pipe', ''))).filter(peer => peer !== undefined);
	const server = 'curl from a C server';
	return [
		measurement({
			id: 'dump/syslog', what: 'dump as syslog, to /dev/null', unit: 'msg/s', ours: of('circologd syslog'), limit: named('limit syslog', server),
			peers: peers('logread', 'journalctl -o short'), wanted: [{of: {peer: 'logread'}, atLeast: 3}],
		}),
		measurement({
			id: 'dump/syslog-pipe', what: 'dump as syslog, into a pipe', unit: 'msg/s', ours: of('circologd pipe'), limit: named('limit pipe', server),
			peers: peers('logread pipe', 'journalctl -o short pipe'),
		}),
		measurement({
			id: 'dump/rfc5424', what: 'dump as rfc5424, to /dev/null', unit: 'B/s', ours: of('circologd rfc5424', 'bytes'),
			limit: named('limit rfc5424', server, 'bytes'), wanted: [{of: 'itself', atLeast: 1e9, shown: '1 GB/s'}],
		}),
		measurement({
			id: 'dump/json', what: 'dump as json, to /dev/null', unit: 'msg/s', ours: of('circologd json'), limit: named('limit json', server),
			peers: peers('journalctl -o json'),
			wanted: [{of: 'itself', atLeast: 1e6, shown: '1 M/s'}, {of: {peer: 'journalctl'}, atLeast: 20}],
		}),
	];
}
