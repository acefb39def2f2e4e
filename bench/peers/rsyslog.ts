import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import type {Receiver} from '../receiver.js';
import {freePort} from './free-port.js';
import {OutputFile} from './output-file.js';
import {Absent, rsyslogd} from './program.js';
import {untilSocket} from './until-socket.js';

/** Starts rsyslog with its defaults: three inputs, and a file in tmpfs. Throws `Absent`. */
export async function startRsyslog({folder, memoryFolder, undo}: Bench): Promise<Receiver> {
	const {path, modules, libraries} = rsyslogd();
	const socket = join(folder, 'rsyslog.sock');
	const configuration = join(folder, 'rsyslog.conf');
	const output = new OutputFile(join(memoryFolder, 'rsyslog.log'));
	const port = await freePort();
	writeFileSync(configuration, `
global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imuxsock" SysSock.Use="off")
module(load="imudp")
module(load="imptcp")
input(type="imuxsock" Socket="${socket}" RateLimit.Interval="0")
input(type="imudp" address="127.0.0.1" port="${port}" rcvbufSize="8m")
input(type="imptcp" address="127.0.0.1" port="${port}")
action(type="omfile" file="${output.path}")
`);
	const environment = {...process.env, ...(libraries === undefined ? {} : {LD_LIBRARY_PATH: libraries})};
	const child = new Child(undo, path, [
		'-n', '-f', configuration, '-i', join(folder, 'rsyslog.pid'), ...(modules === undefined ? [] : ['-M', modules]),
	], {env: environment});
	if (!await untilSocket(socket, child)) throw new Absent(`rsyslogd did not start: ${child.complaint()}`);
	const version = execFileSync(path, ['-v'], {encoding: 'utf8', env: environment});
	return {
		name: 'rsyslog',
		role: 'peer',
		version: `rsyslog ${/rsyslogd\s+([\d.]+)/.exec(version)?.[1] ?? '?'}`,
		pid: child.pid,
		endpoints: {'unix-dgram': `unix-dgram:${socket}`, 'udp': `udp:127.0.0.1:${port}`, 'tcp': `tcp:127.0.0.1:${port}`},
		async taken() {
			return {messages: output.lines(), countedLost: 0};
		},
		forget() {
			output.empty();
		},
		async stop() {
			await child.stop();
		},
	};
}
