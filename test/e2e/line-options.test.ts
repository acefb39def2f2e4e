import {expect, test} from 'vitest';
import {type Daemon, startDaemon} from './support/daemon.js';
import {sendDatagrams} from './support/datagrams.js';
import {follow, webSocketUrl} from './support/follower.js';
import {describeWithPeers} from './support/peers.js';

const MESSAGES = [
	'<14>1 2026-11-20T15:00:01Z web1 app 1 - - one',
	'<11>1 2026-11-20T15:00:02Z web1 app 1 - - two \x1b[2J',
	'<12>1 2026-11-20T15:00:03Z web1 app 1 - - three',
	'<15>1 2026-11-20T15:00:04Z web1 app 1 - - Four',
];

async function daemonWithMessages(...args: string[]): Promise<Daemon> {
	const daemon = await startDaemon({args});
	await sendDatagrams(daemon.syslogSocket, MESSAGES);
	await daemon.received(MESSAGES.length);
	return daemon;
}

const wordsOf = (text: string): string[] => text.split('\n').slice(0, -1).map(line => line.split(' ')[0]!);

describeWithPeers(['curl'], 'lines, as curl gets them', () => {
	test('exclude leaves messages out, also where they are counted', async () => {
		const daemon = await daemonWithMessages();
		for (const [query, expected] of [
			['exclude=t', ['one', 'Four']], ['exclude=four', ['one', 'two', 'three']], ['exclude=f.ur$&exclude=^one', ['two', 'three']],
			['exclude=four&grep=o', ['one', 'two']], ['exclude=Two', ['one', 'two', 'three', 'Four']],
		] as const) {
			expect(wordsOf((await daemon.curl(`/?fmt=cat&${query}`)).text), query).toEqual(expected);
			expect((await daemon.curl(`/count?${query}`)).text, query).toBe(`${expected.length}\n`);
		}
	});

	test('have no host, control characters, and colours, if that is wanted', async () => {
		const daemon = await daemonWithMessages();
		const lineOf = async (query: string): Promise<string> => (await daemon.curl(`/?severity=err&${query}`)).text;
		expect(await lineOf('')).toBe('Nov 20 15:00:02 web1 app[1]: two #033[2J\n');
		expect(await lineOf('no_hostname=1')).toBe('Nov 20 15:00:02 app[1]: two #033[2J\n');
		expect(await lineOf('raw=1')).toBe('Nov 20 15:00:02 web1 app[1]: two \x1b[2J\n');
		expect(await lineOf('color=1')).toBe('\x1b[31mNov 20 15:00:02 web1 app[1]: two #033[2J\x1b[0m\n');
		expect(await lineOf('color=1&no_hostname=1&raw=1')).toBe('\x1b[31mNov 20 15:00:02 app[1]: two \x1b[2J\x1b[0m\n');
		expect((await daemon.curl('/wait?color=1&grep=^one')).text).toBe('Nov 20 15:00:01 web1 \x1b[38;5;28mapp\x1b[39m[1]: one\n');
	});

	test('have marks where highlight matches', async () => {
		const daemon = await daemonWithMessages();
		const textsOf = async (query: string): Promise<string[]> =>
			(await daemon.curl(`/?no_hostname=1&${query}`)).text.split('\n').slice(0, -1).map(line => line.replace(/^.* app\[1\]: /, ''));
		expect(await textsOf('highlight=t')).toEqual(['one', '\x1b[7mt\x1b[27mwo #033[2J', '\x1b[7mt\x1b[27mhree', 'Four']);
		expect(await textsOf('highlight=Fo&highlight=e%2B$')).toEqual(['on\x1b[7me\x1b[27m', 'two #033[2J', 'thr\x1b[7mee\x1b[27m', '\x1b[7mFo\x1b[27mur']);
		expect(await textsOf('highlight=.*&severity=err&raw=1')).toEqual(['\x1b[7mtwo \x1b[2J\x1b[27m\x1b[0m']);
		expect((await daemon.curl('/?severity=err&color=1&highlight=wo')).text).toBe('\x1b[31mNov 20 15:00:02 web1 app[1]: t\x1b[7mwo\x1b[27m #033[2J\x1b[0m\n');
		expect((await daemon.curl('/wait?highlight=on&grep=^one')).text).toBe('Nov 20 15:00:01 web1 app[1]: \x1b[7mon\x1b[27me\n');
	});

	test('have the marks that each follower wants', async () => {
		const daemon = await daemonWithMessages();
		const followers = await Promise.all(['t', 'one', 'x'].map(async pattern => follow(webSocketUrl(daemon.querySocket, `/ws?l=0&fmt=short-unix&highlight=${pattern}`))));
		await daemon.until('three followers', ({followers: {current}}) => current === 3);
		await sendDatagrams(daemon.syslogSocket, ['<14>1 - host - - - - one at last']);
		await Promise.all(followers.map(async follower => follower.until(1)));
		expect(followers.map(({frames}) => frames[0]!.replace(/^\S+ host /, ''))).toEqual(
			['one a\x1b[7mt\x1b[27m las\x1b[7mt\x1b[27m', '\x1b[7mone\x1b[27m at last', 'one at last'],
		);
	});

	test('come the other way round with reverse', async () => {
		const daemon = await daemonWithMessages();
		for (const [query, expected] of [
			['', ['Four', 'three', 'two', 'one']], ['l=2', ['Four', 'three']], ['l=3&count=2', ['three', 'two']], ['count=1', ['one']],
			['severity=warning', ['three', 'two']], ['grep=o&l=2', ['Four', 'two']], ['l=0', []], ['grep=nothing', []],
		] as const) {
			const answer = await daemon.curl(`/?reverse=1&fmt=cat&${query}`);
			expect(wordsOf(answer.text), query).toEqual(expected);
			expect(answer.headers.get('circolog-cursor'), query).toMatch(/^[0-9a-f]{12}:4$/);
		}
		const csv = (await daemon.curl('/?reverse=1&fmt=csv&l=2')).text.split('\n');
		expect(csv.map(row => row.split(',')[0])).toEqual(['seq', '4', '3', '']);
		expect((await daemon.curl('/?reverse=1', '--head')).status).toBe(200);
	});

	test('that are lost are told of behind the others with reverse', async () => {
		const daemon = await daemonWithMessages('--buffer-size', '3');
		const {epoch} = await daemon.status();
		const lost = await daemon.curl(`/?reverse=1&fmt=cat&cursor=${epoch}:0`);
		expect(lost.text.split('\n')).toEqual(['Four', 'three', 'two #033[2J', expect.stringMatching(/^1 message lost: evicted/), '']);
		expect((await daemon.status()).followers).toMatchObject({messages_lost: 1});
		const restarted = await daemon.curl('/?reverse=1&fmt=cat&l=1&cursor=000000000000:1');
		expect(restarted.text.split('\n')).toEqual(['Four', expect.stringMatching(/^the daemon has started anew/), '']);
	});

	test('are refused where they cannot be, with a sentence that says why', async () => {
		const daemon = await startDaemon();
		for (const [path, sentence] of [
			['/?fmt=json&color=1', 'color: the format json does not have it; allowed are syslog, short-precise, '],
			['/?fmt=cat&no_hostname=1', 'no_hostname: the format cat does not have it; allowed are syslog, short-precise, '],
			['/ws?fmt=csv&raw=1', 'raw: the format csv does not have it; allowed are syslog, short-precise, '],
			['/wait?reverse=1', 'reverse: not allowed where the answer goes on with what comes; allowed on / without follow=1'],
			['/ws?reverse=1', 'reverse: not allowed where the answer goes on with what comes; allowed on / without follow=1'],
			['/?reverse=1&follow=1', 'reverse: not allowed where the answer goes on with what comes; allowed on / without follow=1'],
			['/?reverse=1&A=1', 'reverse: not allowed with A, B and C; leave these out, or reverse'],
			['/count?reverse=1', 'unknown parameter "reverse"; allowed are '],
			['/?exclude=(', 'exclude, position 1: '],
			['/?highlight=ab(', 'highlight, position 3: '],
			['/?highlight=', 'highlight, position 1: a value is missing'],
			['/?fmt=json&highlight=a', 'highlight: the format json does not have it; allowed are syslog, short-precise, '],
			['/count?highlight=a', 'unknown parameter "highlight"; allowed are '],
			[`/?${'highlight=a&'.repeat(17)}`, 'highlight, position 1: more than 16 regular expressions'],
		] as const) {
			const answer = await daemon.curl(path);
			expect(answer.status, path).toBe(400);
			expect(answer.text, path).toContain(sentence);
		}
	});
});
