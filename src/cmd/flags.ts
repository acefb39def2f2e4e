import {NotAllowed, onOff, type ValueParser} from './values.js';

/** A flag as a command declares it; made by `option`, `listOption` and `toggle`. */
export interface Flag<T> {
	/** In commander's words: `-n, --lines <N>`. */
	readonly flags: string;
	readonly text: string;
	readonly takesValue: boolean;
	/** Whether the flag may also be given without its value. */
	readonly valueIsOptional?: boolean;
	readonly repeatable: boolean;
	/** Default as the help shows it. */
	readonly shownDefault: string | undefined;
	/** Long names of flags that cannot be given beside this one. */
	readonly excludes: readonly string[];
	/** Long names of flags beside which, however they are given, its variable does not count; nor do theirs beside it. */
	readonly yieldsTo: readonly string[];
	/** Heading under which the help shows it. */
	readonly group?: string;
	/** Values for a shell to offer; the parser may take others. */
	readonly words: readonly string[];
	/** The only command that takes the flag; undefined where all do. */
	readonly only: string | undefined;
	/** What the flag means when it is given without a value; undefined where it needs one. */
	readonly implied: string | undefined;
	/** The value from the texts given, in their order; without any, the default. Calls `refuse` with the text it does not take. */
	read(texts: readonly string[], refuse: (text: string, allowed: string) => never): T;
}

/** What is known about a flag beside its name. */
export interface FlagSettings {
	/** Says what a flag that is not given amounts to, where that is no value one could type. */
	readonly shownDefault?: string;
	/** Long names (`--query-socket`) of flags that cannot be given beside this one; it need be said of one of two only. */
	readonly excludes?: string | readonly string[];
	/**
	 * Long names of flags that say the same in another way: where both have variables, theirs counts, and where one is on
	 * the command line, the other's variable does not.
	 */
	readonly yieldsTo?: string | readonly string[];
	/** Values for a shell to offer, of letters, digits and hyphens; the parser may take others. */
	readonly words?: readonly string[];
	/** The only command that takes the flag. Such a flag has no environment variable. */
	readonly only?: string;
	/** What the flag means without a value, as a user would write it; then `flags` says `--watch [SECONDS]`. */
	readonly implied?: string;
}

/** What each declared flag has become. */
export type FlagValues<F> = {readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never};

/** Flags by the names that the command's code gives them. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** Flags that every command has beside its own. */
export const COMMON_FLAGS = {
	version: toggle('-V, --version', 'print the version'),
	help: toggle('-h, --help', 'print this help'),
} as const satisfies Flags;

/**
 * A flag with a value; given more than once, the last one counts.
 *
 * @param flags `--buffer-size <N>`, or `-n, --lines <N>` with a short name.
 * @param text For the help: a phrase in lower case without a full stop.
 * @param fallback The default, written as a user would: the parser reads it, the help shows it.
 */
export function option<T>(flags: string, text: string, parse: ValueParser<T>, fallback: string, settings?: FlagSettings): Flag<T>;
/** A flag with a value and without a default: `undefined` when it is not given. */
export function option<T>(flags: string, text: string, parse: ValueParser<T>, fallback?: undefined, settings?: FlagSettings): Flag<T | undefined>;
export function option<T>(
	flags: string, text: string, parse: ValueParser<T>, fallback?: string, settings: FlagSettings = {},
): Flag<T | undefined> {
	return {
		...shape(flags, text, settings),
		shownDefault: settings.shownDefault ?? fallback,
		read(texts, refuse) {
			const value = texts.at(-1) ?? fallback;
			return value === undefined ? undefined : readOne(value, parse, refuse);
		},
	};
}

/** A flag that may be repeated; its environment variable holds a comma-separated list. Without any: an empty list. */
export function listOption<T>(flags: string, text: string, parse: ValueParser<T>, settings: FlagSettings = {}): Flag<T[]> {
	return {
		...shape(flags, text, settings),
		repeatable: true,
		read: (texts, refuse) => texts.map((value) => readOne(value, parse, refuse)),
	};
}

/** A flag without a value. Its environment variable takes 1 and 0. */
export function toggle(flags: string, text: string, settings: FlagSettings = {}): Flag<boolean> {
	return {
		...shape(flags, text, settings),
		takesValue: false,
		read: (texts, refuse) => readOne(texts.at(-1) ?? '0', onOff, refuse),
	};
}

/** A flag that is a switch, or takes a whole number: `--count`, `--count=3`, `--count 3`. Whatever else follows is no value of it. */
export function switchOrNumber(flags: string, text: string, parse: ValueParser<number>, settings: FlagSettings = {}): Flag<number | boolean> {
	return {
		...shape(flags, text, settings),
		valueIsOptional: true,
		read(texts, refuse) {
			const value = texts.at(-1);
			if (value === undefined) return false;
			return value === '' || readOne(value, parse, refuse);
		},
	};
}

/** Has the help show these flags under a heading of their own. */
export function group<F extends Flags>(heading: string, flags: F): F {
	return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, {...flag, group: heading}])) as unknown as F;
}

/** The long name, without dashes. */
export function longName(flag: Flag<unknown>): string {
	return /--([\w-]+)/.exec(flag.flags)![1]!;
}

/** The one-letter name, without its dash. */
export function shortName(flag: Flag<unknown>): string | undefined {
	return /^-(\w)\b/.exec(flag.flags)?.[1];
}

/** All names of a flag, as errors show them: `-n, --lines`. */
export function spelling(flag: Flag<unknown>): string {
	return flag.flags.replace(/ [<[].*/, '');
}

/** What stands for the value in the help, such as `PATH`; empty for a flag without one. */
export function placeholder(flag: Flag<unknown>): string {
	return /<(.+)>/.exec(flag.flags)?.[1] ?? '';
}

/** The environment variable that stands for a flag: `CIRCOLOG_` and its long name in capitals. Flags of one command have none. */
export function variableOf(flag: Flag<unknown>): string | undefined {
	return flag.only !== undefined ? undefined : `CIRCOLOG_${longName(flag).toUpperCase().replaceAll('-', '_')}`;
}

function shape(flags: string, text: string, settings: FlagSettings): Omit<Flag<unknown>, 'read'> {
	return {
		flags, text, takesValue: true, repeatable: false, shownDefault: settings.shownDefault, excludes: [settings.excludes ?? []].flat(),
		yieldsTo: [settings.yieldsTo ?? []].flat(),
		words: settings.words ?? [], only: settings.only, implied: settings.implied,
	};
}

function readOne<T>(value: string, parse: ValueParser<T>, refuse: (text: string, allowed: string) => never): T {
	const result = parse(value);
	return result instanceof NotAllowed ? refuse(value, result.allowed) : result;
}
