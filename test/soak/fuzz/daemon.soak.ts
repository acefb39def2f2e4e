import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {readdirSync, readlinkSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {residentBytes} from '../../../bench/process-numbers.js';
import {expectAccounted} from '../../e2e/support/accounting.js';
import {type Daemon, startDaemon} from '../../e2e/support/daemon.js';
import {sendDatagrams} from '../../e2e/support/datagrams.js';
import {garbage} from '../../e2e/support/garbage.js';
import {ask, type HttpAddress} from '../../e2e/support/http.js';
import {waitFor, within} from '../../e2e/support/wait.js';
import {Chance} from '../chance.js';
import {RUN_MS, SEED} from '../settings.js';
import {capture, mutated} from './mutation.js';

/** Of the whole run, what this takes. */
const SHARE_MS = RUN_MS / 2;
const CONNECTIONS = 24;
/** For whatever is only to come at all. */
const AT_ALL_MS = 20_000;
/**
 * What the daemon may have grown by after the first rounds: the ring, caches, code that was compiled, what waits for the collector.
 * On a fast machine these are 57 MiB after 65 rounds and 68 after 212, where it has been going up and down since the hundredth.
 */
const MAX_GROWTH_BYTES = 96 * 1024 * 1024;
/** Rounds in which it may still grow: by then everything has been used. */
const FIRST_ROUNDS = 5;

const REQUESTS = [
	'GET /?l=10 HTTP/1.1\r\nHost: localhost\r\n\r\n', 'GET /?q=error&fmt=json&l=5 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
	'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n', 'POST /pause/toggle HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
	'GET /?follow=1&l=1 HTTP/1.1\r\nHost: localhost\r\n\r\n', 'GET /ui/ HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n', 'GET /losses HTTP/1.1\r\nHost: localhost\r\n\r\n',
	'GET /histogram?by=severity&width=1s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
];
const UPGRADE = 'GET /ws?l=3 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** Writes pieces as fast as they are taken, and goes away, in one way or the other. Whatever the other end does is no failure. */
async function write(address: HttpAddress, pieces: readonly Buffer[], chance: Chance): Promise<void> {
	const socket: Socket = typeof address === 'string' ? connect(address) : connect(address, '127.0.0.1');
	const closed = once(socket, 'close').catch(() => undefined);
	socket.on('error', () => undefined).resume();
	for (const piece of pieces) {
		if (socket.destroyed) break;
		if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed, sleep(100)]);
		if (chance.once(3)) await sleep(chance.between(0, 5));
	}
	if (chance.once(2)) socket.end();
	else await sleep(chance.between(0, 20));
	await Promise.race([closed, sleep(chance.between(0, 50))]);
	socket.destroy();
	await closed;
}

function inPieces(bytes: Buffer, chance: Chance): Buffer[] {
	const pieces = [];
	for (let at = 0; at < bytes.length;) {
		const length = chance.between(1, bytes.length);
		pieces.push(bytes.subarray(at, at + length));
		at += length;
	}
	return pieces;
}

/** A stream of frames, damaged, of which each byte of text is the connection's own letter. */
function streamOf(letter: string, chance: Chance): Buffer {
	const frames = Array.from({length: chance.between(1, 60)}, () => {
		const text = letter.repeat(chance.between(1, 900));
		return chance.pick([`${text}\n`, `<13>${text}\n`, `${text.length + 4} <13>${text}`, `${chance.between(0, 70_000)} <13>${text}`, `<13>${text}\0`, `${text}\r\n`]);
	});
	return Buffer.from(frames.join(''), 'latin1');
}

function webSocketGarbage(chance: Chance): Buffer {
	const frames = Array.from({length: chance.between(1, 8)}, () => {
		const payload = garbage(chance.number, 200);
		const header = Buffer.of(chance.between(0, 255), chance.between(0, 255), ...Array.from({length: chance.between(0, 12)}, () => chance.between(0, 255)));
		return Buffer.concat([header, payload]);
	});
	return Buffer.concat([Buffer.from(UPGRADE), ...frames]);
}

async function oneRound(daemon: Daemon, round: number): Promise<void> {
	const chance = new Chance(SEED + round, 'round');
	const each = async (count: number, work: (one: Chance, i: number) => Promise<void>): Promise<void> => {
		await Promise.all(Array.from({length: count}, async (_, i) => work(new Chance(SEED + round, `connection ${i} ${work.name}`), i)));
	};
	const streams = each(CONNECTIONS, async function stream(one, i) {
		const bytes = streamOf(String.fromCharCode(0x41 + i), one);
		await write(one.pick([daemon.port('tcp'), daemon.streamSocket]), inPieces(bytes, one), one);
	});
	const captures = each(4, async function captured(one) {
		const bytes = Buffer.concat(Array.from({length: 20}, () => mutated(capture(one), one)));
		await write(one.pick([daemon.port('tcp'), daemon.streamSocket]), inPieces(bytes, one), one);
	});
	const requests = each(12, async function request(one) {
		const bytes = one.pick([
			() => mutated(Buffer.from(one.pick(REQUESTS)), one), () => garbage(one.number, 5000), () => webSocketGarbage(one), () => mutated(Buffer.from(UPGRADE), one),
		])();
		await write(one.pick([daemon.querySocket, daemon.querySocket, daemon.ctlSocket]), inPieces(bytes, one), one);
	});
	const asked = each(4, async function question(one) {
		const text = mutated(Buffer.from(one.pick(['error AND NOT app_name:sshd', '/a+b/ OR severity:<=err', '"a b" c*d', 'seq:[1 TO 5]'])), one).toString('latin1');
		const path = `${one.pick(['/', '/count', '/top', '/histogram', '/patterns'])}?l=10&q=${encodeURIComponent(text)}${one.pick(['', '&field=app_name', '&fmt=json', '&since=-1h', `&cursor=${one.number()}`])}`;
		const {status, body} = await ask(daemon.querySocket, path);
		if (status !== 200 && (status !== 400 || !/^[^\n]{10,}/.test(body.toString()))) throw new Error(`${path} was answered with ${status}: ${body.toString()}`);
	});
	const datagrams = sendDatagrams(daemon.syslogSocket, Array.from({length: 50}, () => chance.once(2) ? mutated(capture(chance), chance) : garbage(chance.number, 3000)));
	await Promise.all([streams, captures, requests, asked, datagrams]);
}

/** No message has bytes of two connections. */
async function expectUnmixed(daemon: Daemon): Promise<void> {
	const {body} = await ask(daemon.querySocket, '/?fmt=rfc5424&l=20000');
	for (const line of body.toString('latin1').split('\n')) {
		const text = line.replace(/^(?:<13>)+/, '');
		if (!/^[A-X]{3,}[A-X\d <>\r\0]*$/.test(text)) continue;
		const letters = new Set(text.replace(/[^A-X]/g, ''));
		expect([...letters], `in one message: ${text.slice(0, 200)}`).toHaveLength(1);
	}
}

/** What a process has open. */
function descriptorsOf(pid: number): string[] {
	return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
		try {
			return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
		} catch {
			return [];
		}
	});
}

test('a daemon that gets what is damaged on all its sockets lives, answers, mixes no connections, keeps its books and does not grow', {timeout: SHARE_MS + 3 * 60_000}, async () => {
	const daemon = await startDaemon({args: ['--buffer-bytes', '8M', '--max-message-size', '8K', '--idle-timeout', '5s']});
	const {pid} = daemon.child;
	const before = descriptorsOf(pid);
	const end = performance.now() + SHARE_MS;
	let settled = Infinity;
	let round = 0;
	for (; performance.now() < end || round <= FIRST_ROUNDS; round++) {
		await within(`round ${round} of seed ${SEED}`, AT_ALL_MS, oneRound(daemon, round));
		expect((await ask(daemon.querySocket, '/healthz')).status, `after round ${round} of seed ${SEED}: ${daemon.child.stderr}`).toBe(200);
		await daemon.command('/pause/off');
		await expectUnmixed(daemon);
		if (round === FIRST_ROUNDS) settled = residentBytes(pid);
	}
	// Timers and the like are made when they are first needed.
	await waitFor('an end of all connections', () => descriptorsOf(pid).length <= before.length + 2, {
		deadlineMs: AT_ALL_MS, describe: () => `: ${descriptorsOf(pid).join(', ')} where there were ${before.join(', ')}`,
	});
	const {counters} = await daemon.status();
	console.log(`daemon: ${round} rounds; ${counters.received} messages received; grown by ${((residentBytes(pid) - settled) / 1024 / 1024).toFixed(1)} MiB`);
	expect(residentBytes(pid) - settled).toBeLessThan(MAX_GROWTH_BYTES);
	await expectAccounted(daemon);
	expect(daemon.child.stderr).not.toMatch(/failed to answer|has died/);
	await daemon.stop();
});
