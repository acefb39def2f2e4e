import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compose, type MessageFields} from '../../src/syslog/compose.js';
import {Message, STANDARD_RFC5424} from '../../src/syslog/message.js';
import {parse} from '../../src/syslog/parse.js';
import {readStructuredData} from '../../src/syslog/structured-data.js';
import {readFields} from './fields-of.js';

/** Text of a header field; `-` would be an absent one. */
function field(maxLength: number): fc.Arbitrary<string | undefined> {
	return fc.option(graphic(maxLength).filter(text => text !== '-'), {nil: undefined});
}

function graphic(maxLength: number): fc.Arbitrary<string> {
	return fc.string({unit: fc.integer({min: 0x21, max: 0x7e}).map(code => String.fromCharCode(code)), minLength: 1, maxLength});
}

const NAME = graphic(32).map(text => text.replace(/[="\]]/g, '_'));
const TEXT = fc.oneof(fc.string({unit: 'binary'}), fc.string({unit: fc.constantFrom('"', '\\', ']', '[', ' ', 'a', '\uFEFF', '\n', '\0', 'é')}));
const TIMESTAMP = fc.tuple(fc.date({min: new Date(0), max: new Date(253402300799999), noInvalidDate: true}), fc.constantFrom('Z', '123Z', '+05:30'))
	.map(([date, end]) => date.toISOString().replace('Z', end));

const FIELDS = fc.record({
	priority: fc.nat(191),
	timestamp: fc.option(TIMESTAMP, {nil: undefined}),
	hostname: field(255),
	appName: field(48),
	procId: field(128),
	msgId: field(32),
	structuredData: fc.option(fc.array(fc.record({
		id: NAME,
		params: fc.array(fc.record({name: NAME, value: TEXT}), {maxLength: 4}),
	}), {minLength: 1, maxLength: 3}), {nil: undefined}),
	message: fc.option(TEXT, {nil: undefined}),
});

function parsed(bytes: Uint8Array): MessageFields & {faults: number; standard: number} {
	const message = new Message();
	parse(bytes, 0, bytes.length, message);
	const {timestamp, hostname, appName, procId, msgId, message: text} = readFields(message);
	return {
		standard: message.standard, faults: message.faults, priority: message.priority,
		timestamp, hostname, appName, procId, msgId, message: text,
		structuredData: message.structuredDataStart === -1
			? undefined
			: readStructuredData(bytes, message.structuredDataStart, message.structuredDataEnd),
	};
}

function composed(fields: MessageFields): string {
	return new TextDecoder('utf-8', {ignoreBOM: true}).decode(compose(fields));
}

describe('compose', () => {
	test('what is composed is parsed to the same fields, without a fault', () => {
		fc.assert(fc.property(FIELDS, fields => {
			expect(parsed(compose(fields))).toEqual({...fields, standard: STANDARD_RFC5424, faults: 0});
		}), {numRuns: 1000});
	});

	test('what is parsed and composed again is the same bytes', () => {
		fc.assert(fc.property(FIELDS, fields => {
			const bytes = compose(fields);
			expect(compose(parsed(bytes))).toEqual(bytes);
		}));
	});

	test('keeps to the grammar whatever the fields hold', () => {
		const any = fc.string({unit: 'binary', maxLength: 300});
		const hostile = fc.record({
			priority: fc.oneof(fc.integer(), fc.double()),
			timestamp: any, hostname: any, appName: any, procId: any, msgId: any,
			structuredData: fc.array(fc.record({id: any, params: fc.array(fc.record({name: any, value: any}), {maxLength: 2})}), {maxLength: 2}),
			message: any,
		});
		fc.assert(fc.property(hostile, fields => {
			const {standard, faults, message} = parsed(compose(fields));
			expect({standard, faults, message}).toEqual({standard: STANDARD_RFC5424, faults: 0, message: fields.message});
		}));
	});

	test.each<[string, MessageFields, string]>([
		['nothing but a priority', {priority: 46}, '<46>1 - - - - - -'],
		['an empty message', {priority: 46, message: ''}, '<46>1 - - - - - - '],
		['an element without parameters', {priority: 46, structuredData: [{id: 'gap', params: []}]}, '<46>1 - - - - - [gap]'],
		['the three escapes', {priority: 46, structuredData: [{id: 'a', params: [{name: 'b', value: '"\\]\n'}]}]}, '<46>1 - - - - - [a b="\\"\\\\\\]\n"]'],
		['a mark before text that is not US-ASCII', {priority: 46, message: 'é'}, '<46>1 - - - - - - \uFEFFé'],
		['spaces in fields', {priority: 46, hostname: 'a b', appName: 'ü', msgId: '\n'}, '<46>1 - a?b ? - ? -'],
		['empty fields and names', {priority: 46, hostname: '', structuredData: [{id: '', params: [{name: ']', value: ''}]}]}, '<46>1 - - - - - [? ?=""]'],
		['a priority out of range', {priority: 192}, '<13>1 - - - - - -'],
		['a timestamp that is none', {priority: 46, timestamp: 'now'}, '<46>1 - - - - - -'],
	])('writes %s', (_what, fields, expected) => {
		expect(composed(fields)).toBe(expected);
	});
});
