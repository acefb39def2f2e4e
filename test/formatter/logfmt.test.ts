import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {readLogfmt} from './logfmt-reader.js';
import {MESSAGE} from './messages.js';
import {withOrigin} from './origin.js';
import {pairsOfJson, sorted} from './pairs-of-json.js';
import {writtenText} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const formatter = createFormatter('logfmt', CONTEXT);
const json = createFormatter('json', CONTEXT);
const BEGIN = 'seq=7 received=2026-11-20T15:08:40.123456Z';
const NOTICE = 'facility=user severity=notice priority=13';
const SOURCE = 'source=unix-dgram:/run/log';

describe('the logfmt format', () => {
	test.each([
		[
			'all fields', '<134>1 2026-11-20T15:10:37+01:00 vm app 42 ID7 [a@1 b="c" d=""][e] hello',
			'timestamp=2026-11-20T15:10:37+01:00 hostname=vm app_name=app proc_id=42 msg_id=ID7 facility=local0 severity=info priority=134 '
			+ `version=1 ${SOURCE} sd.a@1.b=c sd.a@1.d= sd.e= message=hello`,
		],
		['no fields', '<13>1 - - - - - -', `${NOTICE} version=1 ${SOURCE}`],
		['an empty message', '<13>1 - - - - - - ', `${NOTICE} version=1 ${SOURCE} message=`],
		['BSD', '<13>Nov 20 15:02:42 vm app[042]: hello', `timestamp=2026-11-20T15:02:42+01:00 hostname=vm app_name=app proc_id=042 ${NOTICE} ${SOURCE} message=hello`],
		['a space', '<13>hello world', `${NOTICE} ${SOURCE} message="hello world"`],
		['an equals sign', '<13>a=b', `${NOTICE} ${SOURCE} message="a=b"`],
		['quotes and backslashes', '<13>"a"\\', `${NOTICE} ${SOURCE} message="\\"a\\"\\\\"`],
		['control characters', '<13>a\nb\x1b\x7f', `${NOTICE} ${SOURCE} message="a\\nb\\u001b\\u007f"`],
		['text that is not US-ASCII', '<13>é', `${NOTICE} ${SOURCE} message="é"`],
		['escapes undone', '<13>1 - - - - - [a b="\\"\\\\\\]\\n" c="\\]"]', `${NOTICE} version=1 ${SOURCE} sd.a.b="\\"\\\\]\\\\n" sd.a.c=]`],
	])('has %s', (_what, message, expected) => {
		expect(writtenText(formatter, chunkOf([message]))).toBe(`${BEGIN} ${expected}\n`);
	});

	test('tells the process that sent a message, and the source that it came through', () => {
		const chunk = withOrigin(chunkOf(['<13>a']), {source: 1, pid: 4_294_967_295, uid: 0});
		expect(writtenText(formatter, chunk)).toBe(`${BEGIN} ${NOTICE} source=udp:127.0.0.1:514 pid=4294967295 uid=0 message=a\n`);
	});

	test('quotes a source where that is needed', () => {
		const odd = createFormatter('logfmt', {...CONTEXT, sourceNames: ['unix-dgram:/run/a "b"\n']});
		expect(writtenText(odd, chunkOf(['<13>a']))).toContain(' source="unix-dgram:/run/a \\"b\\"\\n" ');
	});

	test('has neither number nor source for a message that never was in the ring', () => {
		expect(writtenText(formatter, Chunk.of(new TextEncoder().encode('<13>a'), 0, 13))).toBe(`received=1970-01-01T00:00:00.000000Z ${NOTICE} message=a\n`);
	});

	test('shows of an id as much as RFC 5424 allows', () => {
		expect(writtenText(formatter, chunkOf([`<13>1 - - - - - [${'i'.repeat(40)} n="v"]`]))).toContain(` sd.${'i'.repeat(32)}.n=v\n`);
	});

	test('is read by a strict reader, and says what json says, whatever the bytes are', () => {
		fc.assert(fc.property(MESSAGE, message => {
			const chunk = chunkOf(['<13>before', message, '<13>after']);
			expect(sorted(readLogfmt(writtenText(formatter, chunk, 1)))).toEqual(pairsOfJson(writtenText(json, chunk, 1), 'unix-dgram:/run/log'));
		}), {numRuns: 2000});
	});
});
