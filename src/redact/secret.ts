import {BLANK, isOf, WORD} from './byte-class.js';
import type {Finding} from './finding.js';
import type {Rule} from './rule.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const COMMA = 0x2c;
const DASH = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const FOLD = 0x20;
/** Longest name that is looked at. */
const MAX_NAME_BYTES = 64;

/** What names of secrets end in, in small letters and without `_` and `-`. */
const NAMES = [
	'password', 'passwd', 'pwd', 'passphrase', 'secret', 'token', 'apikey', 'accesskey', 'secretkey', 'privatekey', 'credential', 'credentials',
	'sessionid', 'authorization', 'cookie',
].map(name => new TextEncoder().encode(name));
const AUTHORIZATION = NAMES.at(-2)!;
const COOKIE = NAMES.at(-1)!;
const WORKING_FOLDER = NAMES[2]!;
/** What may stand before the secret in `Authorization`. */
const SCHEMES = ['basic', 'bearer', 'digest', 'negotiate', 'ntlm', 'token', 'apikey'].map(name => new TextEncoder().encode(name));
/** For each letter, in either case, the names that end in it; undefined for others. */
const ENDING_IN = Array.from({length: 256}, (_, byte) => {
	const names = NAMES.filter(name => name.at(-1) === (byte | FOLD));
	return names.length === 0 || byte < 0x41 ? undefined : names;
});

/**
 * Values of what is called a secret go: `password=***`, `"api_key": "***"`, `Cookie: ***`. A value ends with its quotes, or
 * else at a blank or one of `& , ; < >`. Of `Authorization`, the scheme stays.
 */
export const secret: Rule = {
	name: 'secret',
	attends: (before, byte) => (byte === EQUALS || byte === COLON)
		&& (before === undefined || before === SPACE || before === QUOTE || before === APOSTROPHE || ENDING_IN[before] !== undefined),
	find,
};

function find(bytes: Uint8Array, at: number, _from: number, end: number, into: Finding): boolean {
	into.resume = at + 1;
	const name = nameBefore(bytes, at, into.textFrom);
	if (name === undefined) return false;
	let start = at + 1;
	// An empty value, and the next name behind it.
	if (bytes[at] === EQUALS && bytes[start] === SPACE && bytes[at - 1] !== SPACE) return false;
	while (start < end && bytes[start] === SPACE) start++;
	if (start === end) return false;
	let quote = 0;
	let isEscaped = false;
	if (bytes[start] === BACKSLASH && start + 1 < end && bytes[start + 1] === QUOTE) {
		isEscaped = true;
		start++;
	}
	if (bytes[start] === QUOTE || bytes[start] === APOSTROPHE) quote = bytes[start++]!;
	// sudo tells the working folder so.
	if (name === WORKING_FOLDER && bytes[start] === SLASH) return false;
	if (name === AUTHORIZATION) start = behindScheme(bytes, start, end);
	const isLine = quote !== 0 || (name === COOKIE && bytes[at] === COLON);
	const stop = isLine ? quotedEnd(bytes, start, end, quote, isEscaped) : bareEnd(bytes, start, end);
	into.resume = Math.max(stop, at + 1);
	return stop > start && into.hide(bytes, start, stop);
}

/** Where the secret begins in `Basic dXNlcjpw`. */
function behindScheme(bytes: Uint8Array, start: number, end: number): number {
	let word = start;
	while (word < end && isOf(bytes[word], WORD)) word++;
	let second = word;
	while (second < end && bytes[second] === SPACE) second++;
	if (second === word || second === end) return start;
	for (const scheme of SCHEMES) if (scheme.length === word - start && endsIn(bytes, word, start, scheme)) return second;
	return start;
}

/** Which of the names ends before `bytes[at]`, perhaps with a quote or a blank between. */
function nameBefore(bytes: Uint8Array, at: number, from: number): Uint8Array | undefined {
	let stop = at;
	if (stop > from && bytes[stop - 1] === SPACE) stop--;
	if (stop > from && (bytes[stop - 1] === QUOTE || bytes[stop - 1] === APOSTROPHE)) stop--;
	if (stop > from && bytes[stop - 1] === BACKSLASH) stop--;
	const names = stop === from ? undefined : ENDING_IN[bytes[stop - 1]!];
	if (names === undefined) return undefined;
	for (const name of names) if (endsIn(bytes, stop, Math.max(from, stop - MAX_NAME_BYTES), name)) return name;
	return undefined;
}

/** Whether what ends before `bytes[stop]` ends in the name. */
function endsIn(bytes: Uint8Array, stop: number, from: number, name: Uint8Array): boolean {
	let at = stop;
	for (let i = name.length - 1; i >= 0; i--) {
		at--;
		while (i < name.length - 1 && at > from && (bytes[at] === UNDERSCORE || bytes[at] === DASH)) at--;
		if (at < from || (bytes[at]! | FOLD) !== name[i]) return false;
	}
	return true;
}

/** Where a value without quotes ends; a bracket that closes what it stands in is no part of it. */
function bareEnd(bytes: Uint8Array, start: number, end: number): number {
	let stop = start;
	for (; stop < end; stop++) {
		const byte = bytes[stop]!;
		if (isOf(byte, BLANK) || byte === QUOTE || byte === APOSTROPHE || byte === AMPERSAND || byte === COMMA || byte === SEMICOLON
			|| byte === LESS || byte === GREATER) break;
		if (byte !== BACKSLASH) continue;
		if (stop + 1 < end && bytes[stop + 1] === QUOTE) break;
		stop++;
	}
	stop = Math.min(stop, end);
	while (stop > start && isClosing(bytes[stop - 1]!)) stop -= stop - 1 > start && bytes[stop - 2] === BACKSLASH ? 2 : 1;
	return stop;
}

function isClosing(byte: number): boolean {
	return byte === 0x29 || byte === 0x5d || byte === 0x7d;
}

/** Where a value between quotes ends, or without a quote at the end of the line or at a quote. */
function quotedEnd(bytes: Uint8Array, start: number, end: number, quote: number, isEscaped: boolean): number {
	for (let stop = start; stop < end; stop++) {
		const byte = bytes[stop]!;
		if (byte === BACKSLASH) {
			if (isEscaped && bytes[stop + 1] === quote) return stop;
			if (quote === 0 && bytes[stop + 1] === QUOTE) return stop;
			stop++;
		} else if (quote === 0 ? byte === QUOTE || byte < SPACE : byte === quote && !isEscaped) {
			return stop;
		}
	}
	return end;
}
