import {join} from 'node:path';
import {expect, test} from 'vitest';
import {follow, type Following} from '../../src/client/follow.js';
import type {Output} from '../../src/client/output.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {waitFor} from '../e2e/support/wait.js';
import {piece, standIn} from './stand-in.js';

const EPOCH = '0123456789ab';

/** Follows into memory. `room` tells how many writes fit until the reader drains them, and then takes all. */
function followInto(path: string, {lines = 10, room = Infinity, ...options}: {lines?: number; room?: number} & Partial<Following> = {}): {
	text: () => string; notices: string[]; ended: Promise<unknown>; drain: () => void; writes: string[];
} {
	const writes: string[] = [];
	const notices: string[] = [];
	let drained: (() => void) | undefined;
	const output: Output = {
		write(bytes, then) {
			writes.push(bytes.toString());
			then?.();
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
	const ended = follow({
		locate: () => ({path}), parameters: [['fmt', 'syslog']], start: {lines}, output, notify: phrase => notices.push(phrase), ...options,
	}).catch((error: unknown) => error);
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

test('prints csv’s header once, however often it connects, and ends where the daemon says that this was all', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	await standIn(path, {
		play(websocket, url) {
			if (!url.includes('cursor')) {
				piece(websocket, ['head', 'one'], `${EPOCH}:1`);
				websocket.terminate();
			} else {
				piece(websocket, ['head', 'two'], `${EPOCH}:2`);
				websocket.close(1000);
			}
		},
	});
	const places: string[] = [];
	const {text, ended} = followInto(path, {hasHead: true, printed: place => places.push(place)});
	await ended;
	expect(text()).toBe('head\none\ntwo\n');
	expect(places).toEqual([`${EPOCH}:1`, `${EPOCH}:2`]);
});

test('ends each message as it is told, and ends itself when it is told', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	await standIn(path, {
		play(websocket) {
			piece(websocket, ['a\nb', 'c'], `${EPOCH}:2`);
		},
	});
	const controller = new AbortController();
	const {text, ended, notices} = followInto(path, {ending: Buffer.from('\0'), signal: controller.signal});
	await waitFor('both', () => text() === 'a\nb\0c\0');
	controller.abort();
	expect(await ended).toBeUndefined();
	expect(notices).toEqual([]);
});

test('a query that takes too much work is not asked again', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	const {asked} = await standIn(path, {
		play(websocket) {
			websocket.close(1008, 'too much work');
		},
	});
	await expect(followInto(path).ended).resolves.toMatchObject({code: 'EXHAUSTED', message: 'too much work'});
	expect(asked).toHaveLength(1);
});

test('waits for the daemon where it is told to, and says so once', async () => {
	const path = join(temporaryFolder(), 'query.sock');
	const {text, notices} = followInto(path, {isPatient: true});
	await waitFor('the notice', () => notices.length > 0);
	await standIn(path, {
		play(websocket) {
			piece(websocket, ['one'], `${EPOCH}:1`);
		},
	});
	await waitFor('one', () => text() === 'one\n');
	expect(notices).toEqual([`cannot reach circologd at ${path}: no such socket (is circologd running?); waiting for it`]);
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
