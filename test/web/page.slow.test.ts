import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Page} from 'playwright-core';
import {expect, test} from 'vitest';
import {startDaemon} from '../e2e/support/daemon.js';
import {sendDatagrams} from '../e2e/support/datagrams.js';
import {describeWithPeers} from '../e2e/support/peers.js';
import {waitFor} from '../e2e/support/wait.js';
import {open, startWithPage, useBrowser} from './support/browser.js';
import {measureFollowing} from './support/following.js';
import {line, numberedLines} from './support/lines.js';
import {addressHas, PHONE, search, shows, texts} from './support/page.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Seconds that a page follows 5,000 messages a second; 4 among other tests. */
const FOLLOW_SECONDS_ALONE = process.env['CIRCOLOG_FOLLOW_SECONDS'];
const FOLLOW_SECONDS = Number(FOLLOW_SECONDS_ALONE ?? 4);

/** Violations that axe-core finds, from serious on. */
async function violations(page: Page): Promise<string[]> {
	// Evaluated by the debugger, past the page's policy.
	await page.evaluate(AXE);
	return page.evaluate<string[]>(`axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations
		.filter(({impact}) => impact === 'serious' || impact === 'critical')
		.map(({id, nodes}) => id + ': ' + nodes.map(({html, failureSummary}) => html.slice(0, 200) + ' ' + failureSummary).slice(0, 3).join(' | ')))`);
}

describeWithPeers(['chromium', 'python3'], 'the page in Chromium', () => {
	useBrowser();

	test('shows what is there and then what comes, at once', async () => {
		const daemon = await startWithPage();
		const {page} = await open(daemon);
		await page.getByText('The ring is empty.').waitFor();
		await sendDatagrams(daemon.syslogSocket, numberedLines(3));
		await shows(page, 'message number 3');
		await sendDatagrams(daemon.syslogSocket, [line('the newest', {severity: 3})]);
		await shows(page, 'the newest');
		expect(await texts(page)).toEqual(['message number 1', 'message number 2', 'message number 3', 'the newest']);
		await page.getByRole('button', {name: 'Live'}).waitFor();
		await page.getByRole('img', {name: '4 messages: 1 err, 3 info'}).waitFor();
	});

	test('stays where the reader is, says how much is new, and goes there', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(400));
		const {page} = await open(daemon);
		await shows(page, 'message number 400');
		await page.mouse.move(400, 500);
		await page.mouse.wheel(0, -2000);
		await page.getByRole('button', {name: 'Standing still'}).waitFor();
		const before = await texts(page);
		await sendDatagrams(daemon.syslogSocket, numberedLines(50, 401));
		await page.getByRole('button', {name: '50 new'}).waitFor();
		expect(await texts(page)).toEqual(before);
		await page.getByRole('button', {name: '50 new'}).click();
		await shows(page, 'message number 450');
		await page.getByRole('button', {name: 'Live'}).waitFor();
	});

	test('scrolls from the newest message to the oldest', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(3000));
		const {page} = await open(daemon);
		await shows(page, 'message number 3000');
		await page.mouse.move(400, 500);
		await waitFor('the oldest message', async () => {
			await page.mouse.wheel(0, -20_000);
			return (await texts(page)).includes('message number 1');
		});
		const seen = (await texts(page)).map(text => Number(text.slice('message number '.length)));
		expect(seen).toEqual(seen.map((_, i) => i + 1));
	});

	test('shows text as text, whatever it is', async () => {
		const daemon = await startWithPage();
		const hostile = [
			'<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '"><svg onload=alert(3)>', "javascript:alert(4)//'", '{{constructor.constructor("alert(5)")()}}', '&lt;b&gt;', '</title><h1>x',
		];
		await sendDatagrams(daemon.syslogSocket, [
			...hostile.map(text => line(text, {app: '<i>app</i>'.slice(0, 48), host: '<b>h</b>', data: '[x@1 a="<u>v</u>"]'})),
			line('\u001b[31mred\u001b[0m \u0007bell \u202eback\u2066 \u001b]0;title\u0007end\u001b[2J'),
		]);
		const {page} = await open(daemon);
		await shows(page, 'title');
		expect((await texts(page)).slice(0, hostile.length)).toEqual(hostile);
		expect((await texts(page)).at(-1)).toBe('red BELbell U+202EbackU+2066 ESC]0;titleBELendESC[2J');
		expect(await page.locator('.ansi-red').textContent()).toBe('red');
		await page.locator('.row .opener').first().click();
		await page.getByText('Structured data').waitFor();
		expect(await page.locator('.rows img, .rows script, .rows svg, .rows i, .rows u, .rows h1').count()).toBe(0);
		expect(await page.locator('.details td').allTextContents()).toContain('<u>v</u>');
	});

	test('filters as it is typed and pressed, keeps that in the address, and goes back', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('disk full', {severity: 3, app: 'kernel'}), line('disk ok', {app: 'kernel'}), line('cache hit', {severity: 7, app: 'shop'})]);
		const {page} = await open(daemon);
		await shows(page, 'cache hit');
		await search(page, 'disk');
		await addressHas(page, 'q', /^disk$/);
		await waitFor('two messages', async () => (await texts(page)).length === 2);
		expect(await page.locator('mark').allTextContents()).toEqual(['disk', 'disk']);
		await page.getByRole('group', {name: 'Severities'}).getByRole('button', {name: 'err'}).click();
		await addressHas(page, 'severity', /^err\.\.err$/);
		await waitFor('one message', async () => (await texts(page)).join() === 'disk full');
		await page.goBack();
		await page.goBack();
		await waitFor('all messages', async () => (await texts(page)).length === 3);
	});

	test('marks what a regular expression has found', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('from port 50112 to PORT 1'), line('no port')]);
		const {page} = await open(daemon);
		await shows(page, 'no port');
		await search(page, '/port \\d+/i');
		await waitFor('one message', async () => (await texts(page)).length === 1);
		expect(await page.locator('.row mark').allTextContents()).toEqual(['port 50112', 'PORT 1']);
	});

	test('shows an error at the word that it is about', async () => {
		const daemon = await startWithPage();
		const {page} = await open(daemon);
		await search(page, 'disk appname:sshd');
		await page.getByRole('alert').filter({hasText: 'did you mean app_name?'}).waitFor();
		expect(await page.locator('.fault').textContent()).toBe('appname');
		await search(page, 'disk app_name:sshd');
		await page.getByText('Nothing in the ring matches.').waitFor();
		expect(await page.getByRole('alert').count()).toBe(0);
	});

	test('shows an error of a time at the time', async () => {
		const daemon = await startWithPage();
		const {page} = await open(daemon);
		await page.getByRole('textbox', {name: 'Since'}).fill('someday');
		await page.keyboard.press('Enter');
		await page.getByRole('form', {name: 'Time range'}).locator('[aria-invalid=true]').waitFor();
		await page.getByRole('alert').filter({hasText: '"someday"'}).waitFor();
		expect(await page.getByRole('combobox', {name: 'Search'}).getAttribute('aria-invalid')).toBe('false');
		await page.getByRole('textbox', {name: 'Since'}).fill('-15m');
		await page.keyboard.press('Enter');
		await page.getByText('Nothing in the ring matches.').waitFor();
	});

	test('completes fields and values that are in the ring, and remembers queries', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('a', {app: 'sshd'}), line('b', {app: 'my-app', data: '[req@32473 status="502"]'}), line('c', {app: 'sshd'})]);
		const {page} = await open(daemon);
		await shows(page, 'c');
		const box = page.getByRole('combobox', {name: 'Search'});
		await box.pressSequentially('app');
		await page.getByRole('option', {name: /^app_name:/}).waitFor();
		await page.keyboard.press('Tab');
		await page.getByRole('option', {name: /^sshd 2$/}).waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		expect(await box.inputValue()).toBe('app_name:sshd ');
		await page.keyboard.press('Enter');
		await addressHas(page, 'q', /^app_name:sshd$/);
		await waitFor('two messages', async () => (await texts(page)).length === 2);
		await page.getByRole('button', {name: 'Empty the search'}).click();
		await box.pressSequentially('app_name:(sshd OR my');
		await page.getByRole('option', {name: /^my-app 1$/}).waitFor();
		await page.keyboard.press('Tab');
		expect(await box.inputValue()).toBe('app_name:(sshd OR my-app ');
		await page.getByRole('button', {name: 'Empty the search'}).click();
		await box.pressSequentially('stat');
		await page.keyboard.press('Tab');
		await page.getByRole('option', {name: /^502 1$/}).waitFor();
		expect(await box.inputValue()).toBe('sd.req@32473.status:');
		await page.getByRole('button', {name: 'Empty the search'}).click();
		await page.getByRole('option', {name: /^app_name:sshd/}).waitFor();
	});

	test('opens a message to all its fields, and filters for and against them', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [
			line('timed out', {severity: 3, app: 'nginx', data: '[req@32473 status="502"]'}), line('fine', {app: 'nginx', data: '[req@32473 status="200"]'}), line('other', {app: 'cron'}),
		]);
		const {page} = await open(daemon);
		await page.locator('.row', {hasText: 'timed out'}).locator('.line').click();
		const details = page.locator('.details');
		await details.getByText('unix-dgram:').waitFor();
		expect(await details.locator('pre').textContent()).toBe(line('timed out', {severity: 3, app: 'nginx', data: '[req@32473 status="502"]'}));
		await details.getByRole('button', {name: 'Bytes'}).click();
		expect(await details.locator('pre').textContent()).toMatch(/^000000 {2}3c 31 31 3e 31 20/);
		await details.getByRole('button', {name: 'Only app_name nginx'}).click();
		await addressHas(page, 'q', /^app_name:nginx$/);
		await waitFor('messages of nginx', async () => (await texts(page)).join() === 'timed out,fine');
		await details.getByRole('button', {name: 'Without req@32473 status 502'}).click();
		await waitFor('the others', async () => (await texts(page)).join() === 'fine');
	});

	test('shows a message among its neighbours, and a link shows the same to somebody else', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [...numberedLines(500), line('needle'), ...numberedLines(500, 501)]);
		const {page, origin} = await open(daemon, '?q=needle');
		await shows(page, 'needle');
		await page.locator('.row .line').click();
		await page.getByRole('button', {name: 'In context'}).click();
		await shows(page, 'message number 501');
		await shows(page, 'message number 500');
		// What comes before it is in sight too.
		const before = (await page.locator('.row', {hasText: 'message number 500'}).boundingBox())!;
		expect(before.y).toBeGreaterThanOrEqual((await page.getByRole('feed').boundingBox())!.y);
		const second = await open(daemon, page.url().slice(`${origin}/ui/`.length));
		await shows(second.page, 'message number 501');
		expect(await second.page.locator('.row.current .text').first().textContent()).toBe('needle');
		await page.getByRole('button', {name: 'Back to the search'}).click();
		await waitFor('the match alone', async () => (await texts(page)).join() === 'needle');
	});

	test('is used without a mouse', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [...numberedLines(600), line('broken', {severity: 3}), ...numberedLines(600, 601)]);
		const {page} = await open(daemon, '?highlight=number 7 number 9'.replaceAll(' ', '+'));
		await shows(page, 'message number 1200');
		const current = page.locator('.row.current .text');
		const at = async (text: string): Promise<void> => {
			await waitFor(text, async () => await current.count() === 1 && await current.textContent() === text);
		};
		await page.keyboard.press('j');
		await at('message number 1200');
		await page.keyboard.press('k');
		await at('message number 1199');
		await waitFor('the focus at that message', async () => await page.evaluate('document.activeElement.querySelector(".text")?.textContent') === 'message number 1199');
		await page.keyboard.press('g');
		await at('message number 1');
		await page.keyboard.press('e');
		await at('broken');
		await page.keyboard.press('j');
		await at('message number 601');
		await page.keyboard.press('Enter');
		await page.locator('.details').waitFor();
		await page.keyboard.press('E');
		await at('broken');
		await page.keyboard.press('G');
		await page.getByRole('button', {name: 'Live'}).waitFor();
		await shows(page, 'message number 1200');
		await page.keyboard.press(' ');
		await page.getByRole('button', {name: 'Standing still'}).waitFor();
		await page.keyboard.press(' ');
		await page.getByRole('button', {name: 'Live'}).waitFor();
		await page.keyboard.press('PageUp');
		await page.getByRole('button', {name: 'Standing still'}).waitFor();
		await waitFor('messages before those in sight', async () => !await page.locator('.row', {hasText: 'message number 1200'}).isVisible());
		await page.keyboard.press('?');
		await page.getByRole('heading', {name: 'Keys'}).waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('heading', {name: 'Keys'}).waitFor({state: 'hidden'});
		await page.keyboard.press('/');
		await page.keyboard.type('broken');
		await page.keyboard.press('Enter');
		await addressHas(page, 'q', /^broken$/);
	});

	test('finds the next and previous match of highlighted words, without filtering', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [...numberedLines(400), line('Needle one'), ...numberedLines(400, 401), line('needle two')]);
		const {page} = await open(daemon, '?highlight=needle');
		await shows(page, 'needle two');
		await page.keyboard.press('j');
		const current = page.locator('.row.current .text');
		await page.keyboard.press('N');
		await waitFor('the first', async () => await current.count() === 1 && await current.textContent() === 'Needle one');
		expect(await current.locator('mark').textContent()).toBe('Needle');
		await page.keyboard.press('n');
		await waitFor('the second', async () => await current.count() === 1 && await current.textContent() === 'needle two');
	});

	test('summarises who writes and what is said, and filters by it', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [...Array.from({length: 9}, (_, i) => line(`user ${i + 10} logged in`, {app: 'sshd', host: 'web2'})), line('done', {app: 'cron'})]);
		const {page} = await open(daemon);
		const panel = page.getByRole('complementary', {name: 'Summary'});
		await panel.getByRole('button', {name: /user <\*> logged in 9/}).waitFor();
		await panel.getByRole('button', {name: /^sshd 9 · 90 %/}).click();
		await addressHas(page, 'q', /^app_name:sshd$/);
		await panel.getByRole('button', {name: 'Without web2'}).click();
		await addressHas(page, 'q', /^app_name:sshd NOT hostname:web2$/);
		await page.getByText('Nothing in the ring matches.').waitFor();
	});

	test('shows the summary over the messages where there is no room beside them, and closes it', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('one', {app: 'sshd'}), line('two', {app: 'cron'})]);
		const {page} = await open(daemon, '', PHONE);
		await shows(page, 'two');
		const panel = page.getByRole('complementary', {name: 'Summary'});
		const opener = page.getByRole('button', {name: 'Summary', exact: true});
		await opener.tap();
		await page.getByRole('button', {name: 'Close the summary'}).tap();
		await panel.waitFor({state: 'detached'});
		await opener.tap();
		await panel.waitFor();
		await page.keyboard.press('Escape');
		await panel.waitFor({state: 'detached'});
		await opener.tap();
		await panel.getByRole('button', {name: /^sshd 1/}).tap();
		await panel.waitFor({state: 'detached'});
		await waitFor('messages of sshd', async () => (await texts(page)).join() === 'one');
	});

	test('has everything on a phone, behind a button what is seldom used', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('disk full')]);
		const {page} = await open(daemon, '', PHONE);
		await shows(page, 'disk full');
		const highlight = page.getByRole('textbox', {name: 'Highlight words without filtering'});
		await highlight.waitFor({state: 'hidden'});
		await page.getByRole('button', {name: 'Options'}).tap();
		await highlight.fill('full');
		await waitFor('a mark', async () => (await page.locator('.row mark').allTextContents()).join() === 'full');
		for (const name of ['Wrap', 'Go']) await page.getByRole('button', {name}).waitFor();
		await page.getByRole('link', {name: 'Download'}).waitFor();
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.viewport.width);
	});

	test('says how many it has skipped to catch up, and has them when scrolled there', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(10));
		const {page} = await open(daemon);
		await shows(page, 'message number 10');
		await page.context().setOffline(true);
		await page.getByRole('button', {name: 'Reconnecting'}).waitFor();
		await sendDatagrams(daemon.syslogSocket, numberedLines(5000, 11));
		await daemon.received(5010);
		await page.context().setOffline(false);
		await shows(page, 'message number 5010');
		await page.getByText('3,000 skipped to catch up.').waitFor();
		await page.mouse.move(400, 500);
		await waitFor('a message that was skipped', async () => {
			await page.mouse.wheel(0, -5000);
			return (await texts(page)).some(text => Number(text.slice('message number '.length)) <= 3010);
		});
	});

	test('asks for nothing in the background, and says what it has skipped when it is seen again', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(10));
		const {page} = await open(daemon);
		await shows(page, 'message number 10');
		const hide = async (hidden: boolean): Promise<void> => page.evaluate(`{
			Object.defineProperty(document, 'hidden', {configurable: true, get: () => ${hidden}});
			document.dispatchEvent(new Event('visibilitychange'));
		}`);
		await hide(true);
		await sendDatagrams(daemon.syslogSocket, numberedLines(2500, 11));
		await daemon.received(2510);
		await sendDatagrams(daemon.syslogSocket, numberedLines(2500, 2511));
		await daemon.received(5010);
		expect(await texts(page)).toHaveLength(10);
		await hide(false);
		await page.getByText('3,000 skipped to catch up.').waitFor();
		await shows(page, 'message number 5010');
	});

	test('goes on by itself when the daemon has been started anew, and keeps what it showed', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(3));
		const {page} = await open(daemon);
		await shows(page, 'message number 3');
		const port = daemon.port('http');
		await daemon.stop();
		await page.getByRole('button', {name: 'Reconnecting'}).waitFor();
		const next = await startDaemon({args: ['--query-addr', `127.0.0.1:${port}`], folder: daemon.folder});
		await sendDatagrams(next.syslogSocket, [line('after the restart')]);
		await shows(page, 'after the restart');
		const shown = await texts(page);
		expect([...shown.slice(0, 3), shown.at(-1)]).toEqual(['message number 1', 'message number 2', 'message number 3', 'after the restart']);
		expect(shown[3]).toContain('the daemon has started anew');
		await page.getByRole('button', {name: 'Live'}).waitFor();
	});

	test('says so when the daemon does not answer though its connections stand, and goes on when it does', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(3));
		const {page} = await open(daemon);
		await shows(page, 'message number 3');
		daemon.child.kill('SIGSTOP');
		try {
			await page.getByRole('button', {name: 'Reconnecting'}).waitFor();
			expect(await texts(page)).toHaveLength(3);
		} finally {
			daemon.child.kill('SIGCONT');
		}
		await sendDatagrams(daemon.syslogSocket, [line('awake')]);
		await shows(page, 'awake');
		await page.getByRole('button', {name: 'Live'}).waitFor();
	});

	test('forgets what is cleared', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(3));
		const {page} = await open(daemon);
		await shows(page, 'message number 3');
		await daemon.command('/logs/clear');
		await page.getByText('The ring is empty.').waitFor();
		expect(await texts(page)).toEqual([]);
		await page.getByRole('region', {name: 'Messages over time'}).getByText('3 cleared').waitFor();
	});

	test('downloads what is shown', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [line('one', {app: 'a'}), line('two', {app: 'b'})]);
		const {page} = await open(daemon, '?q=app_name:b');
		await shows(page, 'two');
		await page.getByRole('combobox', {name: 'Format of the download'}).selectOption('cat');
		const downloading = page.waitForEvent('download');
		await page.getByRole('link', {name: 'Download'}).click();
		const download = await downloading;
		expect(download.suggestedFilename()).toBe('circolog.cat');
		expect(readFileSync(await download.path(), 'utf8')).toBe('two\n');
	});

	test('marks what was lost before it was opened, and what is lost after', async () => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, numberedLines(1));
		await daemon.received(1);
		await daemon.command('/pause/on');
		await sendDatagrams(daemon.syslogSocket, numberedLines(2));
		await daemon.received(3);
		await daemon.command('/pause/off');
		const {page} = await open(daemon);
		const happened = page.getByRole('complementary', {name: 'Summary'});
		await happened.getByRole('button', {name: /^paused, 2 discarded/}).waitFor();
		await page.getByRole('region', {name: 'Messages over time'}).getByText(/\d paused, 2 discarded/).waitFor();

		const counted = [1, 5].map(number => `<13>1 - web1 app - - [meta sequenceId="${number}"] number ${number}`);
		await sendDatagrams(daemon.syslogSocket, counted);
		await happened.getByRole('button', {name: /^3 messages lost: they never got here/}).waitFor();
		expect(await violations(page)).toEqual([]);
	});

	test('pauses and clears only where the daemon allows it', async () => {
		const without = await open(await startWithPage());
		await without.page.getByText('The ring is empty.').waitFor();
		expect(await without.page.getByRole('button', {name: 'Pause daemon'}).count()).toBe(0);
		const daemon = await startWithPage({args: ['--ui-control']});
		await sendDatagrams(daemon.syslogSocket, numberedLines(2));
		const {page} = await open(daemon);
		await shows(page, 'message number 2');
		await page.getByRole('button', {name: 'Pause daemon'}).click();
		await page.getByRole('button', {name: 'Daemon paused'}).waitFor();
		await page.getByRole('region', {name: 'Messages over time'}).getByText(/\d paused/).waitFor();
		await page.getByRole('button', {name: 'Resume daemon'}).click();
		await page.getByRole('button', {name: 'Live'}).waitFor();
		await page.getByRole('complementary', {name: 'Summary'}).getByRole('button', {name: /^paused/}).waitFor();
		await page.getByRole('button', {name: 'Clear…'}).click();
		await page.getByRole('button', {name: 'Forget everything'}).click();
		await daemon.until('an empty ring', ({buffer}) => buffer.messages.used === 0);
	});

	test.each([
		['light', {colorScheme: 'light'}],
		['dark', {colorScheme: 'dark'}],
		['on a phone', PHONE],
		['at 200 %', {viewport: {width: 640, height: 400}}],
	] as const)('has no serious fault that axe-core knows: %s', async (_name, options) => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, Array.from({length: 8}, (_, severity) =>
			line(`\u001b[3${severity}mcolour\u001b[0m of severity ${severity} \u0001`, {severity, data: '[req@32473 status="502"]'})));
		const {page} = await open(daemon, '?highlight=severity', options);
		await shows(page, 'of severity 7');
		expect(await violations(page)).toEqual([]);
		await page.keyboard.press(' ');
		await page.locator('.row .opener').nth(2).click();
		await page.getByText('As received,').waitFor();
		expect(await violations(page)).toEqual([]);
		await page.getByRole('button', {name: 'Help'}).click();
		expect(await violations(page)).toEqual([]);
		await page.keyboard.press('Escape');
		await search(page, 'severity:nothing');
		await page.getByRole('alert').waitFor();
		expect(await violations(page)).toEqual([]);
	});

	test.each([['light', {}], ['dark', {colorScheme: 'dark'}], ['on a phone', PHONE]] as const)('has none in its seldom states either: %s', async (_name, options) => {
		const daemon = await startWithPage({args: ['--ui-control', '--buffer-size', '50']});
		await sendDatagrams(daemon.syslogSocket, Array.from({length: 80}, (_, i) => line(`message number ${i}`, {severity: i % 8, app: `app${i % 5}`})));
		const {page} = await open(daemon, '?since=-15m', options);
		await shows(page, 'message number 79');
		const faults = async (): Promise<string[]> => violations(page);
		if ('hasTouch' in options) {
			await page.getByRole('button', {name: 'Options'}).click();
			expect(await faults()).toEqual([]);
			await page.getByRole('button', {name: 'Summary', exact: true}).click();
		}
		await page.locator('.patterns li').first().waitFor();
		await daemon.command('/pause/on');
		await page.locator('.happened li').first().waitFor();
		expect(await faults()).toEqual([]);
		await daemon.command('/pause/off');
		if ('hasTouch' in options) await page.getByRole('button', {name: 'Close the summary'}).click();
		await page.getByRole('combobox', {name: 'Search'}).fill('app_name:');
		await page.getByRole('option', {name: /^app1/}).waitFor();
		await page.keyboard.press('ArrowDown');
		expect(await faults()).toEqual([]);
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await addressHas(page, 'q', /^app_name:app/);
		// The rows of before are still there for a moment, and one of them would be gone by the time that it opens.
		await page.waitForFunction(app => {
			const lines = [...document.querySelectorAll('.row .line')];
			return lines.length > 0 && lines.every(line => line.textContent.includes(app));
		}, new URL(page.url()).searchParams.get('q')!.replace('app_name:', ''));
		await page.locator('.row .line').first().click();
		await page.getByRole('button', {name: 'In context'}).click();
		await page.getByText('A message among its neighbours').waitFor();
		expect(await faults()).toEqual([]);
		await page.context().setOffline(true);
		await page.getByText('Trying again').waitFor();
		expect(await faults()).toEqual([]);
		await page.context().setOffline(false);
		await page.getByText('Trying again').waitFor({state: 'hidden'});
		await page.getByRole('textbox', {name: 'Until'}).fill('someday');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').waitFor();
		expect(await faults()).toEqual([]);
	}, 60_000);

	test.each([['a phone', 390, 844], ['a small phone', 320, 568], ['200 %', 640, 400]])('fits %s without scrolling sideways', async (_name, width, height) => {
		const daemon = await startWithPage();
		await sendDatagrams(daemon.syslogSocket, [...numberedLines(50), line('x'.repeat(3000))]);
		const {page} = await open(daemon, '', {viewport: {width, height}});
		await shows(page, 'xxx');
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
		const list = (await page.getByRole('feed').boundingBox())!;
		expect(list.height).toBeGreaterThan(100);
		expect(list.width).toBe(width);
	});

	test('is dark where the system is', async () => {
		const daemon = await startWithPage();
		const backs = [];
		for (const colorScheme of ['light', 'dark'] as const) {
			const {page} = await open(daemon, '', {colorScheme});
			backs.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
		}
		expect(backs).toEqual(['rgb(255, 255, 255)', 'rgb(15, 19, 24)']);
	});

	test('keeps up with 5,000 messages a second, in bounded memory', async () => {
		const daemon = await startWithPage();
		const {page} = await open(daemon);
		const measured = await measureFollowing(daemon, page, FOLLOW_SECONDS);
		console.log(`following ${measured.messages} messages in ${FOLLOW_SECONDS} s: ${JSON.stringify(measured)}`);
		await shows(page, `message number ${measured.messages}`);
		// Other tests want the processor too: then it says more of them than of the page.
		if (FOLLOW_SECONDS_ALONE !== undefined) expect(measured.lateMsP95).toBeLessThan(50);
		expect(measured.elements).toBeLessThan(2000);
		expect(measured.heapMiB).toBeLessThan(120);
	}, 30_000 + 2000 * FOLLOW_SECONDS);
});
