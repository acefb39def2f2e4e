import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {run} from '../../e2e/support/child.js';
import {cleanEnvironment} from '../../e2e/support/daemon.js';
import {temporaryFolder} from '../../e2e/support/folder.js';
import {peer} from '../../e2e/support/peers.js';

/** The shells that complete. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = typeof SHELLS[number];

const OPTIONS: Readonly<Record<Shell, readonly string[]>> = {bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['--no-config']};

/** What the real shell, with `script` loaded, offers at the end of `line`: sorted, each once. Blanks divide the line's words. */
export async function offers(shell: Shell, script: string, line: string): Promise<string[]> {
	const folder = temporaryFolder();
	const path = join(folder, 'script');
	writeFileSync(path, script);
	const harness = join(import.meta.dirname, `offers.${shell}`);
	const words = shell === 'bash' ? line.split(' ').flatMap(bashWords) : [line];
	const {stdout, stderr} = await run(peer(shell), [...OPTIONS[shell], harness, path, ...words], {
		env: {...cleanEnvironment(), HOME: folder, XDG_CONFIG_HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8'},
	});
	if (stderr !== '') throw new Error(`${shell} says: ${stderr}`);
	return [...new Set(stdout.toString().split('\n').filter(each => each !== ''))].sort();
}

/** Readline takes "=" for a word of its own, and knows no empty one behind it. */
function bashWords(word: string): string[] {
	return word === '' ? [''] : word.split(/(=)/).filter(part => part !== '');
}
