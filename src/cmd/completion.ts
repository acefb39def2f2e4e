import {type CommandLine, SHELLS} from './command-line.js';
import {bashScript} from './completion/bash.js';
import {fishScript} from './completion/fish.js';
import {type Grammar, grammarOf} from './completion/grammar.js';
import {zshScript} from './completion/zsh.js';
import type {Flags} from './flags.js';

const SCRIPTS: Readonly<Record<typeof SHELLS[number], (grammar: Grammar) => string>> = {bash: bashScript, zsh: zshScript, fish: fishScript};

/**
 * The script that has a shell complete this command line, where the arguments are `completion` and the name of a shell.
 * Otherwise undefined: in a command that takes any words, these are such words.
 */
export function completionScript(commandLine: CommandLine<Flags>, args: readonly string[]): string | undefined {
	if (args.length !== 2 || args[0] !== 'completion') return undefined;
	const shell = SHELLS.find(name => name === args[1]);
	return shell && SCRIPTS[shell](grammarOf(commandLine, SHELLS));
}
