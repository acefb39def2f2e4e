import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as waited} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {CTL, TAIL} from '../cmd/support.js';
import {expectAccounted} from './support/accounting.js';
import {Child, run} from './support/child.js';
import {cleanEnvironment, type Daemon} from './support/daemon.js';
import {memoryFolder} from './support/folder.js';
import {expectNumbers, numbersIn} from './support/numbered.js';
import {describeWithPeers} from './support/peers.js';
import {Sender} from './support/sender.js';
import {ServiceManager} from './support/service-manager.js';
import {waitFor} from './support/wait.js';

/** `npm run kills` takes more. */
const KILLS = Number(process.env['CIRCOLOG_KILLS'] ?? 5);
const PART = 5000;
/** Datagrams that one call may have taken from the kernel, without having appended them. */
const BATCH = 128;

function keptPath(): string {
	return join(memoryFolder(), 'ring');
}

/** Numbers that look random, and are the same each time. */
function* dice(seed: number): Generator<number, never> {
	for (let state = seed;;) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		yield state / 2 ** 32;
	}
}

async function reached(daemon: Daemon, more: number): Promise<void> {
	const {counters: {received}} = await daemon.status();
	await daemon.until(`${more} more`, ({counters}) => counters.received >= received + more);
}

describeWithPeers(['python3', 'curl'], 'with inherited sockets and the kept ring', () => {
	test('an upgrade under load loses not one message, and who follows sees each once', async () => {
		const manager = new ServiceManager();
		const args = ['--keep', keptPath(), '--buffer-bytes', '256M'];
		let daemon = await manager.start({args});
		const {epoch} = await daemon.status();
		const follower = new Child(TAIL, ['-f', '-n', 'all', '--query-socket', daemon.querySocket], cleanEnvironment());
		const sender = new Sender('dgram', join(manager.folder, 'syslog.sock'));
		for (let restart = 0; restart < 3; restart++) {
			await reached(daemon, PART);
			await daemon.stop();
			daemon = await manager.start({args});
		}
		await reached(daemon, PART);
		const sent = await sender.stop();
		await daemon.received(sent);
		expect((await daemon.status()).epoch).toBe(epoch);
		expectNumbers(await daemon.lines('rfc5424'), 1, sent);
		await expectAccounted(daemon);
		await waitFor('the follower', () => follower.stdout.includes(`number=${sent},`));
		expectNumbers(follower.stdout.toString().trim().split('\n'), 1, sent);
	}, 60_000);

	test(`kill -9 at ${KILLS} moments, also of resizing, takes no message that anybody could have read, and less than a batch of others`, async () => {
		const manager = new ServiceManager();
		const path = keptPath();
		const args = ['--keep', path, '--buffer-bytes', '32M'];
		const random = dice(20);
		const chance = (): number => random.next().value;
		const sender = new Sender('dgram', join(manager.folder, 'syslog.sock'));
		let daemon = await manager.start({args});
		const {epoch} = await daemon.status();
		let [seq, number, missing] = [0, 0, 0];

		/** Looks at what has come since the last time: each in order, and what is missing in one piece. */
		const check = async (): Promise<void> => {
			const numbers = numbersIn((await daemon.curl(`/?fmt=rfc5424&cursor=${epoch}:${seq}`)).text.trim().split('\n'));
			let holes = 0;
			for (const next of numbers) {
				// No comparison by `expect` for each number: that takes longer than all the rest.
				if (next !== number + 1) {
					holes += 1;
					missing += next - number - 1;
					expect(next, `after ${number}`).toBeGreaterThan(number);
					expect(next - number - 1, `after ${number}`).toBeLessThanOrEqual(BATCH);
				}
				number = next;
				seq += 1;
			}
			expect(holes).toBeLessThanOrEqual(1);
		};

		for (let kill = 0; kill < KILLS; kill++) {
			await reached(daemon, Math.ceil(chance() * PART));
			await check();
			const resizing = kill % 3 === 1
				? run(CTL, ['resize', '--ctl-socket', daemon.ctlSocket, '--buffer-bytes', chance() < 0.5 ? '24M' : '48M'], {env: cleanEnvironment(), allowed: [0, 1]})
				: undefined;
			// Any moment is as good as any other: it is not waited for anything.
			await waited(chance() * (resizing === undefined ? 20 : 200));
			const read = numbersIn((await daemon.curl('/?fmt=rfc5424&l=1')).text.trim().split('\n'))[0]!;
			daemon.child.kill('SIGKILL');
			await daemon.child.exited;
			daemon = await manager.start({args});
			// It may wait in the socket for the next daemon.
			await resizing;
			const {keep, epoch: now} = await daemon.status();
			expect([now, keep!.dropped, keep!.mended]).toEqual([epoch, 0, 0]);
			await check();
			expect(number).toBeGreaterThanOrEqual(read);
			expect(readdirSync(join(path, '..'))).toEqual(['ring']);
		}
		const sent = await sender.stop();
		await waitFor('the last message', async () => (await daemon.curl('/?l=1')).text.includes(`number=${sent},`));
		await check();
		await daemon.received(sent - missing);
		await expectAccounted(daemon);
	}, 60_000 + KILLS * 5000);
});
