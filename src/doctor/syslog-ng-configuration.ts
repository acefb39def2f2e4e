import type {Destination} from './destination.js';

/** Seconds that syslog-ng waits before it tries a destination again, unless it is told otherwise. */
export const DEFAULT_REOPEN_SECONDS = 60;

/** A driver in a destination. */
export interface Driver {
	/** As `unix-dgram`. */
	readonly name: string;
	readonly line: number;
	/** What stands in its parentheses, without comments and white space. */
	readonly tokens: readonly string[];
	/** Seconds after which it tries again; undefined where it does not say. */
	readonly reopenSeconds: number | undefined;
}

/** What is read of a file of syslog-ng's. */
export interface SyslogNgFile {
	/** Paths or patterns of other files, as they are written. */
	readonly includes: readonly string[];
	readonly sources: readonly string[];
	readonly drivers: readonly Driver[];
	/** `time-reopen` in the global options. */
	readonly reopenSeconds: number | undefined;
}

interface Token {
	readonly text: string;
	readonly line: number;
}

const TOKEN = /#[^\n]*|@include\s+(?:"[^"\n]*"|'[^'\n]*')|"(?:[^"\\]|\\[^])*"|'[^']*'|[{}();]|[^\s{}();"'#]+|\n/g;

/** Reads what matters here. Whatever it does not know it passes over: it never fails. */
export function readSyslogNg(text: string): SyslogNgFile {
	const tokens = tokensOf(text);
	const sources: string[] = [];
	const drivers: Driver[] = [];
	let reopenSeconds: number | undefined;
	let statement = '';
	let depth = 0;
	for (let i = 0; i < tokens.length; i += 1) {
		const {text: word, line} = tokens[i]!;
		if (depth === 0 && ['destination', 'source', 'options', 'log'].includes(word)) statement = word;
		if (statement === 'source' && depth === 0 && tokens[i + 1]?.text === '{') sources.push(word);
		// A destination may also stand within a log path.
		if (statement === 'log' && word === 'destination' && tokens[i + 1]?.text === '{') statement = 'destination';
		if (word === '{') depth += 1;
		if (word === '}') depth = Math.max(0, depth - 1);
		if (depth === 0 || tokens[i + 1]?.text !== '(') continue;
		const end = closing(tokens, i + 1);
		const inside = tokens.slice(i + 2, end).map(({text: each}) => each);
		if (statement === 'options' && optionName(word) === 'time-reopen') reopenSeconds = numberOf(inside[0]);
		if (statement === 'destination') drivers.push({name: optionName(word), line, tokens: inside, reopenSeconds: option(inside, 'time-reopen')});
		i = end;
	}
	return {includes: tokens.flatMap(({text: each}) => /^@include\s+["'](.*)["']$/.exec(each)?.[1] ?? []), sources, drivers, reopenSeconds};
}

/** Whether a driver sends to one of our listeners. */
export function sendsTo({name, tokens}: Driver, to: Destination): boolean {
	if ('path' in to) return name === to.kind && unquoted(tokens[0]) === to.path;
	if (!['syslog', 'network', 'tcp', 'udp', 'tcp6', 'udp6'].includes(name)) return false;
	const at = tokens.findIndex((token, i) => optionName(token) === 'port' && tokens[i + 1] === '(');
	const transport = tokens.findIndex((token, i) => token === 'transport' && tokens[i + 1] === '(');
	const kind = transport === -1 ? (name.startsWith('udp') ? 'udp' : 'tcp') : unquoted(tokens[transport + 2]);
	return at !== -1 && Number(unquoted(tokens[at + 2])) === to.port && kind === to.kind
		&& [to.host, 'localhost', '127.0.0.1', '::1'].includes(unquoted(tokens[0]) ?? '');
}

function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	let line = 1;
	for (const [word] of text.matchAll(TOKEN)) {
		if (word === '\n') line += 1;
		else {
			if (!word.startsWith('#')) tokens.push({text: word, line});
			line += word.split('\n').length - 1;
		}
	}
	return tokens;
}

/** Where the parenthesis is closed that is opened at `open`. */
function closing(tokens: readonly Token[], open: number): number {
	let depth = 0;
	for (let i = open; i < tokens.length; i += 1) {
		if (tokens[i]!.text === '(') depth += 1;
		if (tokens[i]!.text === ')') depth -= 1;
		if (depth === 0) return i;
	}
	return tokens.length;
}

function option(tokens: readonly string[], name: string): number | undefined {
	const at = tokens.findIndex((token, i) => optionName(token) === name && tokens[i + 1] === '(');
	return at === -1 ? undefined : numberOf(tokens[at + 2]);
}

/** syslog-ng takes `time_reopen` for `time-reopen`. */
function optionName(word: string): string {
	return word.replaceAll('_', '-');
}

function numberOf(word: string | undefined): number | undefined {
	const text = unquoted(word);
	return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function unquoted(word: string | undefined): string | undefined {
	return word?.replace(/^(["'])([^]*)\1$/, '$2');
}
