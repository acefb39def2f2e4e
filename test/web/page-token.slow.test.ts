import {expect, test} from 'vitest';
import {tokenFile} from '../e2e/support/credentials.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {describeWithPeers} from '../e2e/support/peers.js';
import {sendStream} from '../e2e/support/stream.js';
import {open, startWithPage, useBrowser} from './support/browser.js';
import {shows} from './support/page.js';

describeWithPeers(['chromium'], 'a browser that was given the token as a password', () => {
	useBrowser();

	test('shows the log and what comes, and may pause', async () => {
		const {path, token} = tokenFile(temporaryFolder());
		const daemon = await startWithPage({args: ['--query-token-file', path, '--ui-control']});
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - the first\n']);
		const {page} = await open(daemon, '', {httpCredentials: {username: 'anna', password: token}});
		await shows(page, 'the first');
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - the second\n']);
		await shows(page, 'the second');
		// As the page's own script asks: the browser adds the token.
		expect(await page.evaluate(async () => (await fetch('pause/on', {method: 'POST'})).status)).toBe(200);
		expect((await daemon.status()).paused).toBe(true);
	});

	test('and one that was not sees nothing of it', async () => {
		const {path} = tokenFile(temporaryFolder());
		const daemon = await startWithPage({args: ['--query-token-file', path]});
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - secret\n']);
		const {page} = await open(daemon, '', {httpCredentials: {username: 'anna', password: 'wrong'}});
		expect(await page.evaluate(() => document.body.innerText)).toContain('none of the tokens that are allowed here');
	});
});
