import {randomBytes} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {follow, webSocketUrl} from './support/follower.js';
import {octetCounted} from './support/numbered.js';
import {findInMemory} from './support/process-memory.js';
import {sendStream} from './support/stream.js';
import {openUdp} from './support/udp.js';

const FORMATS = ['syslog', 'rfc5424', 'json'] as const;

/** Sends texts with a word that is nowhere else, in every way; returns that word. */
async function plant(daemon: Daemon): Promise<string> {
	const secret = `q${randomBytes(12).toString('hex')}`;
	const message = `<13>1 2026-11-20T15:10:37.123456+00:00 vm app - - - it is ${secret}`;
	await sendDatagrams(daemon.syslogSocket, [message, `<13>1 - - app - - - ${'x '.repeat(3000)} ${secret}`]);
	await openUdp(daemon.port('udp')).send([message]);
	await sendStream(daemon.port('tcp'), [`${message}\n`, octetCounted(message), message.slice(0, -20), `${message.slice(-20)}\n`]);
	return secret;
}

describe.each([
	['', []],
	['in a small ring that compresses', ['--buffer-bytes', '1M', '--max-message-size', '8K']],
])('after a clear, nothing of a message is in the daemon\'s memory %s', (_, args) => {
	test('when it was only received', async () => {
		const daemon = await startDaemon({args});
		const secret = await plant(daemon);
		await daemon.received(6);
		expect(findInMemory(daemon.child.pid, secret).length).toBeGreaterThan(0);
		await daemon.command('/logs/clear');
		expect(findInMemory(daemon.child.pid, secret)).toEqual([]);
	});

	test('when it was dumped, counted, searched for something else, and followed', async () => {
		const daemon = await startDaemon({args});
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?fmt=json'));
		const secret = await plant(daemon);
		await daemon.received(6);
		for (const fmt of FORMATS) {
			const {body} = await daemon.curl(`/?fmt=${fmt}`);
			expect(body.toString().split(secret)).toHaveLength(7);
			await daemon.curl(`/?fmt=${fmt}&q=app_name:app&reverse=1`);
		}
		await daemon.curl('/count?q=message:it');
		await follower.untilFrames('six messages', frames => frames.filter(frame => frame.includes(secret)).length === 6);
		await daemon.command('/logs/clear');
		expect(findInMemory(daemon.child.pid, secret)).toEqual([]);
	});
});
