import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FLAG_TRUNCATED} from '../../src/hub/entry.js';
import {LINE_RUN_CAPACITY, type LineRun} from '../../src/hub/line-run.js';
import {Framer} from '../../src/syslog/framing.js';
import {readPriority} from '../../src/syslog/priority.js';

const MAX_FRAME_BYTES = 12;

/** Text of each frame; one that is flagged as truncated has `…` after it. */
class Frames {
	readonly texts: string[] = [];

	frame(bytes: Uint8Array, start: number, end: number, flags: number): void {
		const text = new TextDecoder('latin1').decode(bytes.subarray(start, end));
		this.texts.push(flags === FLAG_TRUNCATED ? `${text}…` : text);
		if (flags !== 0 && flags !== FLAG_TRUNCATED) throw new Error(`flags ${flags}`);
	}
}

/** The same for a sink that takes lines by the run. */
class FramesInRuns extends Frames {
	/** The bytes that are being pushed. */
	pushed: Uint8Array = new Uint8Array(0);
	/** Lines of each run. */
	readonly runs: number[] = [];

	lines(run: LineRun): void {
		let start = run.start;
		this.runs.push(run.count);
		for (let i = 0; i < run.count; i++) {
			const end = run.ends[i]!;
			if (this.pushed[end - 1] !== 0x0a) throw new Error(`line ${i} ends without LF`);
			if (readPriority(this.pushed, start, end - 1) !== run.priorities[i]) throw new Error(`line ${i} has another PRI`);
			this.frame(this.pushed, start, end - 1, 0);
			start = end;
		}
	}
}

function latin1(text: string): Uint8Array {
	return Uint8Array.from(text, character => character.charCodeAt(0));
}

/** The frames of the pieces of one stream, each pushed from the middle of a larger buffer. */
function framesOf(pieces: string[], maxFrameBytes = MAX_FRAME_BYTES, frames: Frames & Partial<FramesInRuns> = new Frames()): string[] {
	const framer = new Framer(maxFrameBytes);
	for (const piece of pieces) {
		const bytes = latin1(`\n<${piece}<\n`);
		frames.pushed = bytes;
		framer.push(bytes, 2, bytes.length - 2, frames);
		bytes.fill(0x21);
	}
	framer.end(frames);
	return frames.texts;
}

type Case = [stream: string, frames: string[]];

const CASES: Case[] = [
	// Lines
	['', []],
	['one\ntwo\n', ['one', 'two']],
	['one\r\ntwo\r\n', ['one', 'two']],
	['one\0two\n\0', ['one', 'two']],
	['one\r\0', ['one\r']],
	['o\rne\n', ['o\rne']],
	['one\r\r\n', ['one\r']],
	['\n\n\0\r\n\0\n', []],
	['one', ['one']],
	['one\r', ['one\r']],
	['<13>a\n<14>b\n', ['<13>a', '<14>b']],
	['<13>a\n<14>b\n<15>c', ['<13>a', '<14>b', '<15>c']],
	['<13>a\n<14>b\r\n<15>c\n', ['<13>a', '<14>b', '<15>c']],
	['<13>a\n<14>b\0<15>c\n', ['<13>a', '<14>b', '<15>c']],
	['<13>a\n\n<15>c\n', ['<13>a', '<15>c']],
	['<13>a\n<192>b\n<15>c\n', ['<13>a', '<192>b', '<15>c']],
	['<13>a\n5 <1>ab<15>c\n', ['<13>a', '<1>ab', '<15>c']],
	['5 <1>ab<15>c\n 4 <2>d\n', ['<1>ab', '<15>c', ' 4 <2>d']],
	['<13>a\rb\n<15>c\n', ['<13>a\rb', '<15>c']],
	['<13>56789012\n<14>5678901x\n<15>c\n', ['<13>56789012', '<14>5678901x', '<15>c']],
	['<13>a\n<14>567890123\n<15>c\n', ['<13>a', '<14>56789012…', '<15>c']],
	['<1>\n<2>\n', ['<1>', '<2>']],
	[' one\n', [' one']],
	['twelve bytes\n', ['twelve bytes']],
	['twelve bytes\r\n', ['twelve bytes']],
	['thirteen byte\nnext\n', ['thirteen byt…', 'next']],
	['thirteen byte\r\nnext\n', ['thirteen byt…', 'next']],
	['twelve bytes\rx\nnext\n', ['twelve bytes…', 'next']],
	['twelve bytes\r', ['twelve bytes…']],
	[`${'x'.repeat(100)}\nnext\n`, [`${'x'.repeat(12)}…`, 'next']],
	['x'.repeat(100), [`${'x'.repeat(12)}…`]],
	// Octet counting
	['5 <1>ab4 <2>c', ['<1>ab', '<2>c']],
	['6 <1>ab\n4 <2>c', ['<1>ab', '<2>c']],
	['7 <1>ab\r\n6 <2>c\0\0', ['<1>ab', '<2>c\0']],
	['5 <1>\n\n4 <2>c', ['<1>\n', '<2>c']],
	['7 <1>a\nbc', ['<1>a\nbc']],
	['12 <1>890123456', ['<1>890123456']],
	['13 <1>890123456\n4 <2>c', ['<1>890123456', '<2>c']],
	['14 <1>890123456\r\n4 <2>c', ['<1>890123456', '<2>c']],
	['13 <1>89012345674 <2>c', ['<1>890123456…', '<2>c']],
	['14 <1>8901234567\n4 <2>c', ['<1>890123456…', '<2>c']],
	['22 <1>890123456\r\n890123\r\n4 <2>c', ['<1>890123456…', '<2>c']],
	['1 <1 <', ['<', '<']],
	// Mixed, and what some senders put between counted frames
	['5 <1>ab\n4 <2>c', ['<1>ab', '<2>c']],
	['5 <1>ab\n 4 <2>c\n', ['<1>ab', '<2>c']],
	['5 <1>ab 4 <2>c', ['<1>ab', '<2>c']],
	['5 <1>ab\r\n 4 <2>c', ['<1>ab', '<2>c']],
	['5 <1>ab <2>c\n', ['<1>ab', '<2>c']],
	['5 <1>ab ', ['<1>ab']],
	['5 <1>ab one\n two\n', ['<1>ab', ' one', ' two']],
	['5 <1>ab  one\n', ['<1>ab', '  one']],
	['5 <1>ab\none\n 4 <2>c\n', ['<1>ab', 'one', ' 4 <2>c']],
	['one\n4 <2>ctwo\n', ['one', '<2>c', 'two']],
	// What looks like a count and is none
	['0 <1>a\n', ['0 <1>a']],
	['05 <1>a\n', ['05 <1>a']],
	['5  <1>a\n', ['5  <1>a']],
	['5 x\n', ['5 x']],
	['5\n', ['5']],
	['5 \n', ['5 ']],
	['5\t<1>a\n', ['5\t<1>a']],
	['5<1>a\n', ['5<1>a']],
	['5 5 <1>a\n', ['5 5 <1>a']],
	['12345678 <\n', ['12345678 <']],
	['1 day\n2 days\n', ['1 day', '2 days']],
	['-5 <1>a\n', ['-5 <1>a']],
	// Cut by the end
	['5 <1>a', ['<1>a…']],
	['9999999 <1>a', ['<1>a…']],
	['20 <1>8901234567', ['<1>890123456…']],
	['5 <1>\n', ['<1>\n…']],
	['5 <', ['<…']],
	['5 ', ['5 ']],
	['5', ['5']],
];

describe('a stream is taken apart', () => {
	test.each(CASES)('%j', (stream, expected) => {
		expect(framesOf([stream])).toEqual(expected);
	});

	test.each(CASES)('%j, byte by byte', (stream, expected) => {
		expect(framesOf(Array.from(stream))).toEqual(expected);
	});

	test.each(CASES)('%j, in two pieces, split anywhere', (stream, expected) => {
		for (let i = 0; i <= stream.length; i++) expect(framesOf([stream.slice(0, i), stream.slice(i)])).toEqual(expected);
	});

	test.each(CASES)('%j, into a sink that takes lines by the run, split anywhere', (stream, expected) => {
		for (let i = 0; i <= stream.length; i++) {
			expect(framesOf([stream.slice(0, i), stream.slice(i)], MAX_FRAME_BYTES, new FramesInRuns())).toEqual(expected);
		}
	});
});

const PIECE = fc.constantFrom(
	'\n', '\r\n', '\0', '\r', ' ', '<', '5 <1>ab', '6 <1>ab\n', '<13>line\n', '<191>x\n', '<13>a long line\n', '<5>', '30 <1>', '1 <', '0', '12', '9999999', '12345678 ', 'text', 'some more text', 'é',
);

describe('Framer', () => {
	test('finds the same frames however the stream is split', () => {
		fc.assert(fc.property(fc.array(fc.array(PIECE, {maxLength: 6}).map(parts => parts.join('')), {maxLength: 8}), pieces => {
			expect(framesOf(pieces)).toEqual(framesOf([pieces.join('')]));
		}), {numRuns: 3000});
	});

	test('finds the same frames for a sink that takes lines by the run', () => {
		fc.assert(fc.property(fc.array(fc.array(PIECE, {maxLength: 12}).map(parts => parts.join('')), {maxLength: 8}), pieces => {
			expect(framesOf(pieces, MAX_FRAME_BYTES, new FramesInRuns())).toEqual(framesOf(pieces));
		}), {numRuns: 3000});
	});

	test('hands lines over by the run, as many as it holds', () => {
		const lines = Array.from({length: LINE_RUN_CAPACITY + 10}, (_, i) => `<${i % 192}>line ${i}`);
		const frames = new FramesInRuns();
		expect(framesOf([lines.join('\n'), '\n'], 64, frames)).toEqual(lines);
		expect(frames.runs).toEqual([LINE_RUN_CAPACITY, 9]);
	});

	test('never hands over an empty frame or one beyond the limit', () => {
		fc.assert(fc.property(fc.array(PIECE, {maxLength: 30}), fc.integer({min: 1, max: 20}), (pieces, limit) => {
			for (const frame of framesOf([pieces.join('')], limit)) {
				expect(frame.length).toBeGreaterThan(0);
				expect(frame.replace(/…$/, '').length).toBeLessThanOrEqual(limit);
			}
		}));
	});

	test('is ready for another stream after the end of one', () => {
		const frames = new Frames();
		const framer = new Framer(MAX_FRAME_BYTES);
		for (const stream of ['5 <1>', 'half a l', '12', '5 <1>ab ', 'last\n']) {
			framer.push(latin1(stream), 0, stream.length, frames);
			framer.end(frames);
		}
		expect(frames.texts).toEqual(['<1>…', 'half a l', '12', '<1>ab', 'last']);
	});

	test('hands over a whole frame without copying it', () => {
		const bytes = latin1('one\n5 <1>ab');
		const buffers = new Set<ArrayBufferLike>();
		new Framer(MAX_FRAME_BYTES).push(bytes, 0, bytes.length, {
			frame: frame => {
				buffers.add(frame.buffer);
			},
		});
		expect([...buffers]).toEqual([bytes.buffer]);
	});

	test.each(['x', '9999999 <'])('keeps no more of a frame that begins %j than the limit', begin => {
		const frames = new Frames();
		const framer = new Framer(65_536);
		const piece = latin1('x'.repeat(65_536));
		framer.push(latin1(begin), 0, begin.length, frames);
		const before = process.memoryUsage().arrayBuffers;
		for (let i = 0; i < 150; i++) framer.push(piece, 0, piece.length, frames);
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
		framer.end(frames);
		expect(frames.texts.map(text => text.length)).toEqual([65_537]);
	});

	test('works on a Buffer of a pool and on shared memory', () => {
		const pooled = Buffer.from('one\n5 <1>ab');
		const shared = new Uint8Array(new SharedArrayBuffer(32), 7, 11);
		shared.set(pooled);
		for (const bytes of [pooled, shared]) {
			const frames = new Frames();
			new Framer(MAX_FRAME_BYTES).push(bytes, 0, 11, frames);
			expect(frames.texts).toEqual(['one', '<1>ab']);
		}
	});
});

describe('what a framer keeps between pushes', () => {
	const decode = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

	/** The bytes that frames were handed over in, as they were then, and as they are when the next frame has begun. */
	function kept(pieces: string[]): {then: string; later: string} {
		const kept = new Set<Uint8Array>();
		let then = '';
		const framer = new Framer(5000);
		const sink = {
			frame(bytes: Uint8Array): void {
				kept.add(bytes);
				then += decode(bytes);
			},
		};
		for (const piece of pieces) framer.push(latin1(piece), 0, piece.length, sink);
		framer.end(sink);
		return {then, later: [...kept].map(decode).join()};
	}

	test.each([
		['a line', ['<13>one sec', 'ret\n<13>', 'two\n']],
		['a counted frame', ['13 <13>a sec', 'ret\n', '<13>x\n']],
		['a frame that needs more and more room', ['<13>secret', 'x'.repeat(100), 'y'.repeat(1000), 'z'.repeat(3000), '\n']],
		['a frame that the end of the stream cuts', ['100 <13>one sec', 'ret']],
	])('of %s is overwritten', (_, pieces) => {
		const {then, later} = kept(pieces);
		expect(then).toContain('secret');
		expect(later).not.toContain('sec');
	});
});
