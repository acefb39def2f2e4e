import type {CDPSession, Page} from 'playwright-core';
import {expect, test} from 'vitest';
import {sendDatagrams} from '../e2e/support/datagrams.js';
import {describeWithPeers} from '../e2e/support/peers.js';
import {waitFor} from '../e2e/support/wait.js';
import {open, startWithPage, useBrowser} from './support/browser.js';
import {line, numberedLines} from './support/lines.js';
import {addressHas, PHONE, search, shows, texts} from './support/page.js';

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Where the bars are drawn. */
async function surface(page: Page): Promise<Box> {
	return (await page.locator('.chart .u-over').boundingBox())!;
}

/** Puts fingers on the page, moves each to its end, and lifts them. */
async function touch(session: CDPSession, ...ways: readonly {readonly from: number; readonly to: number; readonly y: number}[]): Promise<void> {
	const STEPS = 5;
	const at = (step: number): {x: number; y: number; id: number}[] => ways.map(({from, to, y}, id) => ({x: from + (to - from) * step / STEPS, y, id}));
	// Fingers never come down at once.
	for (let fingers = 1; fingers <= ways.length; fingers++) await session.send('Input.dispatchTouchEvent', {type: 'touchStart', touchPoints: at(0).slice(0, fingers)});
	for (let step = 1; step <= STEPS; step++) await session.send('Input.dispatchTouchEvent', {type: 'touchMove', touchPoints: at(step)});
	await session.send('Input.dispatchTouchEvent', {type: 'touchEnd', touchPoints: []});
}

describeWithPeers(['chromium', 'python3'], 'the picture of the ring', () => {
	useBrowser();

	test('zooms into a time range that is drawn, and out again', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(20));
		const {page} = await open(daemon);
		await page.getByRole('img', {name: /^20 messages/}).waitFor();
		await sendDatagrams(daemon.syslogSocket, numberedLines(5, 21));
		await page.getByRole('img', {name: /^25 messages/}).waitFor();
		const draw = async (from: number, to: number): Promise<void> => {
			const {x, y, width} = await surface(page);
			await page.mouse.move(x + width * from, y + 20);
			await page.mouse.down();
			await page.mouse.move(x + width * to, y + 20, {steps: 5});
			await page.mouse.up();
		};
		await draw(0.2, 0.6);
		const since = await addressHas(page, 'since', /^\d{4}-/);
		const until = await addressHas(page, 'until', /^\d{4}-/);
		expect(Date.parse(until)).toBeGreaterThan(Date.parse(since));
		const {body} = await daemon.curl(`/count?since=${since}&until=${until}`);
		await waitFor('the messages of that time', async () => (await texts(page)).length === Number(body));
		await page.getByRole('button', {name: 'Whole ring'}).click();
		await addressHas(page, 'since', undefined);
		await waitFor('all messages', async () => (await texts(page)).length === 25);
		await page.locator('.timeline:not(.counting)').waitFor();
		// To where nothing is yet: what comes belongs to it too.
		await draw(0.2, 0.999);
		await addressHas(page, 'since', /^\d{4}-/);
		await addressHas(page, 'until', undefined);
		await sendDatagrams(daemon.syslogSocket, [line('the newest')]);
		await shows(page, 'the newest');
		expect(await texts(page)).not.toContain('message number 1');
	});

	test('is zoomed and moved by fingers', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(20));
		const {page} = await open(daemon, '', PHONE);
		await page.getByRole('img', {name: /^20 messages/}).waitFor();
		const session = await page.context().newCDPSession(page);
		const {x, y, width} = await surface(page);
		const at = (share: number): number => x + width * share;
		await touch(session, {from: at(0.3), to: at(0.1), y: y + 20}, {from: at(0.4), to: at(0.7), y: y + 30});
		const since = Date.parse(await addressHas(page, 'since', /^\d{4}-/));
		const until = Date.parse(await addressHas(page, 'until', /^\d{4}-/));
		expect(until).toBeGreaterThan(since);
		await page.getByRole('button', {name: 'Whole ring'}).waitFor();
		await page.locator('.timeline:not(.counting)').waitFor();
		// Far enough: the picture begins with a whole bar, which may be earlier than what was asked for by a good part of so short a time.
		await touch(session, {from: at(0.8), to: at(0.3), y: y + 20}, {from: at(0.9), to: at(0.4), y: y + 30});
		const later = await waitFor('a later time', () => {
			const now = Date.parse(new URL(page.url()).searchParams.get('since') ?? '');
			return now > since && now;
		});
		await page.locator('.timeline:not(.counting)').waitFor();
		await touch(session, {from: at(0.6), to: at(0.95), y: y + 20});
		await waitFor('a shorter time', () => {
			const {searchParams} = new URL(page.url());
			return Date.parse(searchParams.get('since') ?? '') > later;
		});
		// Far out, there is nothing but the whole ring.
		for (let step = 0; step < 20 && await page.getByRole('button', {name: 'Wider'}).isVisible(); step++) {
			const before = page.url();
			await page.getByRole('button', {name: 'Wider'}).click();
			await waitFor('a wider time', () => page.url() !== before);
			await page.locator('.timeline:not(.counting)').waitFor();
		}
		await addressHas(page, 'since', undefined);
		await addressHas(page, 'until', undefined);
	});

	test('leads to the moment that is pressed, without filtering', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('the oldest')]);
		const {page} = await open(daemon);
		await shows(page, 'the oldest');
		await sendDatagrams(daemon.syslogSocket, numberedLines(900));
		await shows(page, 'message number 900');
		await page.getByRole('img', {name: /^901 messages/}).waitFor();
		const {x, y} = await surface(page);
		await page.mouse.click(x + 1, y + 20);
		await waitFor('the oldest', async () => await page.locator('.row.current .text').count() === 1 && await page.locator('.row.current .text').textContent() === 'the oldest');
		await page.getByRole('button', {name: 'Standing still'}).waitFor();
		await addressHas(page, 'since', undefined);
		await page.locator('.chart .seen').waitFor({state: 'visible'});
	});

	test('forgets what the ring forgets', async () => {
		const daemon = await startWithPage({args: ['--buffer-size', '100']});
		await sendDatagrams(daemon.syslogSocket, numberedLines(60));
		const {page} = await open(daemon);
		await page.getByRole('img', {name: /^60 messages/}).waitFor();
		await sendDatagrams(daemon.syslogSocket, numberedLines(90, 61));
		await page.getByText('50 before that are forgotten').waitFor();
		await page.getByRole('img', {name: /^100 messages/}).waitFor();
	});

	test('keeps nobody waiting who looks at the list, however long counting takes', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(3));
		const {page} = await open(daemon, 'about');
		const given: string[] = [];
		const up = new Set<string>();
		page.on('requestfailed', request => given.push(request.url()));
		// Nothing that is counted is answered.
		await page.route(/\/(?:histogram|top)\?/, route => {
			up.add(route.request().url());
		});
		await page.goto(new URL('./', page.url()).href);
		await shows(page, 'message number 3');
		await page.getByText('Counting…').first().waitFor();
		await sendDatagrams(daemon.syslogSocket, [line('meanwhile')]);
		await shows(page, 'meanwhile');
		await waitFor('questions of both kinds', () => [...up].some(url => url.includes('/top?')) && [...up].some(url => url.includes('/histogram?')));
		const first = [...up];
		await search(page, 'meanwhile');
		await waitFor('an end of what nobody wants to know any more', () => first.every(url => given.includes(url)));
		await waitFor('one message', async () => (await texts(page)).join() === 'meanwhile');
	});

	test('says so when counting takes more work than the daemon allows, and does not insist', async () => {
		const daemon = await startWithPage({args: ['--query-timeout', '1ms']});
		await sendDatagrams(daemon.syslogSocket, numberedLines(40_000));
		await daemon.received(40_000);
		const {page} = await open(daemon, '?q=%2Fn.mber+.*x%2F');
		await page.getByRole('alert').filter({hasText: 'more than 1 ms of work'}).waitFor();
		const {queries: {total}} = await daemon.status();
		await page.getByRole('button', {name: 'Took too long'}).waitFor();
		await daemon.until('no further questions', ({queries}) => queries.running === 0 && queries.total <= total + 3);
	});
});
