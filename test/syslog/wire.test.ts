import {describe, expect, test} from 'vitest';
import {Framer, Span, trimDatagram} from '../../src/syslog/framing.js';
import {DATAGRAMS, STREAMED, STREAMS} from './captured.js';
import {type Fields, fieldsOf} from './fields-of.js';

describe('datagrams, as their senders make them, are read in full', () => {
	test.each(DATAGRAMS)('%s', (_sender, text, expected) => {
		const bytes = new TextEncoder().encode(text);
		const span = new Span();
		trimDatagram(bytes, 0, bytes.length, span);
		expect(fieldsOf(bytes.subarray(span.start, span.end))).toEqual(expected);
	});
});

describe('streams, as their senders make them, are read in full', () => {
	test.each(STREAMS)('%s', (_sender, text) => {
		const bytes = new TextEncoder().encode(text);
		const frames: Fields[] = [];
		const framer = new Framer(1024);
		const sink = {
			frame(frame: Uint8Array, start: number, end: number): void {
				frames.push(fieldsOf(frame.slice(start, end)));
			},
		};
		framer.push(bytes, 0, bytes.length, sink);
		framer.end(sink);
		expect(frames).toEqual([STREAMED, STREAMED]);
	});
});
