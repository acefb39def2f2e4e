import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Message} from '../../src/doctor/message.js';
import {type Sign, signsOf} from '../../src/doctor/signs.js';

const STAMP = '2026-11-20T15:08:40.123456+00:00';
const INNER = `${STAMP} vm app 12 ID47 [a@32473 x="1"] text`;
const NEW: Partial<Message> = {version: 1, hostname: 'vm', timestamp: STAMP, app_name: 'app'};

test.each<{what: string; message: Partial<Message>; signs: Sign[]}>([
	{what: 'RFC 5424 as it should be', message: {...NEW, message: 'text'}, signs: []},
	{what: 'no text at all', message: NEW, signs: []},
	{what: 'BSD as a program writes it, without a host', message: {timestamp: STAMP, app_name: 'app', message: 'text'}, signs: []},
	{what: 'BSD as a forwarder writes it', message: {timestamp: STAMP, hostname: 'vm', message: 'text'}, signs: ['bsd-format']},
	{what: 'neither', message: {message: 'text'}, signs: []},
	{what: 'the version taken for the program', message: {...NEW, app_name: '1', message: INNER}, signs: ['embedded-header']},
	{what: 'the same by rsyslog', message: {...NEW, app_name: '1', message: ` ${INNER}`}, signs: ['embedded-header', 'leading-space']},
	{what: 'a program called 1', message: {...NEW, app_name: '1', message: 'text'}, signs: []},
	{what: 'the version left in the text', message: {...NEW, message: `1 ${INNER}`}, signs: ['embedded-header']},
	{what: 'a header with its priority', message: {...NEW, message: `<13>1 ${INNER}`}, signs: ['embedded-header']},
	{what: 'a header without time and structured data', message: {...NEW, message: '<13>1 - vm app - - - text'}, signs: ['embedded-header']},
	{what: 'a header of BSD', message: {...NEW, message: '<13>Nov  5 15:08:40 app: text'}, signs: ['embedded-header']},
	{what: 'a text that begins with a time', message: {...NEW, message: `${STAMP} INFO main a b [c] text`}, signs: []},
	{what: 'a text that begins with a number', message: {...NEW, message: '1 of 2 are done'}, signs: []},
	{what: 'a text that begins with a tag', message: {...NEW, message: '<13> things'}, signs: []},
	{what: 'a tab and a line feed, escaped', message: {...NEW, message: 'one#011two#012three'}, signs: ['escapes']},
	{what: 'a number sign with other numbers', message: {...NEW, message: 'issue #010, #0123 is #016, colour #000'}, signs: ['escapes']},
	{what: 'numbers of something', message: {...NEW, message: 'issue #010 is #016, colour #000'}, signs: []},
	{what: 'two spaces before the text', message: {...NEW, message: ' text'}, signs: ['leading-space']},
	{what: 'a space in BSD, which has no rule for it', message: {timestamp: STAMP, message: ' text'}, signs: []},
])('$what', ({message, signs}) => {
	expect([...signsOf({seq: 1, received: STAMP, ...message})]).toEqual(signs);
});

test('hostile: nothing makes it throw', () => {
	fc.assert(fc.property(fc.string({unit: 'binary'}), fc.option(fc.string(), {nil: undefined}), (message, program) => {
		expect(signsOf({seq: 1, received: STAMP, message, ...program !== undefined && {app_name: program}})).toBeInstanceOf(Set);
	}));
});
