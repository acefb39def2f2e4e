import {once} from 'node:events';
import {type IncomingMessage, request} from 'node:http';
import {expect, test} from 'vitest';
import {curl} from './support/curl.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {ask} from './support/http.js';
import {expectNumbers, expectNumbersOrGaps, framed, newlineEnded, numberedMessages} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

const CURSOR = /^[0-9a-f]{12}:\d+$/;

async function daemonWith(count: number, ...args: string[]): Promise<Daemon> {
	const daemon = await startDaemon({args});
	await sendStream(daemon.streamSocket, framed(numberedMessages(count), newlineEnded));
	await daemon.received(count);
	return daemon;
}

/** Asks for everything, reads nothing of the answer while `meanwhile` happens, then reads it all. */
async function dumpWithPause(daemon: Daemon, meanwhile: () => Promise<void>): Promise<string> {
	const asked = request({socketPath: daemon.querySocket, path: '/?fmt=rfc5424'}).end();
	// Nobody listens for data yet, so the daemon soon stands before a full socket.
	const [response] = await once(asked, 'response') as [IncomingMessage];
	await meanwhile();
	let text = '';
	response.setEncoding('utf8');
	for await (const chunk of response) {
		text += chunk as string;
	}
	return text;
}

const linesOf = (text: string): string[] => text === '' ? [] : text.replace(/\n$/, '').split('\n');

describeWithPeers(['curl'], 'curl on the query socket', () => {
	test('l is the number of newest messages, oldest first', async () => {
		const daemon = await daemonWith(20);
		for (const [path, first] of [['/', 1], ['/?l=-1', 1], ['/?l=20', 1], ['/?l=1000000', 1], ['/?l=3', 18], ['/?l=1', 20]] as const) {
			const answer = await daemon.curl(path);
			expect(answer.status).toBe(200);
			expectNumbers(linesOf(answer.text), first, 20);
		}
		expect((await daemon.curl('/?l=0')).text).toBe('');
	});

	test('every format has its content type and ends each message with LF', async () => {
		const daemon = await startDaemon();
		const sent = '<134>1 2026-11-20T15:10:37.123456+00:00 host app 47 ID [x@1 a="b"] \u{FEFF}über';
		await sendStream(daemon.streamSocket, [`${sent}\n`]);
		await daemon.received(1);

		const plain = await daemon.curl('/');
		expect(plain.headers.get('content-type')).toBe('text/plain; charset=utf-8');
		expect(plain.text).toBe('Nov 20 15:10:37 host app[47]: über\n');
		expect((await daemon.curl('/?fmt=syslog')).text).toBe(plain.text);

		const raw = await daemon.curl('/?fmt=rfc5424');
		expect(raw.headers.get('content-type')).toBe('text/plain; charset=utf-8');
		expect(raw.text).toBe(`${sent}\n`);

		const json = await daemon.curl('/?fmt=json');
		expect(json.headers.get('content-type')).toBe('application/x-ndjson');
		expect(json.text).toMatch(/^\{.*\}\n$/);
		expect(JSON.parse(json.text)).toMatchObject({
			timestamp: '2026-11-20T15:10:37.123456+00:00', hostname: 'host', app_name: 'app', proc_id: '47', msg_id: 'ID',
			priority: 134, version: 1, structured_data: {'x@1': {a: ['b']}}, message: 'über',
		});
	});

	test('HEAD answers with the headers of GET and no body', async () => {
		const daemon = await daemonWith(5);
		const get = await daemon.curl('/?fmt=json');
		const head = await daemon.curl('/?fmt=json', '--head');
		expect(head.status).toBe(200);
		expect(head.body).toHaveLength(0);
		for (const name of ['content-type', 'circolog-cursor']) {
			expect(head.headers.get(name)).toBe(get.headers.get(name));
		}
	});

	test('Circolog-Cursor resumes exactly behind the newest message that the answer covers', async () => {
		const daemon = await daemonWith(7);
		const cursor = (await daemon.curl('/?l=2')).headers.get('circolog-cursor') ?? '';
		expect(cursor).toMatch(CURSOR);
		expect(cursor).toBe(`${(await daemon.status()).epoch}:${(await daemon.messages()).at(-1)?.seq ?? ''}`);
		expect((await daemon.curl(`/?cursor=${cursor}`)).text).toBe('');

		await sendStream(daemon.streamSocket, framed(numberedMessages(9).slice(7), newlineEnded));
		await daemon.received(9);
		expectNumbers(linesOf((await daemon.curl(`/?cursor=${cursor}`)).text), 8, 9);
		expectNumbers(linesOf((await daemon.curl(`/?cursor=${cursor}&l=1`)).text), 9, 9);
		const foreign = `000000000000:${cursor.split(':')[1] ?? ''}`;
		const [notice = '', ...all] = linesOf((await daemon.curl(`/?fmt=rfc5424&cursor=${foreign}`)).text);
		expect(notice).toContain('[circolog@32473 reason="restarted"] the daemon has started anew since your cursor was given');
		expectNumbers(all, 1, 9);
	});

	test('a cursor that the ring has overtaken gets the exact number of lost messages, then the rest', async () => {
		const daemon = await daemonWith(3, '--buffer-size', '100');
		const cursor = (await daemon.curl('/')).headers.get('circolog-cursor') ?? '';
		await sendStream(daemon.streamSocket, framed(numberedMessages(250).slice(3), newlineEnded));
		await daemon.received(250);
		const [gap = '', ...kept] = linesOf((await daemon.curl(`/?fmt=rfc5424&cursor=${cursor}`)).text);
		expect(gap).toMatch(/^<44>1 \S+ \S+ circologd \S+ GAP \[circolog@32473 count="147" reason="overtaken"\] 147 messages lost: /);
		expectNumbers(kept, 151, 250);
	});

	test('what cannot be answered is refused with a sentence that says why', async () => {
		const daemon = await daemonWith(1);
		for (const [method, path, status, reason] of [
			['GET', '/?l=x', 400, /\bl\b.*x/],
			['GET', '/?l=-2', 400, /\bl\b.*-2/],
			['GET', '/?l=1.5', 400, /\bl\b.*1\.5/],
			['GET', '/?l=', 400, /\bl\b/],
			['GET', '/?l=1&l=2', 400, /\bl\b/],
			['GET', '/?fmt=xml', 400, /fmt.*xml/],
			['GET', '/?cursor=nonsense', 400, /cursor.*nonsense/],
			['GET', '/?lines=3', 400, /lines/],
			['GET', '/healthz?l=3', 400, /\bl\b/],
			['GET', '/?l=%zz', 400, /\bl\b/],
			['GET', '/%zz', 400, /%zz/],
			['GET', '/nowhere', 404, /nowhere/],
			['POST', '/logs/clear', 404, /./],
			['POST', '/pause/toggle', 404, /./],
			['GET', '/status', 404, /./],
			['POST', '/', 405, /POST/],
			['DELETE', '/metrics', 405, /DELETE/],
		] as const) {
			const answer = await daemon.curl(path, '--request', method);
			expect(answer.status, `${method} ${path}`).toBe(status);
			expect(answer.headers.get('content-type'), path).toBe('text/plain; charset=utf-8');
			expect(answer.text, path).toMatch(/^[^\n]+\n$/);
			expect(answer.text, path).toMatch(reason);
			if (status === 405) {
				expect(answer.headers.get('allow')).toContain('GET');
			}
			expect(await daemon.lines()).toHaveLength(1);
		}
	});

	test('a reader that stands still in a big dump delays nobody and gets what was there when it asked', async () => {
		const count = 60_000;
		const daemon = await daemonWith(count, '--buffer-size', '100000');
		const text = await dumpWithPause(daemon, async () => {
			expect((await daemon.curl('/healthz')).status).toBe(200);
			expectNumbers(linesOf((await daemon.curl('/?l=10')).text), count - 9, count);
			await sendStream(daemon.streamSocket, ['<13>1 - - later - - - sent after the question\n']);
			await daemon.received(count + 1);
			expect((await daemon.curl('/?l=1')).text).toContain('sent after the question');
		});
		expectNumbers(linesOf(text), 1, count);
	});

	test('a dump that the ring overtakes says how many messages are missing, and still ends where it should', async () => {
		const count = 60_000;
		const daemon = await daemonWith(count, '--buffer-size', String(count));
		const all = numberedMessages(2 * count);
		// First a part of the rest is overwritten, then, in another round, all of it.
		for (const overwritten of [count - 100, count]) {
			await daemon.command('/logs/clear');
			const before = (await daemon.status()).counters.received;
			await sendStream(daemon.streamSocket, framed(all.slice(0, count), newlineEnded));
			await daemon.received(before + count);
			const text = await dumpWithPause(daemon, async () => {
				await sendStream(daemon.streamSocket, framed(all.slice(count, count + overwritten), newlineEnded));
				await daemon.received(before + count + overwritten);
			});
			const gaps = expectNumbersOrGaps(linesOf(text), 1, count);
			expect(gaps.length).toBeGreaterThan(0);
			expect(gaps.filter(({reason}) => reason !== 'overtaken')).toEqual([]);
		}
	});

	test('/healthz answers, and /metrics shows every counter in the Prometheus format', async () => {
		const daemon = await daemonWith(12, '--buffer-size', '10');
		expect((await daemon.curl('/healthz')).status).toBe(200);
		const metrics = await daemon.curl('/metrics');
		expect(metrics.status).toBe(200);
		expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
		for (const line of linesOf(metrics.text)) {
			expect(line).toMatch(/^(# (HELP|TYPE) circolog_\w+ .+|circolog_\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+]+)$/);
		}
		const value = (name: RegExp): number => linesOf(metrics.text)
			.filter(line => name.test(line)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
		expect(value(/^circolog_\w*received_(messages_)?total\{.*unix-stream/)).toBe(12);
		expect(value(/^circolog_\w*evicted\w*/)).toBe(2);
		for (const name of ['received', 'stored', 'bytes', 'evicted', 'paused', 'truncated', 'unparsed', 'kernel_drop', 'followers', 'gap']) {
			expect(metrics.text).toMatch(new RegExp(`^circolog_\\w*${name}`, 'm'));
		}
	});

	test('on --query-addr no web page can read the log', async () => {
		const daemon = await daemonWith(1, '--query-addr', '127.0.0.1:0');
		const port = daemon.port('http');
		const url = `http://127.0.0.1:${port}/`;
		const ask = async (...headers: string[]): Promise<{status: number; text: string}> =>
			curl([...headers.flatMap(header => ['--header', header]), url]);
		for (const allowed of [[], [`Host: localhost:${port}`], [`Origin: http://127.0.0.1:${port}`]]) {
			expect((await ask(...allowed)).text).toContain('number=1');
		}
		for (const foreign of ['Host: attacker.example', `Host: attacker.example:${port}`, 'Origin: https://attacker.example', 'Origin: null']) {
			const answer = await ask(foreign);
			expect(answer.status, foreign).toBe(403);
			expect(answer.text).not.toContain('number=1');
		}
		await waitFor('the metrics on TCP', async () => (await curl([`${url}metrics`])).status === 200);
	});
});

describeWithPeers(['python3'], 'the cursor under load', () => {
	test('one answer after the other, each from the cursor of the one before, misses nothing and repeats nothing', async () => {
		const count = 200_000;
		const daemon = await startDaemon({args: ['--buffer-size', '400000']});
		const state = {sent: false};
		const sending = sendDatagrams(daemon.syslogSocket, numberedMessages(count)).finally(() => {
			state.sent = true;
		});
		const texts: string[] = [];
		let query = '?fmt=rfc5424';
		for (let isLast = false; !isLast;) {
			isLast = state.sent;
			const {headers, body} = await ask(daemon.querySocket, `/${query}`);
			texts.push(body.toString('utf8'));
			query = `?fmt=rfc5424&cursor=${String(headers['circolog-cursor'])}`;
		}
		await sending;
		expect(texts.filter(text => text !== '').length).toBeGreaterThan(10);
		expectNumbers(linesOf(texts.join('')), 1, count);
	});
});
