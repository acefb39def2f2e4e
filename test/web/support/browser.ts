import {afterAll, beforeAll, expect, onTestFinished} from 'vitest';
import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {type Daemon, startDaemon} from '../../e2e/support/daemon.js';
import {peer} from '../../e2e/support/peers.js';

/** What the browser's console says when an answer is an error, which some tests are about. */
const FAILED_ANSWER = /^Failed to load resource|net::ERR_/;
/** How long something may take to be seen. */
const ACTION_MS = 12_000;
const DESKTOP = {width: 1280, height: 800};

/** A page in a real browser, and what went wrong in it. */
export interface OpenPage {
	readonly page: Page;
	/** Where the daemon answers. */
	readonly origin: string;
}

let browser: Browser | undefined;

/** Has one browser for all tests of a file. */
export function useBrowser(): void {
	beforeAll(async () => {
		// Chromium's own sandbox needs more than a container gives; it sees nothing here but our own page.
		browser = await chromium.launch({executablePath: peer('chromium'), args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info']});
	});
	afterAll(async () => {
		await browser?.close();
	});
}

/** Starts a daemon that answers over TCP too. */
export async function startWithPage({args = []}: {args?: readonly string[]} = {}): Promise<Daemon> {
	return startDaemon({args: ['--query-addr', '127.0.0.1:0', ...args]});
}

/**
 * Opens the page, and proves at the end of the test that no script failed, nothing broke the page's policy, and nothing
 * was asked for elsewhere.
 *
 * @param path Behind `/ui/`.
 */
export async function open(daemon: Daemon, path = '', options: BrowserContextOptions = {}): Promise<OpenPage> {
	const origin = `http://127.0.0.1:${daemon.port('http')}`;
	const context = await browser!.newContext({viewport: DESKTOP, timezoneId: 'UTC', ...options});
	context.setDefaultTimeout(ACTION_MS);
	const page = await context.newPage();
	const faults: string[] = [];
	page.on('pageerror', error => faults.push(`error: ${error.message}`));
	page.on('console', message => {
		if (message.type() === 'error' && !FAILED_ANSWER.test(message.text())) faults.push(`console: ${message.text()}`);
	});
	page.on('request', request => {
		if (!request.url().startsWith(`${origin}/`)) faults.push(`request: ${request.url()}`);
	});
	page.on('dialog', dialog => {
		faults.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	onTestFinished(async () => {
		await context.close();
		expect(faults).toEqual([]);
	});
	await page.goto(`${origin}/ui/${path}`);
	return {page, origin};
}
