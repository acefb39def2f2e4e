import {join} from 'node:path';
import {expect, test} from 'vitest';
import {follow} from '../../src/client/follow.js';
import type {Output} from '../../src/client/output.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {waitFor} from '../e2e/support/wait.js';
import {piece, standIn} from './stand-in.js';

const EPOCH = '0123456789ab';

/** Follows into memory. `room` tells how many writes fit until the reader drains them, and then takes all. */
function followInto(path: string, {lines = 10, room = Infinity} = {}): {
	text: () => string; notices: string[]; ended: Promise<unknown>; drain: () => void; writes: string[];
} {
	const writes: string[] = [];
	const notices: string[] = [];
	let drained: (() => void) | undefined;
	const output: Output = {
		write(bytes) {
			writes.push(bytes.toString());
			return writes.length < room;
		},
		whenDrained(then) {
			drained = then;
		},
	};
	const drain = (): void => {
		room = Infinity;
		drained?.();
	};
	const ended = follow({path}, {lines, format: 'syslog'}, output, phrase => notices.push(phrase)).catch((error: unknown) => error);
	return {text: () => writes.join(''), notices, ended, writes, drain};
}

test('prints nothing that no mark has followed, and asks for it again from the last mark', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	const {asked} = await standIn(path, {
		cursor: `${EPOCH}:2`,
		play(websocket, url) {
			if (!url.includes('cursor')) {
				piece(websocket, ['one', 'two'], `${EPOCH}:2`);
				websocket.send('three');
				websocket.send('four', () => {
					websocket.terminate();
				});
			} else piece(websocket, ['three', 'four', 'five'], `${EPOCH}:5`);
		},
	});
	const {text, notices} = followInto(path);
	await waitFor('five', () => text().includes('five'));
	expect(text()).toBe('one\ntwo\nthree\nfour\nfive\n');
	expect(asked).toEqual(['/ws?l=10&fmt=syslog', `/ws?cursor=${EPOCH}%3A2&fmt=syslog`]);
	expect(notices).toEqual([`lost the connection to ${path}; reconnecting`, 'connected again']);
});

test('asks again for the backlog when the connection is lost before any of it was marked', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	let connections = 0;
	const {asked} = await standIn(path, {
		play(websocket) {
			if (++connections === 1) {
				websocket.send('one', () => {
					websocket.terminate();
				});
			} else piece(websocket, ['one', 'two'], `${EPOCH}:2`);
		},
	});
	const {text} = followInto(path);
	await waitFor('two', () => text().includes('two'));
	expect(text()).toBe('one\ntwo\n');
	expect(asked).toEqual(['/ws?l=10&fmt=syslog', '/ws?l=10&fmt=syslog']);
});

test('goes on from the handshake when no backlog was asked for and no mark has come', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	const {asked} = await standIn(path, {
		cursor: `${EPOCH}:7`,
		play(websocket, url) {
			if (url.includes('cursor')) piece(websocket, ['eight'], `${EPOCH}:8`);
			else websocket.terminate();
		},
	});
	const {text} = followInto(path, {lines: 0});
	await waitFor('eight', () => text() === 'eight\n');
	expect(asked).toEqual(['/ws?l=0&fmt=syslog', `/ws?cursor=${EPOCH}%3A7&fmt=syslog`]);
});

test('tells once that the connection is lost, and that the daemon was restarted', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	const first = await standIn(path, {
		play(websocket) {
			piece(websocket, ['old'], `${EPOCH}:1`);
		},
	});
	const {text, notices} = followInto(path);
	await waitFor('old', () => text() === 'old\n');
	first.close();
	await waitFor('the loss', () => notices.length > 0);
	await standIn(path, {
		cursor: 'ba9876543210:1',
		play(websocket) {
			piece(websocket, ['new'], 'ba9876543210:1');
		},
	});
	await waitFor('new', () => text() === 'old\nnew\n');
	expect(notices).toEqual([`lost the connection to ${path}; reconnecting`, 'connected again; the daemon was restarted']);
});

test('a reader that is slow makes the daemon wait', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	const frame = 'x'.repeat(50_000);
	let sent = 0;
	let finished = false;
	await standIn(path, {
		play(websocket) {
			const next = (): void => {
				if (++sent > 400) {
					piece(websocket, ['end'], `${EPOCH}:${sent}`);
					finished = true;
					return;
				}
				websocket.send(frame);
				websocket.pong(`${EPOCH}:${sent}`, undefined, () => {
					next();
				});
			};
			next();
		},
	});
	const {writes, drain} = followInto(path, {room: 3});
	await waitFor('the first writes', () => writes.length >= 3);
	// What is on its way when the reader stops: a chunk of the socket. The rest stays in the kernel's and the server's buffers.
	const held = writes.length;
	expect(finished).toBe(false);
	drain();
	await waitFor('the end', () => writes.at(-1) === 'end\n');
	expect(held).toBeLessThan(10);
	expect(writes).toHaveLength(401);
});

test('ends when the first connection cannot be made', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	await expect(followInto(path).ended).resolves.toMatchObject({code: 'UNREACHABLE'});
});

test('ends with the daemon’s sentence when the request is wrong', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	await standIn(path, {
		refuse(response) {
			response.writeHead(400).end('fmt: no such format\n');
		},
	});
	await expect(followInto(path).ended).resolves.toMatchObject({code: 'REJECTED', message: 'fmt: no such format'});
});
