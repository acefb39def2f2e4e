import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.js';
import {Child} from '../child.js';
import type {Receiver} from '../receiver.js';
import {freePort} from './free-port.js';
import {OutputFile} from './output-file.js';
import {Absent, program} from './program.js';
import {untilSocket} from './until-socket.js';

/** Starts syslog-ng with three sources and a file in tmpfs, and with flow control, so that it does not drop. Throws `Absent`. */
export async function startSyslogNg({folder, memoryFolder, undo}: Bench): Promise<Receiver> {
	const path = program('syslog-ng', 'syslog-ng-core');
	const version = execFileSync(path, ['--version'], {encoding: 'utf8'});
	const at = (name: string): string => join(folder, `syslog-ng.${name}`);
	const output = new OutputFile(join(memoryFolder, 'syslog-ng.log'));
	const port = await freePort();
	writeFileSync(at('conf'), `@version: ${/^Config version: ([\d.]+)$/m.exec(version)?.[1] ?? '3.38'}
options { stats-freq(0); keep-hostname(yes); chain-hostnames(no); use-dns(no); log-msg-size(65536); };
source s_all {
	unix-dgram("${at('sock')}" flags(syslog-protocol));
	network(ip("127.0.0.1") port(${port}) transport("udp") flags(syslog-protocol) so-rcvbuf(8388608));
	network(ip("127.0.0.1") port(${port}) transport("tcp") flags(syslog-protocol) max-connections(100)
		log-iw-size(100000) log-fetch-limit(1000));
};
destination d_file { file("${output.path}" log-fifo-size(200000)); };
log { source(s_all); destination(d_file); flags(flow-control); };
`);
	const child = new Child(undo, path, [
		'--foreground', '--stderr', '--no-caps', '--cfgfile', at('conf'), '--persist-file', at('persist'),
		'--pidfile', at('pid'), '--control', at('ctl'),
	]);
	if (!await untilSocket(at('sock'), child)) throw new Absent(`syslog-ng did not start: ${child.complaint()}`);
	return {
		name: 'syslog-ng',
		role: 'peer',
		version: `syslog-ng ${/^syslog-ng \d+ \(([\d.]+)/m.exec(version)?.[1] ?? '?'}`,
		pid: child.pid,
		endpoints: {'unix-dgram': `unix-dgram:${at('sock')}`, 'udp': `udp:127.0.0.1:${port}`, 'tcp': `tcp:127.0.0.1:${port}`},
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
