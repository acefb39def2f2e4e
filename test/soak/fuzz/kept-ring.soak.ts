import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {expectAccounted} from '../../e2e/support/accounting.js';
import {Child} from '../../e2e/support/child.js';
import {CIRCOLOGD, cleanEnvironment, Daemon, startDaemon} from '../../e2e/support/daemon.js';
import {memoryFolder} from '../../e2e/support/folder.js';
import {newlineEnded, numberedMessages} from '../../e2e/support/numbered.js';
import {sendStream} from '../../e2e/support/stream.js';
import {waitFor} from '../../e2e/support/wait.js';
import {Chance} from '../chance.js';
import {RUN_MS, SEED} from '../settings.js';

/** Of the whole run, what this takes. */
const SHARE_MS = RUN_MS / 8;

test('a kept file with damage anywhere is refused with a sentence and left as it is, or made use of', {timeout: SHARE_MS + 3 * 60_000}, async () => {
	const folder = memoryFolder();
	const path = join(folder, 'ring');
	const args = ['--keep', path, '--buffer-bytes', '1M', '--max-message-size', '2K'];
	const first = await startDaemon({args});
	await sendStream(first.streamSocket, [numberedMessages(20_000).map(newlineEnded).join('')]);
	await first.received(20_000);
	await first.stop();
	const whole = readFileSync(path);
	const end = performance.now() + SHARE_MS;
	let [used, refused] = [0, 0];
	for (let i = 0; performance.now() < end || i < 2; i++) {
		const chance = new Chance(SEED + i, 'kept');
		const damaged = Buffer.from(whole.subarray(0, chance.once(10) ? chance.between(0, whole.length) : whole.length));
		// Much of it where every bit matters.
		const most = chance.pick([1, 3, 100, 5000]);
		for (let flips = chance.between(1, most); flips > 0 && damaged.length > 0; flips--) {
			const at = chance.pick([chance.between(0, damaged.length - 1), chance.between(0, Math.min(20_000, damaged.length - 1)), damaged.length - 1 - chance.between(0, Math.min(2000, damaged.length - 1))]);
			damaged[at]! ^= 1 << chance.between(0, 7);
		}
		writeFileSync(path, damaged);
		const at = (name: string): string => join(folder, name);
		const child = new Child(CIRCOLOGD, ['--syslogd-socket', at('syslog.sock'), '--syslog-stream-socket', at('stream.sock'), '--query-socket', at('query.sock'), '--ctl-socket', at('ctl.sock'), ...args], cleanEnvironment());
		await waitFor('ready, or an end', () => child.ended !== undefined || /^circologd: ready$/m.test(child.stderr));
		const what = `seed ${SEED + i}: ${child.stderr}`;
		if (child.ended !== undefined) {
			refused += 1;
			expect(child.ended, what).toEqual({code: 1, signal: null});
			expect(child.stderr, what).toMatch(/^circologd: --keep: \S+ [^\n]+\n$/);
			expect(readFileSync(path).equals(damaged), `${what}: it was changed`).toBe(true);
			continue;
		}
		used += 1;
		const daemon = new Daemon(child, folder);
		expect(child.stderr, what).toMatch(/^circologd: --keep: (?:\d+ messages were kept|no messages were kept)/m);
		const {counters: {received}, buffer} = await daemon.status();
		for (const fmt of ['syslog', 'json'] as const) expect((await daemon.lines(fmt)).length, what).toBe(buffer.messages.used);
		await sendStream(daemon.streamSocket, ['<13>1 - - proof - - - goes on\n']);
		await daemon.received(received + 1);
		expect((await daemon.messages()).at(-1), what).toMatchObject({app_name: 'proof', message: 'goes on'});
		await expectAccounted(daemon);
		expect(child.stderr, what).not.toMatch(/failed to answer|has died/);
		await daemon.stop();
	}
	console.log(`kept files: ${used} made use of, ${refused} refused`);
});
