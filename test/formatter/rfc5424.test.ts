import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {written} from './written.js';

const formatter = createFormatter('rfc5424', CONTEXT);

test('the rfc5424 format is the bytes received and LF, whatever they are', () => {
	fc.assert(fc.property(fc.array(fc.uint8Array(), {minLength: 1, maxLength: 4}), messages => {
		const chunk = chunkOf(messages);
		for (const [i, message] of messages.entries()) expect(written(formatter, chunk, i)).toEqual(Uint8Array.from([...message, 0x0a]));
	}));
});
