import {expect, test} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {writtenText} from './written.js';

test.each([
	['RFC 5424', '<13>1 2026-11-20T15:10:37Z vm app 42 ID7 [a b="c"] hello world', 'hello world'],
	['BSD', '<13>Nov 20 15:02:42 vm app[42]: hello world', 'hello world'],
	['no standard', '<13>hello', 'hello'],
	['an empty message', '<13>1 - - - - - - ', ''],
	['no message', '<13>1 - - - - - -', ''],
	['nothing', '', ''],
	['control characters', '<13>one\ntwo\x1b[2J', 'one#012two#033[2J'],
	['no UTF-8', Uint8Array.of(0x61, 0xff, 0x62), 'a\uFFFDb'],
])('the cat format shows the message alone: %s', (_what, message, expected) => {
	expect(writtenText(createFormatter('cat', CONTEXT), chunkOf([message]))).toBe(`${expected}\n`);
});
