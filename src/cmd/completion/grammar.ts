import type {CommandLine} from '../command-line.js';
import {COMMON_FLAGS, type Flag, type Flags, longName, placeholder, shortName} from '../flags.js';

/** What a shell has to know of a command to complete its arguments. */
export interface Grammar {
	/** `circolog-ctl`. */
	readonly name: string;
	/** In the order of the help. */
	readonly flags: readonly GrammarFlag[];
	/** What the first argument may be, `completion` included; empty where that is not the name of a command. */
	readonly commands: readonly GrammarCommand[];
	/** What may follow `completion`. */
	readonly shells: readonly string[];
}

/** A flag; every name has its dashes. */
export interface GrammarFlag {
	/** `--lines`. */
	readonly long: string;
	/** `-n`. */
	readonly short: string | undefined;
	/** A phrase that describes it. */
	readonly text: string;
	/** Undefined for a flag without a value. */
	readonly value: GrammarValue | undefined;
	readonly repeatable: boolean;
	/** Long names of flags that cannot be given beside this one. */
	readonly excludes: readonly string[];
	/** Whether nothing else matters where it is given, as with `--help`. */
	readonly alone: boolean;
}

/** What a flag's value may be. */
export interface GrammarValue {
	/** `PATH`. */
	readonly placeholder: string;
	/** `words` may be empty: nobody can guess an address. */
	readonly kind: 'path' | 'words';
	readonly words: readonly string[];
}

/** A command, and a phrase that describes it. */
export interface GrammarCommand {
	readonly name: string;
	readonly text: string;
}

const PATHS = ['PATH', 'FILE'];

/** The grammar of a command line as it is declared. */
export function grammarOf({name, flags, commands}: CommandLine<Flags>, shells: readonly string[]): Grammar {
	const named = Object.entries(commands ?? {}).map(([command, text]) => ({name: command, text}));
	const all = Object.values(flags);
	return {
		name,
		flags: [
			...all.map(flag => grammarFlag(flag, all, false)),
			...Object.values(COMMON_FLAGS).map(flag => grammarFlag(flag, all, true)),
		],
		commands: named.length === 0 ? [] : [...named, {name: 'completion', text: 'print a completion script for a shell'}],
		shells,
	};
}

/** The names of a flag, the short one first. */
export function namesOf({long, short}: GrammarFlag): string[] {
	return short === undefined ? [long] : [short, long];
}

/** A word between single quotes, as sh, bash and zsh read it. */
export function quote(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function grammarFlag(flag: Flag<unknown>, all: readonly Flag<unknown>[], alone: boolean): GrammarFlag {
	const letter = shortName(flag);
	const stands = placeholder(flag);
	const name = `--${longName(flag)}`;
	// It need be said of one of two only.
	const others = all.filter(other => other.excludes.includes(name)).map(other => `--${longName(other)}`);
	return {
		long: name,
		short: letter === undefined ? undefined : `-${letter}`,
		text: flag.text,
		value: flag.takesValue && flag.valueIsOptional !== true && flag.implied === undefined ? {placeholder: stands, kind: PATHS.includes(stands) ? 'path' : 'words', words: flag.words} : undefined,
		repeatable: flag.repeatable,
		excludes: [...new Set([...flag.excludes, ...others])],
		alone,
	};
}
