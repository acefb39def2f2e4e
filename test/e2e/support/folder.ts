import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** Makes a private folder that is removed when the test is over. Short, because a socket's path may have 107 bytes. */
export function temporaryFolder(within = tmpdir()): string {
	const folder = mkdtempSync(join(within, 'circolog-e2e-'));
	onTestFinished(() => {
		rmSync(folder, {recursive: true, force: true});
	});
	return folder;
}

/** The same in a tmpfs that every Linux has. */
export function memoryFolder(): string {
	return temporaryFolder('/dev/shm');
}
