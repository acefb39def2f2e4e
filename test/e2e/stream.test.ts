import {expect, test} from 'vitest';
import {Child} from './support/child.js';
import {cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {follow, webSocketUrl} from './support/follower.js';
import {expectNumbers, framed, newlineEnded, numberedMessages} from './support/numbered.js';
import {describeWithPeers, peer} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

async function send(daemon: Daemon, ...messages: string[]): Promise<void> {
	await sendStream(daemon.streamSocket, messages.map(message => `<13>1 - host app - - - ${message}\n`));
}

async function daemonWith(...messages: string[]): Promise<Daemon> {
	const daemon = await startDaemon();
	await send(daemon, ...messages);
	await daemon.received(messages.length);
	return daemon;
}

/** A real curl that reads a stream: what it has got so far is its stdout. */
function streaming(daemon: Daemon, path: string, ...args: string[]): Child {
	const all = ['-sS', '--no-buffer', '--globoff', '--unix-socket', daemon.querySocket, ...args, `http://localhost${path}`];
	return new Child(peer('curl'), all, cleanEnvironment());
}

async function shows(child: Child, text: string): Promise<void> {
	await waitFor(JSON.stringify(text), () => child.stdout.length >= text.length, {describe: () => `; there was ${child.stdout.toString()}`});
	expect(child.stdout.toString()).toBe(text);
}

interface Event {
	id: string | undefined;
	data: string;
}

/** Takes server-sent events apart as the standard says, as far as we use it. */
function eventsIn(text: string): Event[] {
	return text.split('\n\n').slice(0, -1).map(block => {
		const event: Event = {id: undefined, data: ''};
		const data: string[] = [];
		for (const line of block.split('\n')) {
			const [, name, value = ''] = /^(id|data): (.*)$/.exec(line) ?? [];
			expect(name, `the line ${JSON.stringify(line)}`).toBeDefined();
			if (name === 'id') event.id = value;
			else data.push(value);
		}
		event.data = data.join('\n');
		return event;
	});
}

describeWithPeers(['curl'], 'following with curl', () => {
	test('follow=1 shows the backlog as l says, then each message as it comes, in any format', async () => {
		const daemon = await daemonWith('one', 'two', 'three');
		const cat = streaming(daemon, '/?follow=1&fmt=cat');
		const last = streaming(daemon, '/?follow=1&fmt=cat&l=1');
		const none = streaming(daemon, '/?follow=1&fmt=csv&l=0');
		await shows(cat, 'one\ntwo\nthree\n');
		await shows(last, 'three\n');
		await daemon.until('three followers', ({followers}) => followers.current === 3);
		await send(daemon, 'four');
		await shows(cat, 'one\ntwo\nthree\nfour\n');
		await shows(last, 'three\nfour\n');
		await waitFor('two lines of csv', () => none.stdout.toString().split('\n').length === 3);
		expect(none.stdout.toString()).toMatch(/^seq,received,.*\n4,.*four.*\n$/);
		await daemon.stop();
		await within('the end of the streams', 5000, Promise.all([cat.exited, last.exited, none.exited]));
	});

	test('the answer begins at once, also when there is nothing to show', async () => {
		const daemon = await daemonWith('one');
		const curl = streaming(daemon, '/?follow=1&l=0&fmt=json', '--verbose');
		// curl writes what it gets of the head to stderr at once; with --include it would wait for a body.
		await waitFor('the head', () => curl.stderr.includes('\n< \r\n'));
		expect(curl.stderr).toContain('< HTTP/1.1 200 OK\r\n');
		expect(curl.stderr.toLowerCase()).toContain(`< circolog-cursor: ${(await daemon.status()).epoch}:1\r\n`);
	});

	test('a filter goes for what comes as for what is there, with context', async () => {
		const daemon = await daemonWith('a', 'hit 1', 'b', 'c', 'd');
		const curl = streaming(daemon, '/?follow=1&fmt=cat&q=hit&C=1');
		await shows(curl, 'a\nhit 1\nb\n');
		await send(daemon, 'e', 'hit 2');
		await shows(curl, 'a\nhit 1\nb\n--\ne\nhit 2\n');
		await send(daemon, 'f', 'g');
		await shows(curl, 'a\nhit 1\nb\n--\ne\nhit 2\nf\n');
	});

	test('count ends it after as many matches, those of the backlog included', async () => {
		const daemon = await daemonWith('hit 1', 'miss');
		const curl = streaming(daemon, '/?follow=1&fmt=cat&q=hit&count=3');
		await shows(curl, 'hit 1\n');
		await send(daemon, 'miss', 'hit 2', 'hit 3', 'hit 4');
		expect(await within('the end', 5000, curl.exited)).toEqual({code: 0, signal: null});
		expect(curl.stdout.toString()).toBe('hit 1\nhit 2\nhit 3\n');
		await daemon.until('no follower', ({followers}) => followers.current === 0);
	});

	test('timeout ends it, and what is there by then is shown', async () => {
		const daemon = await daemonWith('one', 'two');
		const answer = await daemon.curl('/?follow=1&fmt=cat&timeout=0');
		expect(answer.text).toBe('one\ntwo\n');
		expect((await daemon.curl('/?follow=1&fmt=cat&l=0&timeout=20ms')).text).toBe('');
	});

	test('until ends it when that moment has come', async () => {
		const daemon = await daemonWith('one');
		expect((await daemon.curl('/?follow=1&fmt=cat&until=now')).text).toBe('one\n');
		expect((await daemon.curl('/?follow=1&fmt=cat&since=-1h&until=%2B50ms')).text).toBe('one\n');
	});

	test('a client that goes away is forgotten', async () => {
		const daemon = await daemonWith('one');
		const curl = streaming(daemon, '/?follow=1&fmt=cat');
		await shows(curl, 'one\n');
		expect((await daemon.status()).followers.current).toBe(1);
		curl.kill('SIGKILL');
		await daemon.until('no follower', ({followers}) => followers.current === 0);
	});
});

describeWithPeers(['curl'], 'server-sent events', () => {
	const EVENTS = ['-H', 'Accept: text/event-stream'];

	test('have the cursor as id, and resume exactly behind the last one', async () => {
		const daemon = await daemonWith('one', 'two', 'three');
		const first = streaming(daemon, '/?follow=1&fmt=cat', ...EVENTS);
		await waitFor('three events', () => eventsIn(first.stdout.toString()).length === 3);
		const events = eventsIn(first.stdout.toString());
		expect(events.map(({data}) => data)).toEqual(['one', 'two', 'three']);
		const {epoch} = await daemon.status();
		expect(events.map(({id}) => id)).toEqual([1, 2, 3].map(seq => `${epoch}:${seq}`));

		const resumed = streaming(daemon, '/?follow=1&fmt=cat', ...EVENTS, '-H', `Last-Event-ID: ${events[1]?.id ?? ''}`);
		await send(daemon, 'four');
		await waitFor('two events', () => eventsIn(resumed.stdout.toString()).length === 2);
		expect(eventsIn(resumed.stdout.toString()).map(({data}) => data)).toEqual(['three', 'four']);
	});

	test('have their content type, and lines of one message in one event', async () => {
		const daemon = await daemonWith('one');
		const curl = streaming(daemon, '/?follow=1&fmt=verbose&count=1', ...EVENTS, '--include');
		await within('the end', 5000, curl.exited);
		const [head = '', body = ''] = curl.stdout.toString().split(/\r\n\r\n/, 2);
		expect(head.toLowerCase()).toContain('content-type: text/event-stream');
		const [event, ...more] = eventsIn(body);
		expect(more).toEqual([]);
		expect(event?.data.split('\n').length).toBeGreaterThan(3);
	});
});

describeWithPeers(['curl'], 'waiting', () => {
	test('answers when the message has come, with it and a cursor right behind it', async () => {
		const daemon = await daemonWith('early hit');
		const waiting = daemon.curl('/wait?q=hit&l=0&fmt=cat&timeout=20s');
		await daemon.until('somebody who waits', ({followers}) => followers.current === 1);
		await send(daemon, 'miss', 'a hit', 'a second hit');
		const answer = await waiting;
		expect(answer.status).toBe(200);
		expect(answer.text).toBe('a hit\n');
		const cursor = answer.headers.get('circolog-cursor') ?? '';
		await daemon.received(4);
		expect((await daemon.curl(`/?fmt=cat&cursor=${cursor}`)).text).toBe('a second hit\n');
	});

	test('answers at once with what is in the backlog', async () => {
		const daemon = await daemonWith('hit 1', 'miss', 'hit 2');
		expect((await daemon.curl('/wait?q=hit&count=2&fmt=cat')).text).toBe('hit 1\nhit 2\n');
		expect((await daemon.curl('/wait?q=hit&l=1&fmt=cat&timeout=0')).text).toBe('hit 2\n');
	});

	test('says 408 when the time is over, and how far it got', async () => {
		const daemon = await daemonWith('hit 1');
		const answer = await daemon.curl('/wait?q=hit&count=2&timeout=50ms');
		expect(answer.status).toBe(408);
		expect(answer.text).toBe('1 of 2 messages came within 0.05 s\n');
		await daemon.until('nobody who waits', ({followers}) => followers.current === 0);
	});

	test('of a client that has gone is forgotten', async () => {
		const daemon = await daemonWith('one');
		const curl = streaming(daemon, '/wait?q=never&timeout=1h');
		await daemon.until('somebody who waits', ({followers}) => followers.current === 1);
		curl.kill('SIGKILL');
		await daemon.until('nobody who waits', ({followers}) => followers.current === 0);
	});
});

describeWithPeers([], 'websocket batches', () => {
	test('carry many lines a frame, all of them and in order', async () => {
		const daemon = await startDaemon();
		await sendStream(daemon.streamSocket, framed(numberedMessages(5000), newlineEnded));
		await daemon.received(5000);
		const follower = await follow(webSocketUrl(daemon.querySocket, '/ws?batch=1&fmt=rfc5424'));
		const lines = (): string[] => follower.frames.flatMap(frame => frame.split('\n'));
		await waitFor('all lines', () => lines().length >= 5000);
		expectNumbers(lines(), 1, 5000);
		expect(follower.frames.length).toBeLessThan(200);
		expect(follower.cursor?.value).toBe(`${(await daemon.status()).epoch}:5000`);
	});

	test('and frames go on by filter, count and head as an answer does', async () => {
		const daemon = await daemonWith('hit 1', 'miss', 'hit 2', 'hit 3');
		const frames = await follow(webSocketUrl(daemon.querySocket, '/ws?q=hit&count=2&fmt=cat'));
		await waitFor('the end', () => frames.closed !== undefined);
		expect(frames.frames).toEqual(['hit 1', 'hit 2']);
		expect(frames.closed).toBe(1000);
		const csv = await follow(webSocketUrl(daemon.querySocket, '/ws?q=miss&count=1&fmt=csv&batch=1'));
		await waitFor('the end', () => csv.closed !== undefined);
		expect(csv.frames[0]).toMatch(/^seq,/);
		expect(csv.frames[1]).toContain('miss');
	});
});
