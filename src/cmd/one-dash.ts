import {COMMON_FLAGS, type Flag, longName, placeholder, shortName, spelling} from './flags.js';
import {UsageError} from './usage-error.js';

const COMMON_NAMES = Object.values(COMMON_FLAGS).map(longName);
const COMMON_LETTERS = Object.values(COMMON_FLAGS).map(shortName);

/**
 * Rewrites long flags with one dash, as the original circolog's users type them, to two: `-query-socket PATH` and
 * `-query-socket=PATH`. Only whole names of known flags are meant: `-n5` and `-fn 20` stay groups of short ones, and
 * values and what follows `--` stay as they are. Where there is a flag `-n <N>`, `-20` is short for `-n 20`.
 *
 * @throws {UsageError} Where a flag takes a value and another flag, or nothing, follows.
 */
export function normalizeArguments(flags: readonly Flag<unknown>[], args: readonly string[]): string[] {
	const byName = new Map(flags.map((flag) => [longName(flag), flag]));
	const byLetter = new Map(flags.map((flag) => [shortName(flag), flag]));
	const longNameIn = (arg: string): string | undefined => {
		const name = /^--?([a-z][\w-]*)(?:=|$)/.exec(arg)?.[1];
		return name !== undefined && name.length > 1 && (byName.has(name) || COMMON_NAMES.includes(name)) ? name : undefined;
	};
	const result: string[] = [];
	for (let i = 0; i < args.length; i++) {
		const arg = args[i]!;
		if (arg === '--') return [...result, ...args.slice(i)];
		// As tail has always taken it; as a word of a query, it would be a trap.
		if (/^-\d+$/.test(arg) && byLetter.get('n')?.takesValue) {
			result.push(`-n${arg.slice(1)}`);
			continue;
		}
		const name = longNameIn(arg);
		const group = readGroup(arg, byLetter);
		const flag = name === undefined ? group : byName.get(name);
		if (typeof flag === 'object' && flag.implied !== undefined && !arg.includes('=')) {
			result.push(`--${longName(flag)}=${/^\.?\d/.test(args[i + 1] ?? '') ? args[++i]! : flag.implied}`);
			continue;
		}
		// What is neither gets two dashes as well: commander then suggests a long flag.
		result.push(/^-[a-z]/.test(arg) && (name !== undefined || group === 'unknown') ? `-${arg}` : arg);
		if (name !== undefined && arg.includes('=')) {
			if (!flagTakesValue(flag)) throw new UsageError(`--${name} takes no value`);
		} else if (flagTakesValue(flag) && flag.valueIsOptional) {
			// An empty value, so that what follows is taken for none.
			result.push(`${result.pop()!}=${/^\d+$/.test(args[i + 1] ?? '') ? args[++i]! : ''}`);
		} else if (flagTakesValue(flag)) {
			const value = args[++i];
			if (value === undefined || longNameIn(value) !== undefined) throw new UsageError(`${spelling(flag)} needs a value: ${placeholder(flag)}`);
			result.push(value);
		}
	}
	return result;
}

/** The flag whose value is the next argument, after one-letter flags such as `-fn`; 'complete' where nothing is missing. */
function readGroup(arg: string, byLetter: ReadonlyMap<string | undefined, Flag<unknown>>): Flag<unknown> | 'complete' | 'unknown' {
	if (!/^-\w/.test(arg)) return 'complete';
	for (let i = 1; i < arg.length; i++) {
		const flag = byLetter.get(arg[i]);
		if (flag?.takesValue) return i === arg.length - 1 ? flag : 'complete';
		if (!flag && !COMMON_LETTERS.includes(arg[i])) return arg.length > 2 ? 'unknown' : 'complete';
	}
	return 'complete';
}

function flagTakesValue(flag: Flag<unknown> | string | undefined): flag is Flag<unknown> {
	return typeof flag === 'object' && flag.takesValue;
}
