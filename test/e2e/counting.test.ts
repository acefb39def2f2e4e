import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {HistogramResult} from '../../src/analysis/histogram.js';
import type {PatternsResult} from '../../src/analysis/patterns.js';
import type {TopResult} from '../../src/analysis/top.js';
import {run} from './support/child.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {describeWithPeers, peer} from './support/peers.js';
import {sendStream} from './support/stream.js';

const COUNTING = ['/count', '/histogram', '/top?field=app_name', '/patterns', '/stats'] as const;
const LOGS = ['Linux', 'Mac', 'OpenSSH'] as const;
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

const linesOf = (name: typeof LOGS[number]): string[] =>
	readFileSync(join(import.meta.dirname, `../data/${name}.log`), 'latin1').trimEnd().split('\n');

/** What of `/stats` is told here. */
interface Stats {
	summary: string;
	messages: {held: number; max: number};
	bytes: {held: number; max: number};
	oldest?: string;
	newest?: string;
	reach_seconds: number | null;
	reach_text: string;
	bound_by: string | null;
	top: TopResult;
}

async function daemonWith(lines: readonly string[], ...args: string[]): Promise<Daemon> {
	const daemon = await startDaemon({args});
	await send(daemon, lines);
	await daemon.received(lines.length);
	return daemon;
}

async function send(daemon: Daemon, lines: readonly string[]): Promise<void> {
	await sendStream(daemon.streamSocket, [lines.map(line => line.startsWith('<') ? `${line}\n` : `<38>${line}\n`).join('')]);
}

const line = (priority: number, app: string, text: string): string => `<${priority}>1 2026-11-20T15:00:00Z web1 ${app} 7 - - ${text}`;

async function count(daemon: Daemon, parameters: Readonly<Record<string, string>> = {}): Promise<number> {
	const {status, text} = await daemon.curl(`/count?${new URLSearchParams(parameters).toString()}`);
	expect(text).toMatch(/^\d+\n$/);
	expect(status).toBe(200);
	return Number(text);
}

async function json<T>(daemon: Daemon, path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
	const {status, text, headers} = await daemon.curl(`${path}?${new URLSearchParams(parameters).toString()}`);
	expect(status, text).toBe(200);
	expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
	expect(text.endsWith('}\n')).toBe(true);
	return JSON.parse(text) as T;
}

const perBucket = ({buckets}: HistogramResult): number[] => buckets.map(({count: messages}) => messages);

describeWithPeers(['curl', 'grep'], '/count', () => {
	test('counts what grep -c counts in real logs', async () => {
		const daemon = await daemonWith(LOGS.flatMap(linesOf));
		const dump = (await daemon.curl('/?fmt=cat')).body;
		const grep = async (...args: string[]): Promise<number> =>
			Number((await run(peer('grep'), ['-c', ...args], {input: dump, allowed: [0, 1]})).stdout.toString());
		for (const word of ['failed', 'Failed', 'session', '173.234.31.186', 'user=root', 'nothing like this']) {
			expect(await count(daemon, {q: `"${word}"`}), word).toBe(await grep(...word === word.toLowerCase() ? ['-i'] : [], '-F', '--', word));
		}
		for (const pattern of ['^Failed', 'closed$', 'session (opened|closed)', '[0-9]+\\.[0-9]+']) {
			expect(await count(daemon, {q: `/${pattern}/`}), pattern).toBe(await grep('-E', '--', pattern));
		}
	});

	test('counts everything when nothing is asked, what came after a cursor, and nothing in an empty ring', async () => {
		const daemon = await startDaemon();
		expect(await count(daemon)).toBe(0);
		expect(await count(daemon, {q: 'x'})).toBe(0);
		await send(daemon, ['one', 'two', 'three']);
		await daemon.received(3);
		expect(await count(daemon)).toBe(3);
		expect(await count(daemon, {cursor: `${(await daemon.status()).epoch}:1`})).toBe(2);
		expect(await count(daemon, {cursor: '000000000000:1'})).toBe(3);
		expect(await count(daemon, {until: '-1h'})).toBe(0);
		await daemon.command('/logs/clear');
		expect(await count(daemon)).toBe(0);
	});
});

describeWithPeers(['curl'], '/histogram', () => {
	const MESSAGES = [line(8 + 3, 'sshd', 'refused'), line(8 + 6, 'sshd', 'accepted'), line(8 + 6, 'cron', 'run'), '<11>neither'];

	test('has every message in one of its buckets, which join without a gap', async () => {
		const daemon = await daemonWith(MESSAGES);
		await send(daemon, MESSAGES);
		await daemon.received(8);
		for (const buckets of [1, 7, 60, 10_000]) {
			const result = await json<HistogramResult>(daemon, '/histogram', {buckets: String(buckets)});
			expect(result.buckets).toHaveLength(buckets);
			expect(result).toMatchObject({total: 8, outside: 0});
			expect(perBucket(result).reduce((sum, each) => sum + each)).toBe(8);
			expect(result.buckets[0]?.from).toBe(result.from);
		}
		const found = await json<HistogramResult>(daemon, '/histogram', {q: 'sshd OR app_name:sshd'});
		expect(found.buckets).toHaveLength(60);
		expect(found.total).toBe(4);
		expect(found).not.toHaveProperty('series');
	});

	test('by=severity tells all eight, worst first', async () => {
		const daemon = await daemonWith(MESSAGES);
		const result = await json<HistogramResult>(daemon, '/histogram', {buckets: '1', by: 'severity'});
		expect(result.series).toEqual(SEVERITIES.map(value => ({value, count: {err: 2, info: 2}[value] ?? 0})));
		expect(result.buckets).toEqual([{from: result.from, count: 4, by: {err: 2, info: 2}}]);
	});

	test('by=app_name tells the programs, most frequent first, and messages without one apart', async () => {
		const daemon = await daemonWith(MESSAGES);
		const result = await json<HistogramResult>(daemon, '/histogram', {buckets: '1', by: 'app_name'});
		expect(result).toMatchObject({by: 'app_name', exact: true, max_error: 0, series: [{value: 'sshd', count: 2}, {value: 'cron', count: 1}]});
		expect(result.buckets).toEqual([{from: result.from, count: 4, by: {sshd: 2, cron: 1}, absent: 1}]);
		const many = await daemonWith(Array.from({length: 30}, (_, i) => line(14, `app${i}`, 'x')));
		const cut = await json<HistogramResult>(many, '/histogram', {buckets: '1', by: 'app_name'});
		expect(cut.series).toHaveLength(20);
		expect(cut.buckets[0]).toMatchObject({count: 30, other: 10});
	});

	test('covers exactly what since and until say', async () => {
		const daemon = await daemonWith(MESSAGES);
		const hour = await json<HistogramResult>(daemon, '/histogram', {since: '2026-01-01T00:00:00Z', until: '2026-01-01T01:00:00Z', buckets: '60'});
		expect(hour).toMatchObject({from: '2026-01-01T00:00:00.000000Z', bucket_seconds: expect.closeTo(60, 5) as number, total: 0, outside: 0});
		expect(perBucket(hour)).toEqual(Array<number>(60).fill(0));
		const two = await json<HistogramResult>(daemon, '/histogram', {since: '-1h', until: '+1h', buckets: '2'});
		expect(perBucket(two)).toEqual([4, 0]);
		const past = await json<HistogramResult>(daemon, '/histogram', {until: '-1h', buckets: '2'});
		expect(past).toMatchObject({total: 0, outside: 0});
	});

	test('of an empty ring has buckets without messages', async () => {
		const daemon = await startDaemon();
		for (const parameters of [{}, {by: 'severity'}, {by: 'app_name'}, {since: '-1h'}] as Record<string, string>[]) {
			const result = await json<HistogramResult>(daemon, '/histogram', {buckets: '3', ...parameters});
			expect(result).toMatchObject({total: 0, outside: 0});
			expect(perBucket(result)).toEqual([0, 0, 0]);
		}
	});
});

describeWithPeers(['curl'], '/top', () => {
	const MESSAGES = [
		...Array.from({length: 3}, (_, i) => line(14, 'sshd', `short ${i}`)), line(14, 'cron', 'x'.repeat(1000)), line(14, 'cron', 'run'), line(11, 'nginx', 'fine'), 'nobody',
	];

	test('names the most frequent values, with the messages and bytes of each', async () => {
		const daemon = await daemonWith(MESSAGES);
		const result = await json<TopResult>(daemon, '/top', {field: 'app_name'});
		expect(result).toMatchObject({field: 'app_name', messages: 7, distinct: 3, exact: true, max_error: 0, absent: {count: 1}});
		expect(result.values.map(({value, count: messages}) => [value, messages])).toEqual([['sshd', 3], ['cron', 2], ['nginx', 1]]);
		expect(result.values[0]?.share).toBeCloseTo(3 / 7, 5);
		expect(result.bytes).toBe((await daemon.status()).buffer.bytes.used);
		expect(result.values.reduce((sum, {bytes}) => sum + bytes, result.absent.bytes)).toBe(result.bytes);
	});

	test('n says how many, sort by what, q of which messages', async () => {
		const daemon = await daemonWith(MESSAGES);
		const values = async (parameters: Readonly<Record<string, string>>): Promise<string[]> =>
			(await json<TopResult>(daemon, '/top', parameters)).values.map(({value}) => value);
		expect(await values({field: 'app_name', n: '1'})).toEqual(['sshd']);
		expect(await values({field: 'app_name', sort: 'bytes'})).toEqual(['cron', 'sshd', 'nginx']);
		expect(await values({field: 'app_name', sort: 'count', q: '-short'})).toEqual(['cron', 'nginx']);
		expect(await values({field: 'severity', severity: 'err'})).toEqual(['err']);
		expect(await values({field: 'sd.a.b'})).toEqual([]);
	});

	test('finds in real logs the programs that are in them', async () => {
		const lines = linesOf('Linux');
		const daemon = await daemonWith(lines);
		const {values} = await json<TopResult>(daemon, '/top', {field: 'app_name', n: '1'});
		const [first] = values;
		// The name as it stands in the lines, before a process id or a colon.
		expect(first?.count).toBe(lines.filter(text => [`${first?.value ?? ''}[`, `${first?.value ?? ''}:`].some(name => text.includes(` ${name}`))).length);
	});
});

describeWithPeers(['curl'], '/patterns', () => {
	test('shows what is said in a real log, how often, and by whom', async () => {
		const lines = linesOf('OpenSSH');
		const daemon = await daemonWith(lines);
		const result = await json<PatternsResult>(daemon, '/patterns');
		expect(result).toMatchObject({messages: lines.length, empty: 0, forgotten: 0});
		expect(result.patterns.reduce((sum, {count: messages}) => sum + messages, 0)).toBe(lines.length);
		for (const [pattern, text] of [
			['Failed password for invalid user <*> from <*> port <*> ssh2', 'Failed password for invalid user'],
			['Connection closed by <*> [preauth]', 'Connection closed by'],
			['Received disconnect from <*>: <*>: Bye Bye [preauth]', 'Bye Bye'],
			['pam_unix(sshd:auth): check pass; user unknown', 'check pass; user unknown'],
		] as const) {
			expect(result.patterns.find(each => each.pattern === pattern), pattern)
				.toMatchObject({count: lines.filter(each => each.includes(text)).length, severity_worst: 'info', app_name: 'sshd'});
		}
	});

	test('n says how many, and q of which messages', async () => {
		const daemon = await daemonWith([...linesOf('OpenSSH'), line(11, 'disk', 'sda is full')]);
		const two = await json<PatternsResult>(daemon, '/patterns', {n: '2'});
		expect(two.patterns).toHaveLength(2);
		expect(two.distinct).toBeGreaterThan(2);
		const disk = await json<PatternsResult>(daemon, '/patterns', {q: 'app_name:disk'});
		expect(disk).toMatchObject({messages: 1, distinct: 1, patterns: [{pattern: 'sda is full', severity_worst: 'err', app_name: 'disk', example: 'sda is full'}]});
		expect((await json<PatternsResult>(daemon, '/patterns', {q: 'nothing like this'})).patterns).toEqual([]);
	});
});

describeWithPeers(['curl'], '/stats', () => {
	test('tells in a sentence how far back the ring reaches, and who uses it', async () => {
		const daemon = await daemonWith(linesOf('OpenSSH'), '--buffer-size', '1000');
		const stats = await json<Stats>(daemon, '/stats');
		const {buffer} = await daemon.status();
		expect(stats.summary).toBe(`${stats.reach_text}; sshd uses 100 %`);
		expect(stats).toMatchObject({messages: {held: 60, max: 1000}, bytes: {held: buffer.bytes.used, max: buffer.bytes.max}, oldest: buffer.oldest, newest: buffer.newest});
		expect(stats.bound_by).toBe('messages');
		expect(stats.reach_seconds).toBeGreaterThan(0);
		expect(stats.top).toMatchObject({field: 'app_name', values: [{value: 'sshd', count: 60, share: 1}]});
	});

	test('of an empty ring says that nothing is known yet', async () => {
		const stats = await json<Stats>(await startDaemon(), '/stats');
		expect(stats).toMatchObject({summary: 'unknown: no messages yet', messages: {held: 0}, reach_seconds: null, bound_by: null});
		expect(stats).not.toHaveProperty('oldest');
	});
});

describeWithPeers(['curl'], 'counting paths', () => {
	test('answer HEAD with the headers of GET and no body', async () => {
		const daemon = await daemonWith(linesOf('Linux'));
		for (const path of COUNTING) {
			const get = await daemon.curl(path);
			const head = await daemon.curl(path, '--head');
			expect([path, get.status, head.status, head.body.length]).toEqual([path, 200, 200, 0]);
			expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
			expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
		}
	});

	test('refuse what they do not understand, with a sentence that names it', async () => {
		const daemon = await startDaemon();
		for (const [path, sentence] of [
			['/count?l=3', 'unknown parameter "l"; allowed are q, severity, '],
			['/count?fmt=json', 'unknown parameter "fmt"'],
			['/count?q=severity:loud', 'q, position 10: "loud"'],
			['/count?severity=loud', 'severity, position 1: "loud"'],
			['/count?since=whenever', 'since, position 1: "whenever"'],
			['/count?since=15:30&until=15:00', 'until: "15:00" is before since=15:30'],
			['/count?cursor=x', 'cursor: "x" is not a cursor'],
			['/histogram?buckets=0', 'buckets: "0" is not allowed; allowed are whole numbers from 1 to 10000'],
			['/histogram?buckets=10001', 'buckets: "10001"'],
			['/histogram?buckets=1e2', 'buckets: "1e2"'],
			['/histogram?buckets=1&buckets=2', 'buckets: given more than once'],
			['/histogram?by=nothing', 'by: "nothing" is no field; allowed are message, hostname, app_name, '],
			['/histogram?n=3', 'unknown parameter "n"'],
			['/top', 'field: is missing; allowed are message, '],
			['/top?field=', 'field: "" is no field'],
			['/top?field=appname', 'field: "appname" is no field; allowed are message, hostname, app_name, '],
			['/top?field=sd.', 'field: "sd." is no field'],
			['/top?field=__proto__', 'field: "__proto__" is no field'],
			['/top?field=app_name&n=0', 'n: "0" is not allowed; allowed are whole numbers from 1 to 65536'],
			['/top?field=app_name&sort=size', 'sort: "size" is no order; allowed are count and bytes'],
			['/patterns?n=2001', 'n: "2001" is not allowed; allowed are whole numbers from 1 to 2000'],
			['/patterns?field=app_name', 'unknown parameter "field"'],
			['/stats?q=sshd', 'unknown parameter "q"; none is allowed here'],
		] as const) {
			const {status, text, headers} = await daemon.curl(path);
			expect([path, status, headers.get('content-type')]).toEqual([path, 400, 'text/plain; charset=utf-8']);
			expect(text.startsWith(sentence), text).toBe(true);
		}
	});

	test('refuse POST', async () => {
		const daemon = await startDaemon();
		for (const path of COUNTING) {
			const {status, headers} = await daemon.curl(path, '--request', 'POST');
			expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
		}
	});
});
