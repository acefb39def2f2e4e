import type {Page} from 'playwright-core';
import type {Daemon} from '../../e2e/support/daemon.js';
import {run} from '../../e2e/support/child.js';
import {peer} from '../../e2e/support/peers.js';

const MESSAGES_PER_SECOND = 5000;
/** How often the page's thread is asked whether it is free. */
const ASK_EVERY_MS = 10;
const MIB = 1024 * 1024;

/** Sends at a constant rate, however late it may be. */
const SENDER = `
import socket, sys, time
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sender.connect(sys.argv[1])
count, rate = int(sys.argv[2]), int(sys.argv[3])
begun = time.monotonic()
for i in range(1, count + 1):
    sender.send(b'<%d>1 - web1 app %d - - message number %d' % (8 + i % 8, i % 100, i))
    if i % 50 == 0:
        time.sleep(max(0, begun + i / rate - time.monotonic()))
`;

/** How a page bore a stream of messages. */
export interface Following {
	readonly messages: number;
	/** How late the page's thread was with what was due, in milliseconds: the 95th percentile and the most. */
	readonly lateMsP95: number;
	readonly lateMsMost: number;
	/** Tasks of more than 50 ms, and the 95th percentile of their length. */
	readonly longTasks: number;
	readonly longTaskMsP95: number;
	/** Memory of the page's scripts at the end, collected. */
	readonly heapMiB: number;
	/** Elements in the page. */
	readonly elements: number;
}

/** Has a page follow 5,000 messages a second for some seconds. */
export async function measureFollowing(daemon: Daemon, page: Page, seconds: number): Promise<Following> {
	const messages = seconds * MESSAGES_PER_SECOND;
	await page.evaluate(`{
		window.late = [];
		window.longTasks = [];
		new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(({duration}) => duration))).observe({entryTypes: ['longtask']});
		let due = performance.now() + ${ASK_EVERY_MS};
		setInterval(() => {
			window.late.push(Math.max(0, performance.now() - due));
			due = performance.now() + ${ASK_EVERY_MS};
		}, ${ASK_EVERY_MS});
	}`);
	await run(peer('python3'), ['-c', SENDER, daemon.syslogSocket, String(messages), String(MESSAGES_PER_SECOND)], {deadlineMs: 4000 * seconds + 30_000});
	await page.locator('.row .text', {hasText: `message number ${messages}`}).waitFor();
	const late = await page.evaluate<number[]>('window.late');
	const longTasks = await page.evaluate<number[]>('window.longTasks');
	const session = await page.context().newCDPSession(page);
	await session.send('HeapProfiler.collectGarbage');
	const {usedSize} = await session.send('Runtime.getHeapUsage');
	return {
		messages,
		lateMsP95: percentile(late, 0.95), lateMsMost: Math.round(Math.max(...late)),
		longTasks: longTasks.length, longTaskMsP95: percentile(longTasks, 0.95),
		heapMiB: Math.round(usedSize / MIB),
		elements: await page.evaluate<number>('document.getElementsByTagName("*").length'),
	};
}

function percentile(values: readonly number[], share: number): number {
	return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0);
}
