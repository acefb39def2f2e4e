import fc from 'fast-check';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {createFormatter} from '../../src/formatter/index.js';
import {Chunk} from '../../src/hub/chunk.js';
import {chunkOf} from './chunk-of.js';
import {CONTEXT} from './context.js';
import {escaped} from './escaped.js';
import {MESSAGE} from './messages.js';
import {withOrigin} from './origin.js';
import {pairsOfJson, sorted} from './pairs-of-json.js';
import {writtenText} from './written.js';

vi.stubEnv('TZ', 'Europe/Berlin');
afterAll(() => {
	vi.unstubAllEnvs();
});

const formatter = createFormatter('verbose', CONTEXT);
const json = createFormatter('json', CONTEXT);

describe('the verbose format', () => {
	test('shows time, cursor and every field, a line each', () => {
		const message = '<134>1 2026-11-20T15:10:37.000001Z vm app 42 ID7 [a@1 b="c \\"d\\"" e=""][f] hello\nworld';
		expect(writtenText(formatter, withOrigin(chunkOf([message]), {source: 1, pid: 12, uid: 1000}))).toBe(`Fri 2026-11-20 16:10:37.000001 +0100 [0123456789ab:7]
    seq=7
    received=2026-11-20T15:08:40.123456Z
    timestamp=2026-11-20T15:10:37.000001Z
    hostname=vm
    app_name=app
    proc_id=42
    msg_id=ID7
    facility=local0
    severity=info
    priority=134
    version=1
    source=udp:127.0.0.1:514
    pid=12
    uid=1000
    sd.a@1.b=c "d"
    sd.a@1.e=
    sd.f=
    message=hello#012world
`);
	});

	test('shows the time of receipt where the sender gave none, in UTC where that is wanted', () => {
		const utc = createFormatter({name: 'verbose', utc: true}, CONTEXT);
		expect(writtenText(utc, chunkOf(['<13>a']))).toMatch(/^Fri 2026-11-20 15:08:40.123456 \+0000 \[0123456789ab:7\]\n/);
	});

	test('has no cursor for a message that never was in the ring', () => {
		expect(writtenText(formatter, Chunk.of(new TextEncoder().encode('<13>a'), 0, 13))).toBe(`Thu 1970-01-01 01:00:00.000000 +0100
    received=1970-01-01T00:00:00.000000Z
    facility=user
    severity=notice
    priority=13
    message=a
`);
	});

	test('cannot be made to show a field that is not there, and says what json says, whatever the bytes are', () => {
		fc.assert(fc.property(MESSAGE, message => {
			const chunk = chunkOf(['<13>before', message, '<13>after']);
			const [head, ...lines] = writtenText(formatter, chunk, 1).replace(/\n$/, '').split('\n');
			expect(head).toMatch(/^[A-Z][a-z]{2} \d{4}-\d\d-\d\d [\d:]{8}\.\d{6} \+0[12]00 \[0123456789ab:8\]$/);
			const pairs = lines.map((line): [string, string] => {
				const [, name = '', value = ''] = /^ {4}([^ =]+)=(.*)$/su.exec(line) ?? [];
				return [name, value];
			});
			const expected = pairsOfJson(writtenText(json, chunk, 1), 'unix-dgram:/run/log');
			expect(sorted(pairs)).toEqual(sorted(expected.map(([name, value]) => [name, escaped(value)])));
		}), {numRuns: 2000});
	});
});
