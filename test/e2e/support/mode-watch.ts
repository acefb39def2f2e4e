import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Child} from './child.js';
import {temporaryFolder} from './folder.js';
import {peer} from './peers.js';
import {waitFor, within} from './wait.js';

// It spins: the moment between bind(2) and a later chmod(2) lasts some microseconds only.
const WATCHER = `
import os, stat, sys
stop, paths = sys.argv[1], sys.argv[2:]
seen = set()
print('watching', flush=True)
count = 0
while True:
    for path in paths:
        try:
            seen.add((path, oct(stat.S_IMODE(os.lstat(path).st_mode))))
        except FileNotFoundError:
            pass
    count += 1
    if count % 256 == 0 and os.path.exists(stop):
        break
for path, mode in sorted(seen):
    print(path, mode)
`;

/** Watches the modes of files that do not exist yet; resolves when it watches. */
export async function watchModes(paths: readonly string[]): Promise<{stop: () => Promise<string[]>}> {
	const stopFile = join(temporaryFolder(), 'stop');
	const child = new Child(peer('python3'), ['-c', WATCHER, stopFile, ...paths], process.env);
	await waitFor('the watcher', () => child.stdout.includes('watching'));
	return {
		/** Ends the watch and returns every mode that was seen, as `PATH 0o660`. */
		stop: async () => {
			writeFileSync(stopFile, '');
			await within('the end of the watcher', 10_000, child.exited);
			return child.stdout.toString('utf8').trim().split('\n').slice(1);
		},
	};
}
