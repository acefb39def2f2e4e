import {describe, expect, test} from 'vitest';
import {
	FAULT_APP_NAME, FAULT_HOSTNAME, FAULT_INCOMPLETE, FAULT_MSG_ID, FAULT_PROC_ID, FAULT_STRUCTURED_DATA, FAULT_TIMESTAMP,
	STANDARD_NONE, STANDARD_RFC5424,
} from '../../src/syslog/message.js';
import {type Fields, fieldsOf} from './fields-of.js';

const STAMP = '2026-11-20T15:10:37+00:00';
/** A message with all fields before STRUCTURED-DATA. */
const HEADER = `<13>1 ${STAMP} vm app 42 ID7`;
const HEADER_FIELDS: Omit<Fields, 'standard'> = {
	priority: 13, version: 1, timestamp: STAMP, hostname: 'vm', appName: 'app', procId: '42', msgId: 'ID7',
};

type Case = [text: string, expected: Omit<Fields, 'standard'>];

function holds(cases: Case[]): void {
	test.each(cases)('%j', (text, expected) => {
		expect(fieldsOf(text)).toEqual({standard: STANDARD_RFC5424, ...expected});
	});
}

describe('valid', () => {
	holds([
		[`${HEADER} - hello`, {...HEADER_FIELDS, message: 'hello'}],
		[`${HEADER} -`, HEADER_FIELDS],
		[`${HEADER} - `, {...HEADER_FIELDS, message: ''}],
		[`${HEADER} -  two spaces`, {...HEADER_FIELDS, message: ' two spaces'}],
		[`${HEADER} - line\nline\n`, {...HEADER_FIELDS, message: 'line\nline\n'}],
		[`${HEADER} - \uFEFFgrün`, {...HEADER_FIELDS, message: 'grün'}],
		[`${HEADER} - \uFEFF\uFEFFx`, {...HEADER_FIELDS, message: '\uFEFFx'}],
		[`${HEADER} - \uFEFF`, {...HEADER_FIELDS, message: ''}],
		[`${HEADER} - x\uFEFF`, {...HEADER_FIELDS, message: 'x\uFEFF'}],
		[`${HEADER} [a]`, {...HEADER_FIELDS, structuredData: '[a]'}],
		[`${HEADER} [a] `, {...HEADER_FIELDS, structuredData: '[a]', message: ''}],
		[`${HEADER} [a] [b] c`, {...HEADER_FIELDS, structuredData: '[a]', message: '[b] c'}],
		[`${HEADER} [a x="1" x="2"][a][b y=""] m`, {...HEADER_FIELDS, structuredData: '[a x="1" x="2"][a][b y=""]', message: 'm'}],
		[`${HEADER} [a x="\\"\\\\\\]"] m`, {...HEADER_FIELDS, structuredData: '[a x="\\"\\\\\\]"]', message: 'm'}],
		[`${HEADER} [a x="C:\\dir\\n"] m`, {...HEADER_FIELDS, structuredData: '[a x="C:\\dir\\n"]', message: 'm'}],
		[`${HEADER} [a@32473 x="ü = [\n"] m`, {...HEADER_FIELDS, structuredData: '[a@32473 x="ü = [\n"]', message: 'm'}],
		['<0>1 - - - - - -', {priority: 0, version: 1}],
		['<191>10 - - - - - -', {priority: 191, version: 10}],
		['<191>100 - - - - - -', {priority: 191, version: 100}],
		['<191>999 - - - - - - m', {priority: 191, version: 999, message: 'm'}],
		['<13>1 - - myapp 123 - - notime', {priority: 13, version: 1, appName: 'myapp', procId: '123', message: 'notime'}],
		[`<13>1 - ${'h'.repeat(255)} ${'a'.repeat(48)} ${'p'.repeat(128)} ${'m'.repeat(32)} [${'i'.repeat(32)} ${'n'.repeat(32)}="v"]`, {
			priority: 13, version: 1, hostname: 'h'.repeat(255), appName: 'a'.repeat(48), procId: 'p'.repeat(128), msgId: 'm'.repeat(32),
			structuredData: `[${'i'.repeat(32)} ${'n'.repeat(32)}="v"]`,
		}],
		['<13>1 - -- a- -p - - -', {priority: 13, version: 1, hostname: '--', appName: 'a-', procId: '-p', message: '-'}],
	]);
});

describe('incomplete', () => {
	const faults = FAULT_INCOMPLETE;
	holds([
		['<13>1 -', {priority: 13, version: 1, faults}],
		['<13>1 - ', {priority: 13, version: 1, faults}],
		[`<13>1 ${STAMP}`, {priority: 13, version: 1, timestamp: STAMP, faults}],
		['<13>1 - host', {priority: 13, version: 1, hostname: 'host', faults}],
		['<13>1 - host app', {priority: 13, version: 1, hostname: 'host', appName: 'app', faults}],
		['<13>1 - host app ', {priority: 13, version: 1, hostname: 'host', appName: 'app', faults}],
		['<13>1 - host app 1', {priority: 13, version: 1, hostname: 'host', appName: 'app', procId: '1', faults}],
		['<13>1 - host app 1 id', {priority: 13, version: 1, hostname: 'host', appName: 'app', procId: '1', msgId: 'id', faults}],
		['<13>1 - host app 1 - ', {priority: 13, version: 1, hostname: 'host', appName: 'app', procId: '1', faults}],
	]);
});

describe('without the - of STRUCTURED-DATA', () => {
	const faults = FAULT_STRUCTURED_DATA;
	holds([
		[`${HEADER} hello world`, {...HEADER_FIELDS, message: 'hello world', faults}],
		[`${HEADER}  hello`, {...HEADER_FIELDS, message: ' hello', faults}],
		[`${HEADER} \uFEFFhello`, {...HEADER_FIELDS, message: 'hello', faults}],
		[`${HEADER} -x`, {...HEADER_FIELDS, message: '-x', faults}],
		[`${HEADER} --`, {...HEADER_FIELDS, message: '--', faults}],
	]);
});

describe('hostile: structured data that cannot be read stays in the message', () => {
	test.each([
		'[', '[]', '[ ]', '[a', '[a ', '[a ]', '[a b', '[a b=', '[a b="', '[a b="]', '[a b="c"', '[a b="c"x]', '[a b=c]', '[a  b="c"]',
		'[a b="c" ]', '[a ="c"]', '[a b="c"]x', '[a]x', '[a][', '[a][]', '[a"]', '[a=b]', '[=]', '["]', '[\u00fc]',
		'[a \u00fc="1"]', '[a\tb]', '[a b="c\\"]', '[a b="c\\', '[a b="\\\\\\"] x', '[\x7f]',
	])('%j', text => {
		expect(fieldsOf(`${HEADER} ${text}`)).toEqual({
			standard: STANDARD_RFC5424, ...HEADER_FIELDS, message: text, faults: FAULT_STRUCTURED_DATA,
		});
	});
});

describe('hostile: structured data that breaks a rule but can be read', () => {
	const faults = FAULT_STRUCTURED_DATA;
	holds([
		[`${HEADER} [a b="]"] m`, {...HEADER_FIELDS, structuredData: '[a b="]"]', message: 'm', faults}],
		[`${HEADER} [${'i'.repeat(33)}] m`, {...HEADER_FIELDS, structuredData: `[${'i'.repeat(33)}]`, message: 'm', faults}],
		[`${HEADER} [a ${'n'.repeat(33)}="v"]`, {...HEADER_FIELDS, structuredData: `[a ${'n'.repeat(33)}="v"]`, faults}],
	]);
});

describe('hostile: a timestamp that is not valid is absent, and the rest is read', () => {
	test.each([
		'9999-12-31T24:00:00Z', '2026-11-20t15:10:37Z', '2026-11-20T15:10:37z', '2026-11-20T15:10:37', '2026-11-20T15:10:60Z', '2026-11-20T24:00:00Z',
		'2026-11-20T15:60:00Z', '2026-13-20T15:10:37Z', '2026-00-20T15:10:37Z', '2026-11-31T15:10:37Z', '2026-11-00T15:10:37Z',
		'2026-02-29T15:10:37Z', '2100-02-29T15:10:37Z', '2026-11-20T15:10:37.Z', '2026-11-20T15:10:37.1234567Z',
		'2026-11-20T15:10:37+24:00', '2026-11-20T15:10:37+00:60', '2026-11-20T15:10:37+0000', '2026-11-20T15:10:37+00:00x',
		'2026-11-20T15:10:37.123456', '2026-', '2026-11-20', '2026-x', '2026-11-20T15:10:37,5Z', '2026-11-20T1:10:37Z',
		'2026-11-2\u0660T15:10:37Z',
	])('%j', timestamp => {
		expect(fieldsOf(`<13>1 ${timestamp} vm app 42 ID7 - m`)).toEqual({
			standard: STANDARD_RFC5424, priority: 13, version: 1, hostname: 'vm', appName: 'app', procId: '42', msgId: 'ID7',
			message: 'm', faults: FAULT_TIMESTAMP,
		});
	});
});

describe('hostile: fields that break a rule are kept', () => {
	holds([
		[`<13>1 - ${'h'.repeat(256)} - - - -`, {priority: 13, version: 1, hostname: 'h'.repeat(256), faults: FAULT_HOSTNAME}],
		[`<13>1 - - ${'a'.repeat(49)} - - -`, {priority: 13, version: 1, appName: 'a'.repeat(49), faults: FAULT_APP_NAME}],
		[`<13>1 - - - ${'p'.repeat(129)} - -`, {priority: 13, version: 1, procId: 'p'.repeat(129), faults: FAULT_PROC_ID}],
		[`<13>1 - - - - ${'m'.repeat(33)} -`, {priority: 13, version: 1, msgId: 'm'.repeat(33), faults: FAULT_MSG_ID}],
		['<13>1 - h\u00f6st - - - -', {priority: 13, version: 1, hostname: 'h\u00f6st', faults: FAULT_HOSTNAME}],
		['<13>1 - - a\tb - - -', {priority: 13, version: 1, appName: 'a\tb', faults: FAULT_APP_NAME}],
		['<13>1 - - - \n - -', {priority: 13, version: 1, procId: '\n', faults: FAULT_PROC_ID}],
		['<13>1 - - - - \x7f -', {priority: 13, version: 1, msgId: '\x7f', faults: FAULT_MSG_ID}],
		['<13>1 -  app - - - m', {priority: 13, version: 1, appName: 'app', message: 'm', faults: FAULT_HOSTNAME}],
		['<13>1 - \u00fc \u00fc - - - m', {
			priority: 13, version: 1, hostname: '\u00fc', appName: '\u00fc', message: 'm', faults: FAULT_HOSTNAME | FAULT_APP_NAME,
		}],
	]);
});

describe('hostile: what does not begin like RFC 5424 is not taken apart', () => {
	test.each([
		' - - - - - -', '1', '1 ', '1 x', '1 -x', '1 --', '01 - - - - - -', '0 - - - - - -', '1000 - - - - - -', '1  - - - - - -', '1- - - - - -', '-1 - - - - - -',
		'1 2026', '1 202-', '1 2026 was a year', '1 x026-11-20T15:10:37Z', '1x - - - - - -', '1\t- - - - - -',
	])('%j', text => {
		expect(fieldsOf(`<13>${text}`)).toEqual({standard: STANDARD_NONE, priority: 13, message: text});
	});
});
