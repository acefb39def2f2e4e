import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {sendDatagrams} from './support/datagrams.js';
import {type Daemon, startDaemon} from './support/daemon.js';
import {ask, type HttpAnswer} from './support/http.js';

const MAX_SCRIPT_BYTES = 100_000;

async function get(daemon: Daemon, path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
	return ask(daemon.querySocket, path, {headers});
}

async function post(daemon: Daemon, path: string, headers: Record<string, string> = {host: 'localhost:9080'}): Promise<HttpAnswer> {
	return ask(daemon.querySocket, path, {method: 'POST', headers});
}

/** Addresses that the page names. */
function addressesIn(page: Buffer): string[] {
	return [...page.toString('utf8').matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
}

describe('the page', () => {
	test('is where a browser is sent that asks for /, and curl still gets the log', async () => {
		const daemon = await startDaemon();
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - app - - - hello']);
		await daemon.received(1);
		const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
		expect(await get(daemon, '/', {accept})).toMatchObject({status: 302, headers: {location: 'ui/', vary: 'Accept'}});
		expect(await get(daemon, '/ui', {accept})).toMatchObject({status: 302, headers: {location: 'ui/'}});
		expect((await get(daemon, '/?l=1&fmt=cat', {accept})).body.toString()).toBe('hello\n');
		expect((await daemon.curl('/?fmt=cat')).body.toString()).toBe('hello\n');
		expect((await daemon.curl('/')).body.toString()).toMatch(/hello\n$/);
	});

	test('has no script or style in its markup, and names nothing that lies elsewhere', async () => {
		const daemon = await startDaemon();
		const page = await get(daemon, '/ui/?q=anything&severity=err');
		expect(page.status).toBe(200);
		expect(page.headers['cache-control']).toBe('no-cache');
		expect(page.headers['content-security-policy']).toContain("default-src 'none'");
		expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
		expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
		expect(page.body.toString()).not.toMatch(/<script[^>]*>[^<]|<style|style=|\son\w+=/);
		const addresses = addressesIn(page.body);
		expect(addresses.length).toBeGreaterThanOrEqual(3);
		for (const address of addresses) expect(address).toMatch(/^\.\/assets\/[\w-]+-[\w-]{8}\.(?:js|css|svg)$/);
	});

	test('has files that may be kept for ever, compressed, and less than 100 kB of script', async () => {
		const daemon = await startDaemon();
		let scriptBytes = 0;
		for (const address of addressesIn((await get(daemon, '/ui/')).body)) {
			const path = `/ui/${address.slice(2)}`;
			const plain = await get(daemon, path);
			const packed = await get(daemon, path, {'accept-encoding': 'gzip, br'});
			expect(plain).toMatchObject({status: 200, headers: {'cache-control': 'public, max-age=31536000, immutable', 'vary': 'Accept-Encoding', 'x-content-type-options': 'nosniff'}});
			expect(packed.headers['content-encoding']).toBe('gzip');
			expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
			expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
			if (path.endsWith('.js')) scriptBytes += packed.body.length;
		}
		expect(scriptBytes).toBeGreaterThan(0);
		expect(scriptBytes).toBeLessThan(MAX_SCRIPT_BYTES);
	});

	test('has nothing but what it is made of', async () => {
		const daemon = await startDaemon();
		for (const path of ['/ui/assets/none.js', '/ui/assets/..%2f..%2fcmd%2fcircologd.js', '/ui/assets/%2e%2e%2findex.html', '/ui/index.html']) {
			expect((await get(daemon, path)).status, path).toBe(404);
		}
	});

	test('may be linked to from elsewhere, but what it asks may not be asked from there', async () => {
		const daemon = await startDaemon();
		const foreign = {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document'};
		expect((await get(daemon, '/ui/?q=x', foreign)).status).toBe(200);
		for (const path of ['/', '/?l=1', '/count', '/ui/status']) expect((await get(daemon, path, foreign)).status).toBe(403);
	});

	test('is told how the daemon is', async () => {
		const daemon = await startDaemon();
		const {status, headers, body} = await get(daemon, '/ui/status');
		expect(status).toBe(200);
		expect(headers['cache-control']).toBe('no-store');
		expect(JSON.parse(body.toString())).toMatchObject({control: false, paused: false, buffer: {oldest_seq: 1, next_seq: 1}});
		expect((await get(daemon, '/ui/status?x=1')).status).toBe(400);
	});
});

describe('numbers', () => {
	test('say up to where they count, so that the next count can go on there', async () => {
		const daemon = await startDaemon();
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - a - - - one', '<11>1 - - a - - - two']);
		await daemon.received(2);
		const first = await get(daemon, '/count');
		expect(first.body.toString()).toBe('2\n');
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - a - - - three']);
		await daemon.received(3);
		const cursor = String(first.headers['circolog-cursor']);
		expect(cursor).toMatch(/^[0-9a-f]{12}:2$/);
		expect((await get(daemon, `/count?cursor=${cursor}`)).body.toString()).toBe('1\n');
		for (const path of ['/histogram', '/top?field=app_name', '/patterns']) {
			expect((await get(daemon, path)).headers['circolog-cursor'], path).toMatch(/:3$/);
		}
	});
});

describe('pause and clear by the page', () => {
	const PATHS = ['/ui/pause/on', '/ui/pause/off', '/ui/logs/clear'];

	test('are not there unless the daemon was started with --ui-control', async () => {
		const daemon = await startDaemon();
		for (const path of PATHS) expect((await post(daemon, path)).status, path).toBe(404);
	});

	test('are there with it', async () => {
		const daemon = await startDaemon({args: ['--ui-control']});
		await sendDatagrams(daemon.syslogSocket, ['<13>1 - - a - - - one']);
		await daemon.received(1);
		expect(JSON.parse((await get(daemon, '/ui/status')).body.toString())).toMatchObject({control: true});
		expect(JSON.parse((await post(daemon, '/ui/pause/on?for=10m')).body.toString())).toMatchObject({paused: true});
		expect((await daemon.status()).paused_until).toBeDefined();
		expect(JSON.parse((await post(daemon, '/ui/pause/off')).body.toString())).toEqual({paused: false});
		expect(JSON.parse((await post(daemon, '/ui/logs/clear')).body.toString())).toEqual({cleared: 1});
		expect(await daemon.lines()).toEqual([]);
	});

	test('are refused to foreign pages, frames of these, and names that only lead here', async () => {
		const daemon = await startDaemon({args: ['--ui-control']});
		for (const headers of [
			{'host': 'localhost:9080', 'origin': 'http://evil.example'},
			{'host': 'localhost:9080', 'sec-fetch-site': 'cross-site'},
			{host: 'evil.example:9080', origin: 'http://evil.example:9080'},
		]) {
			for (const path of PATHS) expect((await post(daemon, path, headers)).status, `${path} ${JSON.stringify(headers)}`).toBe(403);
		}
		expect((await daemon.status()).paused).toBe(false);
	});
});
