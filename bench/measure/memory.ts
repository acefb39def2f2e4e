import type {Bench} from '../bench.js';
import {Circologd} from '../circologd.js';
import {startRings, stopPeers} from '../peers/index.js';
import {residentBytes} from '../process-numbers.js';
import {measurement, type Measurement, type Named} from '../report/result.js';
import {spread} from '../statistics.js';

const BYTES_OF_A_MESSAGE = 200;
/** As circologd has by default. */
const RING_BYTES = 64 * 1024 ** 2;
/** More than any of the rings keeps. */
const FILLING = 600_000;
const JOURNAL_MESSAGES = 100_000;
const FORMATS = ['syslog', 'rfc5424', 'json'];
const DUMPS = 3;
/** What needs memory of its own: a search, a regular expression, and counting by value. */
const QUESTIONS = ['/count?q=uncommon', '/count?q=/user%20.*%20[0-9]{3}/', '/top?field=app_name', '/patterns'];
const ROUNDS = 3;
const MB = 1e6;

/** Memory that the process takes beside its ring, after the ring was full, was read and was asked, and what a message takes within it. */
export async function measureMemory(bench: Bench): Promise<Measurement[]> {
	bench.say('memory');
	const beyond: number[] = [];
	const beyondAsked: number[] = [];
	const perMessage: number[] = [];
	for (let round = 0; round < (bench.quick ? 1 : ROUNDS); round++) {
		const circologd = await Circologd.start(bench);
		await bench.load.send(circologd.endpoints['unix-dgram'], {size: BYTES_OF_A_MESSAGE, count: FILLING});
		for (let dump = 0; dump < (bench.quick ? 1 : DUMPS); dump++) {
			for (const format of FORMATS) await circologd.read(`/?fmt=${format}`);
		}
		const {buffer} = await circologd.status();
		beyond.push((residentBytes(circologd.pid) - buffer.bytes.max) / MB);
		for (const path of QUESTIONS) await circologd.read(path);
		beyondAsked.push((residentBytes(circologd.pid) - buffer.bytes.max) / MB);
		perMessage.push(buffer.bytes.max / buffer.messages.used);
		await circologd.stop();
	}
	const wanted = [{of: 'itself' as const, atMost: 90, shown: '90 MB'}];
	return [
		measurement({id: 'memory/beyond', what: 'resident memory beyond the ring', unit: 'MB', better: 'less', ours: spread(beyond), wanted}),
		measurement({
			id: 'memory/beyond-asked', what: 'the same, after searching and counting', unit: 'MB', better: 'less', ours: spread(beyondAsked), wanted,
		}),
		measurement({
			id: 'memory/message', what: `ring memory for a message of ${BYTES_OF_A_MESSAGE} bytes`, unit: 'B', better: 'less', ours: spread(perMessage),
			peers: await peersPerMessage(bench), wanted: [{of: 'itself', atMost: 232, shown: '232 B'}],
		}),
	];
}

async function peersPerMessage(bench: Bench): Promise<Named[]> {
	const {busybox, journald} = await startRings(bench, RING_BYTES);
	const peers: Named[] = [];
	if (busybox !== undefined) {
		await bench.load.send(busybox.endpoints['unix-dgram'] ?? '', {size: BYTES_OF_A_MESSAGE, count: FILLING});
		const {lines} = await bench.load.time('count', busybox.logread);
		peers.push({name: busybox.name, spread: spread([busybox.ringBytes / lines])});
	}
	if (journald !== undefined) {
		const before = journald.bytes();
		await bench.load.send(journald.endpoints['unix-dgram'] ?? '', {size: BYTES_OF_A_MESSAGE, count: JOURNAL_MESSAGES});
		peers.push({name: journald.name, spread: spread([(journald.bytes() - before) / JOURNAL_MESSAGES])});
	}
	await stopPeers({busybox, journald});
	return peers;
}
