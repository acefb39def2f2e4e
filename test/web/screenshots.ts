import {join} from 'node:path';
import type {BrowserContextOptions, Page} from 'playwright-core';
import {test} from 'vitest';
import {sendDatagrams} from '../e2e/support/datagrams.js';
import {open, startWithPage, useBrowser} from './support/browser.js';
import {writeAsBusyHost} from './support/busy-host.js';
import {line} from './support/lines.js';

const FOLDER = join(import.meta.dirname, '../../docs/page');
const DESKTOP: BrowserContextOptions = {viewport: {width: 1360, height: 820}, deviceScaleFactor: 1};
const BUSY_SECONDS = 20;

interface Picture {
	readonly path?: string;
	readonly options?: BrowserContextOptions;
	readonly prepare?: (page: Page) => Promise<void>;
}

const PICTURES: Readonly<Record<string, Picture>> = {
	light: {},
	dark: {options: {colorScheme: 'dark'}},
	phone: {options: {viewport: {width: 390, height: 780}, deviceScaleFactor: 2, isMobile: true, hasTouch: true}},
	opened: {
		path: '?severity=err..err',
		prepare: async page => {
			await page.locator('.row .line').nth(-25).click();
			await page.getByText('As received,').waitFor();
		},
	},
	filtered: {path: '?q=app_name%3Asshd+failed&highlight=%2Fport+%5Cd%2B%2F', options: {colorScheme: 'dark'}},
	error: {path: '?q=upstream+appname%3Anginx'},
};

useBrowser();

test('pictures of a ring that has forgotten something', async () => {
	const daemon = await startWithPage({args: ['--buffer-bytes', '512K']});
	await writeAsBusyHost(daemon.syslogSocket, BUSY_SECONDS);
	for (const [name, {path, options, prepare}] of Object.entries(PICTURES)) {
		const {page} = await open(daemon, path, {...DESKTOP, ...options});
		await page.locator('.row, .fault-text').first().waitFor();
		await page.locator('.timeline:not(.uncounted), .fault-text').first().waitFor();
		await prepare?.(page);
		if (await page.locator('.panel').count() > 0 && name !== 'error') await page.locator('.patterns li').first().waitFor();
		await page.screenshot({path: join(FOLDER, `${name}.png`)});
	}
});

test('a picture of an empty ring', async () => {
	const daemon = await startWithPage();
	const {page} = await open(daemon, '', DESKTOP);
	await page.getByText('The ring is empty.').waitFor();
	await page.locator('.timeline:not(.uncounted)').waitFor();
	await page.screenshot({path: join(FOLDER, 'empty.png')});
	await sendDatagrams(daemon.syslogSocket, [line('hello circolog')]);
	await page.locator('.row').waitFor();
});
