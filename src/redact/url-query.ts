import {BLANK, isOf, URL_END} from './byte-class.js';
import type {Finding} from './finding.js';
import type {Rule} from './rule.js';

const EXCLAMATION = 0x21;
const CLOSE_PARENTHESIS = 0x29;
const COMMA = 0x2c;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;

/**
 * The query of a URL, or of a path as web servers log it, goes: `/find?q=alice` becomes `/find?***`. So does what may
 * follow it, the fragment.
 */
export const urlQuery: Rule = {
	name: 'url-query',
	attends: (before, byte, after) => byte === QUESTION && (before === undefined || !isOf(before, BLANK)) && (after === undefined || !isOf(after, URL_END)),
	find,
};

function find(bytes: Uint8Array, at: number, _from: number, end: number, into: Finding): boolean {
	into.resume = at + 1;
	let before = at - 1;
	while (before >= into.textFrom && bytes[before] !== SLASH && bytes[before] !== QUESTION && !isOf(bytes[before], URL_END)) before--;
	if (before < into.textFrom || bytes[before] !== SLASH) return false;
	const stop = queryEnd(bytes, at + 1, end);
	into.resume = Math.max(stop, at + 1);
	return stop > at + 1 && into.hide(bytes, at + 1, stop);
}

/** Where the query at `bytes[start]` ends: what follows it in a sentence or between brackets is no part of it. */
function queryEnd(bytes: Uint8Array, start: number, end: number): number {
	let stop = start;
	while (stop < end && !isOf(bytes[stop], URL_END)) {
		// Structured data escapes this bracket; any other backslash is no part of a URL.
		if (bytes[stop] === BACKSLASH && (stop + 1 >= end || bytes[stop + 1] !== CLOSE_BRACKET)) break;
		stop += bytes[stop] === BACKSLASH ? 2 : 1;
	}
	while (stop > start && isPunctuation(bytes[stop - 1]!)) stop -= stop - 1 > start && bytes[stop - 2] === BACKSLASH ? 2 : 1;
	return stop;
}

function isPunctuation(byte: number): boolean {
	return byte === DOT || byte === COMMA || byte === SEMICOLON || byte === COLON || byte === EXCLAMATION || byte === QUESTION
		|| byte === CLOSE_PARENTHESIS || byte === CLOSE_BRACKET || byte === CLOSE_BRACE;
}

