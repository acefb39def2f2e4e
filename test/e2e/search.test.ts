import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {run} from './support/child.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {describeWithPeers, peer} from './support/peers.js';
import {openStream, sendStream} from './support/stream.js';

const LOG = ['Linux', 'Mac', 'OpenSSH'].flatMap(name =>
	readFileSync(join(import.meta.dirname, `../data/${name}.log`), 'latin1').trimEnd().split('\n'));

async function daemonWith(lines: readonly string[], ...args: string[]): Promise<Daemon> {
	const daemon = await startDaemon({args});
	await sendStream(daemon.streamSocket, [lines.map(line => `<13>${line}\n`).join('')]);
	await daemon.received(lines.length);
	return daemon;
}

async function grep(text: string, ...args: string[]): Promise<string> {
	const {stdout} = await run(peer('grep'), args, {input: text, allowed: [0, 1]});
	return stdout.toString();
}

const query = (parameters: Readonly<Record<string, string>>): string => `/?${new URLSearchParams(parameters).toString()}`;

describeWithPeers(['curl', 'grep'], 'a search with curl', () => {
	test('finds what grep finds in real logs, with the same context and the same separators', async () => {
		const daemon = await daemonWith(LOG);
		const dump = (await daemon.curl('/?fmt=cat')).text;
		for (const word of ['failed', 'Failed', 'session', '173.234.31.186', 'root', 'kernel', 'user=root', 'nothing like this', 'e']) {
			const fold = word === word.toLowerCase() ? ['-i'] : [];
			for (const around of [{}, {A: '1'}, {B: '2'}, {C: '3'}, {A: '4', B: '1'}] as Record<string, string>[]) {
				const context = Object.entries(around).flatMap(([name, value]) => [`-${name}`, value]);
				const expected = await grep(dump, ...fold, '-F', ...context, '--', word);
				expect((await daemon.curl(query({q: `"${word}"`, fmt: 'cat', ...around}))).text, `${word} ${JSON.stringify(around)}`).toBe(expected);
			}
		}
		for (const pattern of ['[0-9]+\\.[0-9]+', '^Failed', 'closed$', 'session (opened|closed)', 'for .* from']) {
			expect((await daemon.curl(query({q: `/${pattern}/`, fmt: 'cat'}))).text, pattern).toBe(await grep(dump, '-E', '--', pattern));
		}
	});

	test('l counts matches from the end, count from the beginning', async () => {
		const daemon = await daemonWith(LOG);
		const all = (await daemon.curl('/?q=failed&fmt=cat')).text.split('\n').slice(0, -1);
		expect(all.length).toBeGreaterThan(5);
		expect((await daemon.curl('/?q=failed&fmt=cat&l=3')).text).toBe(`${all.slice(-3).join('\n')}\n`);
		expect((await daemon.curl('/?q=failed&fmt=cat&count=3')).text).toBe(`${all.slice(0, 3).join('\n')}\n`);
		expect((await daemon.curl('/?q=failed&fmt=cat&l=0')).text).toBe('');
	});

	test('short forms, times and q narrow each other', async () => {
		const daemon = await startDaemon();
		const line = (priority: number, app: string, text: string): string => `<${priority}>1 2026-11-20T15:00:00Z web1 ${app} 7 - - ${text}\n`;
		await sendStream(daemon.streamSocket, [
			line(8 + 3, 'sshd', 'error: refused'), line(8 + 6, 'sshd', 'refused politely'), line(8 * 9 + 2, 'cron', 'job refused'), line(8 + 4, 'nginx', 'fine'),
		]);
		await daemon.received(4);
		const found = async (parameters: Readonly<Record<string, string>>): Promise<string[]> =>
			(await daemon.curl(query({fmt: 'template', template: '{{app_name}}/{{severity}}', ...parameters}))).text.split('\n').slice(0, -1);
		expect(await found({q: 'refused'})).toEqual(['sshd/err', 'sshd/info', 'cron/crit']);
		expect(await found({q: 'refused', severity: 'err'})).toEqual(['sshd/err', 'cron/crit']);
		expect(await found({severity: 'err..warning'})).toEqual(['sshd/err', 'nginx/warning']);
		expect(await found({facility: 'cron'})).toEqual(['cron/crit']);
		expect(await found({app_name: 'sshd', grep: '^error'})).toEqual(['sshd/err']);
		expect(await found({q: 'severity:<=err OR nginx'})).toEqual(['sshd/err', 'cron/crit']);
		expect(await found({q: 'app_name:(sshd OR nginx) NOT refused'})).toEqual(['nginx/warning']);
		expect((await daemon.curl('/?app_name=cron&app_name=nginx&fmt=template&template=%7B%7Bapp_name%7D%7D')).text).toBe('cron\nnginx\n');
		expect(await found({since: '-1h'})).toHaveLength(4);
		expect(await found({until: '-1h'})).toEqual([]);
		expect(await found({time: 'timestamp', since: '2026-11-20T15:00:00Z', until: '2026-11-20T15:00:00Z'})).toHaveLength(4);
		expect(await found({time: 'timestamp', since: '2026-11-20T15:00:01Z'})).toEqual([]);
		expect(await found({q: 'seq:2'})).toEqual(['sshd/info']);
	});

	test('knows the sender as the kernel vouches for it', async () => {
		const daemon = await startDaemon();
		await sendDatagrams(daemon.syslogSocket, ['<13>by datagram']);
		await sendStream(daemon.streamSocket, ['<13>by stream\n']);
		await daemon.received(2);
		const uid = process.getuid?.() ?? -1;
		expect((await daemon.curl(`/?fmt=cat&q=uid:${uid}+AND+source:unix-dgram*`)).text).toBe('by datagram\n');
		expect((await daemon.curl('/?fmt=cat&q=NOT+source:unix-dgram*')).text).toBe('by stream\n');
	});

	test('says where a query is wrong', async () => {
		const daemon = await daemonWith(['x']);
		const answer = await daemon.curl(query({q: 'app_name:sshd AND (severity:nonsense OR x)'}));
		expect(answer.status).toBe(400);
		expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
		const [sentence = '', text, carets] = answer.text.split('\n');
		expect(sentence).toMatch(/^q, position 29: .*nonsense.*emerg, alert, crit, err, warning, notice, info, debug/);
		expect(text).toBe('app_name:sshd AND (severity:nonsense OR x)');
		expect(carets).toBe(' '.repeat(28) + '^'.repeat('nonsense'.length));
		for (const [parameters, sentencePart] of [
			[{grep: '(unclosed'}, 'grep, position 1: '],
			[{severity: 'loud'}, 'severity, position 1: '],
			[{since: 'whenever'}, 'since, position 1: '],
			[{q: '/a(?=b)/'}, 'q, position '],
			[{A: '-1'}, 'A: "-1" is not allowed; allowed are whole numbers from 0 to 10000'],
			[{time: 'noon'}, 'time: "noon" is no time to go by; allowed are received and timestamp'],
			[{template: '{{nonsense}}'}, 'template: "nonsense" is not a field; allowed are message, '],
			[{timeout: '1s'}, 'timeout: only a read that waits can be ended by it'],
			[{follow: 'yes'}, 'follow: "yes" is not allowed; allowed are 1 and 0'],
		] as const) {
			const refused = await daemon.curl(query(parameters));
			expect(refused.status, JSON.stringify(parameters)).toBe(400);
			expect(refused.text).toContain(sentencePart);
		}
	});

	test('that takes too much work is ended, and nobody else waits for it', async () => {
		const daemon = await startDaemon({args: ['--query-timeout', '1ms']});
		const sender = await openStream(daemon.streamSocket);
		const message = `<13>1 - - - - - - ${'ab'.repeat(4000)}\n`;
		for (let i = 0; i < 1000; i++) sender.write(message);
		await daemon.received(1000);
		const slow = await daemon.curl(query({q: '/(a|b|ab)*c$/ AND /(b|ab)+x/'}));
		expect(slow.status).toBe(503);
		expect(slow.text).toBe('the query took more than 1 ms of work, which is all that --query-timeout allows; narrow it by since=, until= or severity=\n');
		expect((await daemon.curl('/?l=1&fmt=cat')).status).toBe(200);
	});

	test('a cursor from another run of the daemon is told, and the rest follows', async () => {
		const daemon = await daemonWith(['hit', 'miss']);
		const [notice = '', ...rest] = (await daemon.curl('/?fmt=rfc5424&q=hit&cursor=000000000000:7')).text.split('\n');
		expect(notice).toContain('[circolog@32473 reason="restarted"]');
		expect(rest).toEqual(['<13>hit', '']);
	});

	test('evicted messages are told to who asks by cursor, whatever the filter', async () => {
		const daemon = await daemonWith(['hit 0'], '--buffer-size', '10');
		const cursor = (await daemon.curl('/')).headers.get('circolog-cursor') ?? '';
		await sendStream(daemon.streamSocket, [Array.from({length: 30}, (_, i) => `<13>${i === 25 ? 'hit' : 'miss'} ${i}\n`).join('')]);
		await daemon.received(31);
		const [gap = '', ...rest] = (await daemon.curl(`/?fmt=rfc5424&q=hit&cursor=${cursor}`)).text.split('\n');
		expect(gap).toContain('[circolog@32473 count="20" reason="overtaken"]');
		expect(rest).toEqual(['<13>hit 25', '']);
	});
});
