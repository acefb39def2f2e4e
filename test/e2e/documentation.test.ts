import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {run} from './support/child.js';
import {cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, peer} from './support/peers.js';
import {sendStream} from './support/stream.js';

const ROOT = join(import.meta.dirname, '../..');
const ZONE = {TZ: 'UTC'};
const DEFAULT_FOLDER = '/run/circolog';

/** A fenced block of a page. */
interface Block {
	language: string;
	text: string;
	/** The block right behind it, with nothing but an empty line between. */
	next?: {language: string; text: string};
}

function blocksOf(page: string): Block[] {
	const text = readFileSync(join(ROOT, page), 'utf8');
	const found = [...text.matchAll(/^```(\w+)\n([^]*?)^```\n/gm)].map(match =>
		({language: match[1]!, text: match[2]!, start: match.index, end: match.index + match[0].length}));
	return found.map(({language, text: own, end}, i) => {
		const next = found[i + 1];
		return {language, text: own, ...next?.start === end + 1 && {next}};
	});
}

const QUERY_PAGE = blocksOf('docs/query.md');
const LOG = QUERY_PAGE.find(({language}) => language === 'log')!.text;

function only(language: string): Block {
	const found = QUERY_PAGE.filter(block => block.language === language);
	expect(found).toHaveLength(1);
	return found[0]!;
}

/** A daemon with the log that docs/query.md shows. */
async function daemonWithLog(): Promise<Daemon> {
	const daemon = await startDaemon({env: ZONE});
	await sendStream(daemon.streamSocket, [LOG]);
	await daemon.received(LOG.split('\n').length - 1);
	return daemon;
}

/**
 * The commands of a block with curl in it, for this daemon. What follows without an end is ended at once, behind what is
 * there; commands that are not curl's are tested where they belong.
 */
function scriptOf({text}: Block, {folder}: Daemon): string {
	return text.split('\n').filter(line => !/^(bin\/|kill |npm )/.test(line)).join('\n')
		.replaceAll(DEFAULT_FOLDER, folder)
		.replaceAll('?follow=1', '?follow=1&timeout=0')
		.replace(/\S*systemd-journal-remote /, () => `${peer('systemd-journal-remote')} `);
}

/** Has a script fail where a request is refused; what jq makes of an answer is jq's. */
const NOTHING_REFUSED = 'curl() { command curl --fail-with-body "$@"; }\njq() { cat; }\n';

/** Runs a script in bash, where each command has to succeed. */
async function bash(daemon: Daemon, script: string): Promise<string> {
	const prelude = `set -eo pipefail\ncd ${temporaryFolder()}\nQ=${daemon.querySocket} C=${daemon.ctlSocket}\n`;
	const {stdout} = await run('bash', ['-c', prelude + script], {env: {...cleanEnvironment(), ...ZONE}});
	return stdout.toString('utf8');
}

/** Without what is different with each run: the ring's epoch, times of receipt, who sent, and where the sockets are. */
function lasting(text: string): string {
	return text
		.replace(/\/\S+(?=\/stream\.sock)/g, 'FOLDER')
		.replace(/\b(?!0{12})[\da-f]{12}(?=:\d)/g, 'EPOCH')
		.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, 'RECEIVED')
		.replace(/\b([pu]id)=\d+/g, '$1=ID');
}

/** The names in a JSON value, all the way down. */
function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
	if (typeof value !== 'object' || value === null) return typeof value;
	return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shapeOf(each)]));
}

const withCurl = (block: Block): boolean => block.language === 'sh' && /\bcurl /.test(block.text);
const cases = (blocks: readonly Block[]): (readonly [string, Block])[] =>
	blocks.filter(withCurl).map(block => [block.text.split('\n').find(line => line.includes('curl '))!, block]);

describeWithPeers(['curl', 'logger'], 'docs/query.md', () => {
	test('has examples, and what most of them answer', () => {
		expect(cases(QUERY_PAGE).length).toBeGreaterThan(15);
		expect(QUERY_PAGE.filter(block => withCurl(block) && block.next !== undefined).length).toBeGreaterThan(14);
	});

	test.each(cases(QUERY_PAGE))('%s', async (_name, block) => {
		const daemon = await daemonWithLog();
		// Where the page shows an answer, that is what is compared, be it a refusal.
		const answer = await bash(daemon, (block.next === undefined ? NOTHING_REFUSED : '') + scriptOf(block, daemon));
		if (block.next?.language === 'text') expect(lasting(answer)).toBe(lasting(block.next.text));
		if (block.next?.language !== 'json') return;
		if (block.text.includes('/stats')) expect(shapeOf(JSON.parse(answer))).toEqual(shapeOf(JSON.parse(block.next.text)));
		else expect(lasting(answer)).toBe(lasting(block.next.text));
	});

	test('shows each format as it is', async () => {
		const daemon = await daemonWithLog();
		const page = readFileSync(join(ROOT, 'docs/query.md'), 'utf8');
		const rows = [...page.matchAll(/^\| `([\w-]+)` \| [^|]+ \| `(.+)` \|$/gm)].filter(match => match[2]!.includes('upstream timed out'));
		expect(rows.map(row => row[1])).toEqual(expect.arrayContaining(['syslog', 'short-iso', 'json', 'logfmt', 'csv', 'cat', 'rfc5424']));
		for (const [, format = '', line = ''] of rows) {
			const {text} = await daemon.curl(`/?app_name=nginx&fmt=${format}`);
			expect(lasting(text).trimEnd().split('\n').at(-1)).toBe(lasting(line));
		}
	});

	test('has a program for websockets that prints what it says', async () => {
		const daemon = await daemonWithLog();
		const block = only('js');
		const {stdout} = await run(process.execPath, ['--input-type=module', '-e', block.text.replaceAll(DEFAULT_FOLDER, daemon.folder)], {env: cleanEnvironment()});
		expect(stdout.toString()).toBe(block.next?.text);
	});

	test('has a page whose script can read the events that it asks for', async () => {
		const daemon = await daemonWithLog();
		const [, script = ''] = /<script>([^]*)<\/script>/.exec(only('html').text) ?? [];
		const shown: string[] = [];
		const sources: {address: string; onmessage?: (event: {data: string}) => void}[] = [];
		class EventSource {
			constructor(readonly address: string) {
				sources.push(this);
			}
		}
		runInNewContext(script, {EventSource, document: {querySelector: () => ({append: (text: string) => shown.push(text)})}});
		const [source] = sources;
		const answer = await daemon.curl(`${source?.address ?? ''}&timeout=0`, '-H', 'Accept: text/event-stream');
		expect(answer.headers.get('content-type')).toBe('text/event-stream');
		for (const [, data = ''] of answer.text.matchAll(/^data: (.*)$/gm)) source?.onmessage?.({data});
		expect(shown).toEqual([
			'2026-11-20T15:00:05.005Z nginx: upstream timed out after 30 s\n', '2026-11-20T15:00:06.006Z kernel: sda1: disk full\n',
		]);
	});
});

describeWithPeers(['curl', 'logger', 'journalctl', 'systemd-journal-remote'], 'README.md', () => {
	// Those with TLS are run by access.test.ts, which has a daemon for them.
	test.each(cases(blocksOf('README.md').filter(({text}) => !text.includes('https://web1'))))('%s', async (_name, block) => {
		const daemon = await daemonWithLog();
		const script = scriptOf(block, daemon);
		const answer = await bash(daemon, NOTHING_REFUSED + script);
		if (script.includes('l=100')) expect(answer).toContain('sda1: disk full');
		for (const [, line] of script.matchAll(/# (\{"paused".*\})$/gm)) expect(answer).toContain(line);
	});
});
