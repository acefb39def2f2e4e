import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {Child} from './child.js';
import {temporaryFolder} from './folder.js';
import {peer, unpackedRsyslog} from './peers.js';
import {openStream} from './stream.js';
import {waitFor} from './wait.js';

/** The name that rsyslog believes its host to have. */
export const RSYSLOG_HOST = 'peer.example';

/** An rsyslogd in the foreground that takes messages on sockets of its own and forwards them. */
export interface Rsyslog {
	/** Unix datagram socket (imuxsock): a datagram is one message and may hold several lines. */
	datagramInput: string;
	/** Unix stream socket (imptcp): a line is one message; nothing is dropped, the writer waits instead. */
	streamInput: string;
	/** Ends it; whatever it has taken is sent before. */
	stop: () => Promise<void>;
}

/** Statements that send everything to a unix datagram socket; `template` as `;RSYSLOG_SyslogProtocol23Format`. */
export function omuxsock(path: string, template = ''): string {
	return `module(load="omuxsock")\n$OMUxSockSocket ${path}\n*.* :omuxsock:${template}`;
}

/** Starts rsyslogd with the given statements for its output. */
export async function startRsyslog(output: string): Promise<Rsyslog> {
	const folder = temporaryFolder();
	const at = (name: string): string => join(folder, name);
	const datagramInput = at('in.dgram');
	const streamInput = at('in.stream');
	// With its default of two workers rsyslog swaps messages as soon as its queue fills.
	writeFileSync(at('rsyslog.conf'), `global(workDirectory="${folder}" localHostname="${RSYSLOG_HOST}" maxMessageSize="64k")
main_queue(queue.workerThreads="1")
module(load="imuxsock" SysSock.Use="off")
module(load="imptcp")
input(type="imuxsock" Socket="${datagramInput}" UseSpecialParser="off" RateLimit.Interval="0")
input(type="imptcp" path="${streamInput}" unlink="on")
${output}
`);
	const binary = peer('rsyslogd');
	const unpacked = unpackedRsyslog(binary);
	const child = new Child(binary, [
		'-n',
		'-f', at('rsyslog.conf'),
		'-i', at('pid'),
		...(unpacked ? ['-M', unpacked.modules] : []),
	], {...process.env, ...(unpacked ? {LD_LIBRARY_PATH: unpacked.libraries} : {})});
	const stop = async (): Promise<void> => {
		child.kill('SIGTERM');
		await child.exited;
	};
	onTestFinished(stop);
	await waitFor('rsyslogd', async () => {
		if (child.ended !== undefined) {
			throw new Error(`rsyslogd ended: ${child.stderr}${child.stdout.toString('utf8')}`);
		}
		return openStream(streamInput).then(socket => socket.destroy(), () => undefined);
	});
	return {datagramInput, streamInput, stop};
}
