import {describe, expect, test} from 'vitest';
import {expectAccounted} from './support/accounting.js';
import {run} from './support/child.js';
import {CIRCOLOGD, cleanEnvironment, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {newlineEnded, numberedMessages, numbersIn, octetCounted} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {openStream, sendStream} from './support/stream.js';
import {openUdp} from './support/udp.js';

/** So few in a minute that none is added while a test runs. */
const TEN = ['--rate-limit', '10/m'];

describeWithPeers(['python3'], 'with --rate-limit', () => {
	test('each sender may send so much over UDP, and what is beyond is dropped and counted', async () => {
		const daemon = await startDaemon({args: TEN});
		const port = daemon.port('udp');
		const senders = ['127.0.0.1', '127.0.0.2'].map(from => openUdp(port, from));
		const messages = numberedMessages(25);
		for (const message of messages) for (const sender of senders) await sender.send([message]);
		await daemon.received(50);
		// The first ten of each.
		expect(numbersIn(await daemon.lines('rfc5424')).filter(number => number <= 10)).toHaveLength(20);
		const {sources} = await daemon.status();
		expect(sources.find(({name}) => name.startsWith('udp:'))).toMatchObject({received: 50, stored: 20, discarded_rate_limited: 30});
		await expectAccounted(daemon);
	});

	test('it is by user on unix datagrams, whichever process sends', async () => {
		const daemon = await startDaemon({args: TEN});
		for (let i = 0; i < 3; i++) await sendDatagrams(daemon.syslogSocket, numberedMessages(8));
		const {counters} = await daemon.received(24);
		expect(counters).toMatchObject({stored: 10, discarded_rate_limited: 14});
		await expectAccounted(daemon);
	});

	test.each([
		['lines', newlineEnded], ['octet-counted frames', octetCounted], ['lines ended by NUL', (message: string) => `${message}\0`],
	])('the first that are allowed of a stream of %s are kept', async (_name, frame) => {
		const daemon = await startDaemon({args: TEN});
		const messages = numberedMessages(2000);
		await sendStream(daemon.port('tcp'), [messages.map(frame).join('')]);
		await sendStream(daemon.port('tcp'), [messages.map(frame).join('')]);
		const {counters} = await daemon.received(4000);
		expect(counters).toMatchObject({stored: 10, discarded_rate_limited: 3990});
		expect(numbersIn(await daemon.lines('rfc5424'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		await expectAccounted(daemon);
	});

	test('a sender may go on when its time has come', async () => {
		const daemon = await startDaemon({args: ['--rate-limit', '50/s']});
		const stream = await openStream(daemon.port('tcp'));
		let sent = 0;
		// However fast this goes: what is added meanwhile lets some more in.
		await daemon.until('more than those of the first second', ({counters}) => {
			stream.write('<13>1 - - app - - - again\n');
			sent++;
			return counters.stored > 60;
		});
		const {counters} = await daemon.received(sent);
		expect(counters.stored + counters.discarded_rate_limited).toBe(sent);
	});

	test('while paused nothing is used up, and with --redact nothing changes', async () => {
		const daemon = await startDaemon({args: [...TEN, '--redact', 'ipv4']});
		await daemon.command('/pause/on');
		await sendStream(daemon.port('tcp'), [numberedMessages(500).map(newlineEnded).join('')]);
		await daemon.received(500);
		await daemon.command('/pause/off');
		await sendStream(daemon.port('tcp'), [numberedMessages(500).map(newlineEnded).join('')]);
		const {counters} = await daemon.received(1000);
		expect(counters).toMatchObject({discarded_paused: 500, stored: 10, discarded_rate_limited: 490});
		await expectAccounted(daemon);
	});
});

describe('--rate-limit says what is wrong with', () => {
	test.each(['', '10', '0/s', '10/h', '1.5/s', '-3/s', '10000001/s', '10 / s'])('%j', async value => {
		const {stderr} = await run(CIRCOLOGD, [`--rate-limit=${value}`], {env: cleanEnvironment(), allowed: [2]});
		expect(stderr).toBe(`circologd: --rate-limit: ${JSON.stringify(value)} is not allowed: messages in a second or in a minute, from 1 to 10000000, such as 500/s or 3000/m\n`);
	});
});
