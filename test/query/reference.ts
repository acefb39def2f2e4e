import type {Field} from '../../src/fields/field.js';
import type {Chunk} from '../../src/hub/chunk.js';
import {FLAG_ORIGIN_PROCESS} from '../../src/hub/entry.js';
import type {Bound, Expression, WildcardPart} from '../../src/query/expression.js';
import {completeBsdTimestamp} from '../../src/syslog/bsd-timestamp.js';
import {Message} from '../../src/syslog/message.js';
import {FACILITY_NAMES, SEVERITY_NAMES} from '../../src/syslog/names.js';
import {parse} from '../../src/syslog/parse.js';
import {isBsdTimestamp, timestampUs} from '../../src/syslog/timestamp.js';
import {utcTimestamp} from '../../src/syslog/timestamp-writer.js';

/** Whether message `i` of the chunk matches, told in the plainest way: by its fields as strings, and RegExp. */
export function isMatch(expression: Expression, chunk: Chunk, i: number, sourceNames: readonly string[]): boolean {
	switch (expression.kind) {
		case 'all': return true;
		case 'and': return expression.operands.every(operand => isMatch(operand, chunk, i, sourceNames));
		case 'or': return expression.operands.some(operand => isMatch(operand, chunk, i, sourceNames));
		case 'not': return !isMatch(expression.operand, chunk, i, sourceNames);
		case 'range': return numbersOf(expression.field, chunk, i, sourceNames).some(value => isWithin(value, expression, (a, b) => a - b));
		default: {
			const meets = valueTest(expression);
			return valuesOf(expression.field, chunk, i, sourceNames).some(meets);
		}
	}
}

function valueTest(expression: Exclude<Expression, {kind: 'all' | 'and' | 'or' | 'not' | 'range'}>): (value: string) => boolean {
	switch (expression.kind) {
		case 'present': return () => true;
		case 'contains': return value => regex(escape(expression.text), expression.ignoreCase).test(value);
		case 'equals': return value => value === expression.text;
		case 'wildcard': return value => isLike(value, expression);
		case 'regex': return value => regex(expression.source, expression.ignoreCase).test(shown(value));
		case 'textRange': return value => isWithin(value, expression, (a, b) => Buffer.compare(bytesOf(a), bytesOf(b)));
	}
}

function regex(source: string, ignoreCase: boolean): RegExp {
	return new RegExp(source, ignoreCase ? 'iu' : 'u');
}

function escape(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Keeps all places in the value that can be reached with the pattern so far: a RegExp would try every way to get there. */
function isLike(value: string, {field, pattern, ignoreCase}: Extract<Expression, {kind: 'wildcard'}>): boolean {
	const characters = Array.from(shown(value));
	const isWhole = field.name !== 'message' && field.name !== 'raw';
	const parts: readonly WildcardPart[] = isWhole ? pattern : ['*', ...pattern, '*'];
	const elements = parts.flatMap<WildcardPart>(part => typeof part === 'string' ? part : Array.from(part.text, text => ({text})));
	let places = new Set([0]);
	for (const element of elements) {
		const first = Math.min(...places);
		if (element === '*') places = new Set(Array.from({length: characters.length + 1 - first}, (_, i) => first + i));
		else places = new Set([...places].filter(at => at < characters.length && (element === '?' || isSame(element.text, characters[at]!, ignoreCase))).map(at => at + 1));
		if (places.size === 0) return false;
	}
	return places.has(characters.length);
}

function isSame(a: string, b: string, ignoreCase: boolean): boolean {
	return a === b || (ignoreCase && regex(`^${escape(a)}$`, true).test(b));
}

function isWithin<T>(value: T, {from, to}: {from: Bound<T> | undefined; to: Bound<T> | undefined}, compare: (a: T, b: T) => number): boolean {
	if (typeof value === 'number' && Number.isNaN(value)) return false;
	return (from === undefined || compare(value, from.value) >= (from.inclusive ? 0 : Number.MIN_VALUE))
		&& (to === undefined || compare(value, to.value) <= (to.inclusive ? 0 : -Number.MIN_VALUE));
}

function numbersOf(field: Field, chunk: Chunk, i: number, sourceNames: readonly string[]): number[] {
	switch (field.name) {
		case 'severity': return [chunk.priority(i) % 8];
		case 'facility': return [Math.floor(chunk.priority(i) / 8)];
		case 'received': return [chunk.receivedUs(i)];
		case 'timestamp': return [timestampUs(parsed(chunk, i), chunk.receivedUs(i))];
		default: return valuesOf(field, chunk, i, sourceNames).filter(value => /^-?\d{1,15}$/.test(value)).map(Number);
	}
}

/** A field's values; one that the message does not have has none. */
function valuesOf(field: Field, chunk: Chunk, i: number, sourceNames: readonly string[]): string[] {
	const message = parsed(chunk, i);
	const isProcess = (chunk.flags(i) & FLAG_ORIGIN_PROCESS) !== 0;
	const part = (start: number, end: number): string[] => start === -1 ? [] : [textOf(chunk.bytes.subarray(start, end))];
	switch (field.name) {
		case 'message': return part(message.messageStart, message.messageEnd);
		case 'hostname': return part(message.hostnameStart, message.hostnameEnd);
		case 'app_name': return part(message.appNameStart, message.appNameEnd);
		case 'proc_id': return part(message.procIdStart, message.procIdEnd);
		case 'msg_id': return part(message.msgIdStart, message.msgIdEnd);
		case 'raw': return part(chunk.start(i), chunk.end(i));
		case 'severity': return [SEVERITY_NAMES[chunk.priority(i) % 8]!];
		case 'facility': return [FACILITY_NAMES[Math.floor(chunk.priority(i) / 8)]!];
		case 'priority': return [String(chunk.priority(i))];
		case 'source': return sourceNames.slice(chunk.source(i), chunk.source(i) + 1);
		case 'seq': return chunk.firstSeq < 0 ? [] : [String(chunk.firstSeq + i)];
		case 'pid': return isProcess ? [String(chunk.originA(i))] : [];
		case 'uid': return isProcess ? [String(chunk.originB(i))] : [];
		case 'received': return [utcTimestamp(chunk.receivedUs(i))];
		case 'timestamp': return part(message.timestampStart, message.timestampEnd).map(text => completed(message, text, chunk.receivedUs(i)));
		case 'sd': return part(message.structuredDataStart, message.structuredDataEnd).flatMap(text => paramsOf(text, field.path));
	}
}

function parsed(chunk: Chunk, i: number): Message {
	const message = new Message();
	parse(chunk.bytes, chunk.start(i), chunk.end(i), message);
	return message;
}

function completed({bytes, timestampStart: start, timestampEnd: end}: Message, text: string, receivedUs: number): string {
	if (!isBsdTimestamp(bytes, start)) return text;
	const out = new Uint8Array(64);
	return textOf(out.subarray(0, completeBsdTimestamp(bytes, start, end, receivedUs, out, 0)));
}

const NAME = '[!#-<>-\\\\^-~]+';
const PARAM = `(${NAME})="((?:\\\\["\\\\\\]]|[^"\\\\]|\\\\(?!["\\\\\\]]))*)"`;

function paramsOf(structuredData: string, path: string): string[] {
	return [...structuredData.matchAll(new RegExp(`\\[(${NAME})((?: ${PARAM})*)\\]`, 'gu'))].flatMap(([, id, params]) =>
		[...params!.matchAll(new RegExp(PARAM, 'gu'))].filter(([, name]) => `${id!}.${name!}` === path)
			.map(([,, value]) => value!.replace(/\\(["\\\]])/g, '$1')));
}

/** The characters that bytes are; one that is not valid UTF-8 becomes half a surrogate pair, which is no character. */
function textOf(bytes: Uint8Array): string {
	const valid = /[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[^]/g;
	return Buffer.from(bytes).toString('latin1').replace(valid, part =>
		part.length === 1 && part >= '\x80' ? String.fromCharCode(0xdc00 + part.charCodeAt(0)) : Buffer.from(part, 'latin1').toString());
}

/** The same with U+FFFD for what is not UTF-8, as often as a decoder shows it: so many characters it is. */
function shown(value: string): string {
	return new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytesOf(value));
}

function bytesOf(text: string): Buffer {
	return Buffer.concat(Array.from(text, character =>
		/^[\udc80-\udcff]$/.test(character) ? Buffer.of(character.charCodeAt(0) - 0xdc00) : Buffer.from(character)));
}
