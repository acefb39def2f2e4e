import {once} from 'node:events';
import {type IncomingMessage, request} from 'node:http';
import {expect, onTestFinished, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {follow, webSocketUrl} from './support/follower.js';
import {ask} from './support/http.js';
import {describeWithPeers} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {waitFor, within} from './support/wait.js';

/** For whatever must not wait for a query. No measurement: it is hundreds of times what it takes. */
const SOON_MS = 2000;
/** For whatever is only to come at all. */
const AT_ALL_MS = 20_000;

const LONG = 'a'.repeat(8000);

/** As many regular expressions as are allowed, without a fixed text to look for, that find nothing: work for many seconds. */
const SLOW = encodeURIComponent(Array.from({length: 64}, (_, i) => `/[a-z]+ [0-9]{${i + 1}}z/`).join(' OR '));
const SLOW_PATHS = [
	`/?q=${SLOW}`, `/?l=1&q=${SLOW}`, `/?follow=1&l=1&q=${SLOW}`, `/wait?l=1&q=${SLOW}`, `/count?q=${SLOW}`, `/histogram?q=${SLOW}`,
	`/top?field=app_name&q=${SLOW}`, `/patterns?q=${SLOW}`,
];

async function daemonWith(...messages: string[]): Promise<Daemon> {
	const daemon = await startDaemon();
	await sendStream(daemon.streamSocket, messages.map(message => `<13>1 - host app - - - ${message}\n`));
	await daemon.received(messages.length);
	return daemon;
}

/** A daemon whose ring is full of messages that take time. */
async function daemonFull(...args: string[]): Promise<Daemon> {
	const daemon = await startDaemon({args});
	const message = `<13>1 - host app - - - ${'lorem ipsum '.repeat(300)}\n`;
	await sendStream(daemon.streamSocket, Array<string>(170).fill(message.repeat(100)));
	await daemon.received(17_000);
	return daemon;
}

/** Asks, and wants no answer; returns how to go away. */
function begin(daemon: Daemon, path: string): () => void {
	const asked = request({socketPath: daemon.querySocket, path, agent: false});
	asked.on('error', () => undefined);
	asked.end();
	const leave = (): void => {
		asked.destroy();
	};
	onTestFinished(leave);
	return leave;
}

const running = async (daemon: Daemon, count: number): Promise<unknown> =>
	daemon.until(`${count} queries`, ({queries}) => queries.running === count, AT_ALL_MS);

const q = (text: string): string => `/count?q=${encodeURIComponent(text)}`;

describeWithPeers([], 'a hostile query', () => {
	test('is answered or refused with a sentence, and the daemon goes on', async () => {
		const daemon = await daemonWith(LONG, 'ababab', 'plain', '50% of /var, {{x}}');
		const manyTerms = (count: number, term: (i: number) => string): string => Array.from({length: count}, (_, i) => term(i)).join(' OR ');
		for (const [path, status, answer] of [
			// Deep.
			[q(`${'('.repeat(200)}plain${')'.repeat(200)}`), 200, '1\n'],
			[q(`${'('.repeat(201)}plain${')'.repeat(201)}`), 400, 'q, position 201: more than 200 parentheses within one another\n'],
			[`/count?q=${'('.repeat(15_000)}`, 400, 'q, position 201: more than 200 parentheses'],
			[q(`${'NOT '.repeat(2000)}plain`), 200, '1\n'],
			[`/count?q=/${'('.repeat(2000)}/`, 400, 'q, position '],
			// Long.
			[`/count?q=${'a'.repeat(7000)}`, 200, '1\n'],
			[`/count?q=${'b'.repeat(16_000)}`, 200, '0\n'],
			[`/count?q=${'a'.repeat(16_384)}`, 431, 'the request line and headers are larger than 16 KiB\n'],
			[`/count?q=${'a'.repeat(100_000)}`, 431, 'the request line and headers are larger than 16 KiB\n'],
			[`/?template=${'a'.repeat(5000)}`, 400, 'template: has 5000 characters; allowed are 4096\n'],
			[`/?template=${'%7B%7Bmessage%7D%7D'.repeat(500)}`, 400, 'template: has 5500 characters; allowed are 4096\n'],
			// Much work.
			[q('/(a+)+$/'), 200, '1\n'],
			[q('/^(a+)+$/'), 200, '1\n'],
			[q('/(a|aa)+b$/'), 200, '1\n'],
			[q('/(.*)*x{3}/'), 200, '0\n'],
			[q('/(a?){40}a{40}c/'), 200, '0\n'],
			[q('/(x{1000}){1000}/'), 400, 'q, position 11: the pattern is too large with its repetitions written out; at most 2048 steps are allowed\n'],
			[q('/[a-z]{1000000}/'), 400, 'q, position '],
			[q('*a*a*a*b'), 200, '1\n'],
			[q(`${'*a'.repeat(127)}*b`), 200, '0\n'],
			[q('?'.repeat(256)), 200, '1\n'],
			[q('?'.repeat(257)), 400, 'q, position 1: the pattern has 257 characters; at most 256 are allowed\n'],
			[`/count?q=${'a+'.repeat(1000)}`, 200, '4\n'],
			[`/count?q=${'a+'.repeat(1001)}`, 400, 'q, position 2001: more than 1000 terms\n'],
			[q(manyTerms(900, i => `w${i}`)), 200, '0\n'],
			[q(manyTerms(64, i => `/a+${i}/`)), 200, '0\n'],
			[q(manyTerms(500, i => `/a+${i}/`)), 400, 'q, position 632: more than 64 regular expressions\n'],
			[q(manyTerms(500, i => `sd.a.b${i}:*`)), 200, '0\n'],
			[`/count?${'q=a&'.repeat(3000)}`, 200, '4\n'],
			[`/count?${'app_name=app&'.repeat(1000)}`, 200, '4\n'],
			[`/count?${'app_name=app&'.repeat(1001)}`, 400, 'app_name, position 1: more than 1000 values\n'],
			// Bytes that are no text.
			['/count?q=%00', 200, '0\n'],
			['/count?q=a%00b%0a%7f', 200, '0\n'],
			['/count?q=%EF%BB%BF', 200, '4\n'],
			['/count?q=%ff', 400, 'q: its bytes are no UTF-8\n'],
			['/count?q=%ed%a0%80', 400, 'q: its bytes are no UTF-8\n'],
			['/count?app_name=%c3', 400, 'app_name: its bytes are no UTF-8\n'],
			['/?fmt=%ff', 400, 'fmt: its bytes are no UTF-8\n'],
			['/count?%ff=1', 400, 'unknown parameter "\u{FFFD}"; allowed are q, '],
			['/count?q=50%', 200, '1\n'],
			['/count?q=50%%20of', 200, '1\n'],
			['/count?q=%zz', 200, '0\n'],
			['/%zz', 400, ''],
			['/%ff', 400, ''],
			// Names that are no parameters.
			['/count?q=a&q=b', 200, '1\n'],
			['/?l=1&l=1', 400, 'l: given more than once; it is allowed once\n'],
			['/?cursor=1&cursor=2', 400, 'cursor: given more than once; it is allowed once\n'],
			['/?__proto__=1', 400, 'unknown parameter "__proto__"; allowed are q, '],
			['/?__proto__[x]=1', 400, 'unknown parameter "__proto__[x]"; allowed are q, '],
			['/?constructor=1', 400, 'unknown parameter "constructor"; allowed are q, '],
			['/?q[]=1', 400, 'unknown parameter "q[]"; allowed are q, '],
			['/?=1', 400, 'unknown parameter ""; allowed are q, '],
			[q('__proto__:x'), 200, '0\n'],
			[q('constructor:x'), 200, '0\n'],
			[q('sd.__proto__.x:*'), 200, '0\n'],
			['/top?field=constructor', 400, 'field: "constructor" is no field; allowed are '],
			['/?fmt=__proto__', 400, 'fmt: "__proto__" is not a format; allowed are '],
			['/?template=%7B%7B__proto__%7D%7D', 400, 'template: "__proto__" is not a field; allowed are '],
			['/count?since=@999999999999999', 400, 'since, position 1: '],
			['/count?cursor=0123456789ab:999999999999999', 200, '4\n'],
			['/?l=999999999999999&C=10000&fmt=cat&q=plain', 200, `${LONG}\nababab\nplain\n50% of /var, {{x}}\n`],
		] as const) {
			const what = `${path.slice(0, 60)}, ${path.length} characters`;
			const {status: got, body} = await within(`an answer to ${what}`, AT_ALL_MS, ask(daemon.querySocket, path));
			expect.soft([what, got]).toEqual([what, status]);
			expect.soft(body.toString('utf8').startsWith(answer), `${what}: ${body.toString('utf8').slice(0, 300)}`).toBe(true);
			expect(body.at(-1)).toBe(0x0a);
		}
		expect((await daemon.status()).queries).toMatchObject({running: 0, timed_out: 0});
	});

	test('keeps nobody waiting: not those who ask, nor those who follow, nor those who send', async () => {
		const daemon = await daemonFull('--query-timeout', '1h');
		for (let i = 0; i < 6; i++) begin(daemon, `/count?q=${SLOW}`);
		await running(daemon, 6);
		const follower = await within('a follower', SOON_MS, follow(webSocketUrl(daemon.querySocket, '/ws?l=0&fmt=cat')));
		// One more who has the daemon search through all of the ring, without an end.
		begin(daemon, `/?follow=1&q=${SLOW}`);
		for (let i = 1; i <= 5; i++) {
			await sendStream(daemon.streamSocket, [`<13>1 - host app - - - number ${i}\n`.repeat(200)]);
			await within('the messages with the follower', SOON_MS, follower.until(200 * i));
			expect((await within('health', SOON_MS, ask(daemon.querySocket, '/healthz'))).status).toBe(200);
			expect((await within('a read', SOON_MS, ask(daemon.querySocket, '/?l=1&fmt=cat'))).body.toString()).toBe(`number ${i}\n`);
			expect((await within('the status', SOON_MS, daemon.status())).counters).toMatchObject({received: 17_000 + 200 * i, stored: 17_000 + 200 * i});
		}
		expect((await daemon.status()).queries).toMatchObject({running: 6, timed_out: 0});
	}, 60_000);

	test('ends when its client goes away', async () => {
		const daemon = await daemonFull('--query-timeout', '1h');
		for (const path of SLOW_PATHS) {
			const leave = begin(daemon, path);
			await running(daemon, 1);
			leave();
			await daemon.until(`the end of ${path.slice(0, 20)}`, ({queries}) => queries.running === 0, SOON_MS);
		}
		const follower = await follow(webSocketUrl(daemon.querySocket, `/ws?l=1&q=${SLOW}`));
		await running(daemon, 1);
		follower.terminate();
		await daemon.until('the end of /ws', ({queries}) => queries.running === 0, SOON_MS);
		const {queries, followers} = await daemon.status();
		expect(queries).toEqual({running: 0, total: SLOW_PATHS.length + 1, timed_out: 0});
		expect(followers.current).toBe(0);
	}, 60_000);

	test('that takes more work than --query-timeout allows is ended with a sentence, wherever it was asked', async () => {
		const daemon = await daemonFull('--query-timeout', '20ms');
		const sentence = 'the query took more than 20 ms of work, which is all that --query-timeout allows; narrow it by since=, until= or severity=';
		for (const path of SLOW_PATHS.filter(each => !each.includes('follow'))) {
			const {status, body, headers} = await ask(daemon.querySocket, path);
			expect([path.slice(0, 20), status, body.toString()]).toEqual([path.slice(0, 20), 503, `${sentence}\n`]);
			expect(headers['content-type']).toBe('text/plain; charset=utf-8');
		}
		const follower = await follow(webSocketUrl(daemon.querySocket, `/ws?l=1&q=${SLOW}`));
		await waitFor('the end of /ws', () => follower.closed !== undefined);
		expect(follower.closed).toBe(1008);
		expect((await daemon.status()).queries).toEqual({running: 0, total: SLOW_PATHS.length, timed_out: SLOW_PATHS.length});
		expect((await ask(daemon.querySocket, '/metrics')).body.toString()).toContain(`\ncircolog_query_timeouts_total ${SLOW_PATHS.length}\n`);
	}, 60_000);

	test('that has been answered in part says so in its last line, and the transfer is cut off', async () => {
		const daemon = await startDaemon({args: ['--query-timeout', '20ms']});
		await sendStream(daemon.streamSocket, ['<13>1 - host app - - - first\n', `<13>1 - host app - - - ${'lorem ipsum '.repeat(300)}\n`.repeat(5000)]);
		await daemon.received(5001);
		const asked = request({socketPath: daemon.querySocket, path: `/?fmt=rfc5424&q=first+OR+${SLOW}`}).end();
		const [response] = await once(asked, 'response') as [IncomingMessage];
		const parts: Buffer[] = [];
		response.on('data', (part: Buffer) => parts.push(part));
		const [error] = await once(response, 'error') as [NodeJS.ErrnoException];
		expect(error.code).toBe('ECONNRESET');
		expect(response.complete).toBe(false);
		const [first, last = '', ...more] = Buffer.concat(parts).toString().split('\n');
		expect([first, ...more]).toEqual(['<13>1 - host app - - - first', '']);
		expect(last).toMatch(/^<44>1 .* GAP \[circolog@32473 reason="query-timeout"\] the query took more than 20 ms of work, /);
	});
});
