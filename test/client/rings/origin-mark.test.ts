import {describe, expect, test} from 'vitest';
import {MARKED_FORMATS, type MarkedFormat} from '../../../src/client/rings/marked-formats.js';
import {type Origin, originColors, originMark} from '../../../src/client/rings/origin-mark.js';
import {FORMAT_NAMES} from '../../../src/formatter/index.js';
import {readCsv} from '../../formatter/csv-reader.js';

const A: Origin = {name: 'a:9080', label: 'a  ', color: undefined};
const ODD: Origin = {name: '/run/a "b", c/q.sock', label: 'x', color: undefined};

function marked(format: MarkedFormat, text: string, origin = A): string {
	return Buffer.concat(originMark(format, origin).record(Buffer.from(text))).toString();
}

describe('marks', () => {
	test.each<[MarkedFormat, string, string]>([
		['syslog', 'Nov 20 15:08:40 host app: text\n', 'a   | Nov 20 15:08:40 host app: text\n'],
		['cat', '\n', 'a   | \n'],
		['verbose', 'time\n    seq=1\n', 'a   | time\na   |     seq=1\n'],
		['template', 'no end', 'a   | no end'],
		['json', '{"seq":1}\n', '{"origin":"a:9080","seq":1}\n'],
		['json-seq', '\u001e{"seq":1}\n', '\u001e{"origin":"a:9080","seq":1}\n'],
		['logfmt', 'seq=1\n', 'origin=a:9080 seq=1\n'],
		['csv', '1,x\n', 'a:9080,1,x\n'],
		['export', '__CURSOR=1\nMESSAGE=x\n\n', 'CIRCOLOG_ORIGIN=a:9080\n__CURSOR=1\nMESSAGE=x\n\n'],
	])('%s: %j', (format, text, expected) => {
		expect(marked(format, text)).toBe(expected);
	});

	test('stand in a column of their own under a head of its own', () => {
		const mark = originMark('csv', ODD);
		const text = Buffer.concat([...mark.head(Buffer.from('seq,message\n')), ...mark.record(Buffer.from('1,x\n'))]).toString();
		expect(readCsv(text).map(row => row.map(cell => cell.text))).toEqual([['origin', 'seq', 'message'], [ODD.name, '1', 'x']]);
	});

	test('keep odd names whole', () => {
		expect(JSON.parse(marked('json', '{"seq":1}\n', ODD))).toEqual({origin: ODD.name, seq: 1});
		expect(marked('logfmt', 'seq=1\n', ODD)).toBe('origin="/run/a \\"b\\", c/q.sock" seq=1\n');
	});

	test('have a colour, which ends with the label', () => {
		expect(marked('cat', 'x\n', {...A, color: 0})).toBe('\u001b[38;5;33ma  \u001b[39m | x\n');
		expect(marked('json', '{"seq":1}\n', {...A, color: 0})).toBe('{"origin":"a:9080","seq":1}\n');
	});

	test('there are for every format of the daemon but one', () => {
		expect(FORMAT_NAMES.filter(name => !(MARKED_FORMATS as readonly string[]).includes(name))).toEqual(['rfc5424']);
	});
});

describe('colours', () => {
	test('differ, as long as there are enough, and stay the same for a name', () => {
		const names = Array.from({length: 10}, (_, i) => `host${i}:9080`);
		expect(new Set(originColors(names)).size).toBe(10);
		expect(originColors(['host3:9080'])).toEqual([originColors(['host3:9080', 'x'])[0]]);
		expect(originColors([...names, ...names])).toHaveLength(20);
	});
});
