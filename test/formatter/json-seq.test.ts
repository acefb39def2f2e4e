import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {MESSAGE} from './messages.js';
import {writtenText} from './written.js';

test('the json-seq format is split at each RS into the objects of json, whatever the bytes are', () => {
	const formatter = createFormatter('json-seq', CONTEXT);
	const json = createFormatter('json', CONTEXT);
	fc.assert(fc.property(fc.array(MESSAGE, {minLength: 1, maxLength: 4}), messages => {
		const chunk = chunkOf(messages);
		const text = messages.map((_message, i) => writtenText(formatter, chunk, i)).join('');
		const [before, ...records] = text.split('\x1e');
		expect(before).toBe('');
		expect(records.every(record => record.endsWith('}\n'))).toBe(true);
		expect(records.map(record => JSON.parse(record) as unknown)).toEqual(messages.map((_message, i) => JSON.parse(writtenText(json, chunk, i)) as unknown));
	}), {numRuns: 500});
});
