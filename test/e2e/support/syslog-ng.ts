import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {Child} from './child.js';
import {temporaryFolder} from './folder.js';
import {peer} from './peers.js';
import {openStream} from './stream.js';
import {waitFor} from './wait.js';

/** A syslog-ng in the foreground that takes messages on sockets of its own and forwards them. */
export interface SyslogNg {
	/** Unix datagram socket: a datagram is one message and may hold several lines. */
	datagramInput: string;
	/** Unix stream socket: a line is one message; nothing is dropped, the writer waits instead. */
	streamInput: string;
	/** Ends it; whatever it has taken is sent before. */
	stop: () => Promise<void>;
}

/** Statements that send everything to one destination driver, such as `unix-dgram("/run/x.sock")`, and drop nothing. */
export function syslogNgForward(driver: string): string {
	return `destination d_circolog { ${driver}; };\nlog { source(s_src); destination(d_circolog); flags(flow-control); };`;
}

/** Starts syslog-ng with statements that forward its source, which is called `s_src` as in Debian's configuration. */
export async function startSyslogNg(statements: string): Promise<SyslogNg> {
	const folder = temporaryFolder();
	const at = (name: string): string => join(folder, name);
	const datagramInput = at('in.dgram');
	const streamInput = at('in.stream');
	writeFileSync(at('syslog-ng.conf'), `@version: 3.38
options { stats-freq(0); keep-hostname(yes); chain-hostnames(no); };
source s_src {
	unix-dgram("${datagramInput}" flags(syslog-protocol));
	unix-stream("${streamInput}" flags(syslog-protocol) max-connections(4) log-iw-size(10000) log-fetch-limit(1000));
};
${statements}
`);
	const child = new Child(peer('syslog-ng'), [
		'--foreground', '--stderr', '--no-caps',
		'--cfgfile', at('syslog-ng.conf'),
		'--persist-file', at('persist'),
		'--pidfile', at('pid'),
		'--control', at('ctl'),
	], process.env);
	const stop = async (): Promise<void> => {
		child.kill('SIGTERM');
		await child.exited;
	};
	onTestFinished(stop);
	// Its sources listen before its destinations have connected, and what cannot be sent yet waits in its queue.
	await waitFor('syslog-ng', async () => {
		if (child.ended !== undefined) {
			throw new Error(`syslog-ng ended: ${child.stderr}`);
		}
		return openStream(streamInput).then(socket => socket.destroy(), () => undefined);
	});
	return {datagramInput, streamInput, stop};
}
