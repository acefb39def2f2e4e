import {expect, test} from 'vitest';
import {PatternRules} from '../../src/redact/pattern-rules.js';
import {readRules} from '../../src/redact/rules-file.js';
import {ALL, RedactingBench} from './redacted.js';

const SHORT_BYTES = 4096;
const TIMES = 60;
/** Quadratic would be `TIMES` times as much; a machine that others work on does not make that of linear. */
const TOLERANCE = 10;
/** Less than this is mostly noise. */
const LEAST_MS = 0.05;
const OWN = String.raw`a s/a|a*b/x/
b s/(x+x+)+y/z/
c s/"[^"]*"!/q/
`;
const bench = new RedactingBench(ALL);
const own = new RedactingBench([], new PatternRules(readRules(OWN, [])));

/** The least time of a few tries, in ms of this process's CPU. */
function cost(redacting: RedactingBench, text: string): number {
	return Math.min(...Array.from({length: 5}, () => {
		const start = process.cpuUsage();
		redacting.redact(text);
		const {user, system} = process.cpuUsage(start);
		return (user + system) / 1000;
	}));
}

test.each([
	'1.1.', '1.', '.', '1.1.1.1 ', '1', '11 ', '4111 ', '1 ', '1-', '@', 'a@', 'a@a', 'a@a.', '"@', 'a=a@b', ':', '::', 'a:', '1:', 'aaaa:', '::1', '?', '/?', '/a?', 'a?b/', 'Bearer ',
	'Bearer a', 'eyJ', 'eyJ.', 'b', 'password', 'password=', 'token: "', '"', "token='", '\\', '\\"', 'password=\\', 'Cookie: ', '=', '//a:a@', '://@', '[', '[a b="', 'a', '4111111111111111', '\x1b[31m', '#012',
])('%j again and again takes linear time', piece => {
	for (const header of ['', '<13>1 - h a p m - ', '<13>1 - h a p m [a b="', '<13>1 - ']) {
		const text = (bytes: number): string => header + piece.repeat(bytes / piece.length);
		const short = cost(bench, text(SHORT_BYTES));
		const long = cost(bench, text(TIMES * SHORT_BYTES));
		expect(long, `${short} ms for ${SHORT_BYTES} bytes, ${header}`).toBeLessThan(TOLERANCE * TIMES * Math.max(short, LEAST_MS));
	}
});

test.each(['a', 'x', '"', 'ab', 'aab'])('rules of one\'s own take linear time for %j again and again', piece => {
	const short = cost(own, piece.repeat(SHORT_BYTES / piece.length));
	const long = cost(own, piece.repeat(TIMES * SHORT_BYTES / piece.length));
	expect(long, `${short} ms for ${SHORT_BYTES} bytes`).toBeLessThan(TOLERANCE * TIMES * Math.max(short, LEAST_MS));
});
