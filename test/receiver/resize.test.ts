import {join} from 'node:path';
import {expect, test} from 'vitest';
import {run} from '../e2e/support/child.js';
import {temporaryFolder} from '../e2e/support/folder.js';

test('who waits for messages is woken by one that came while the ring was resized and nobody looked', async () => {
	const {stdout} = await run(process.execPath, [join(import.meta.dirname, 'resize-while-busy.js'), join(temporaryFolder(), 'stream.sock')], {deadlineMs: 10_000});
	expect(stdout.toString()).toBe('woken for 1 of 2097152\n');
});
