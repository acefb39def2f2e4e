import type {Chunk} from '../hub/chunk.js';
import {NOTHING, type Formatter, TEXT_TYPE} from './formatter.js';

const LF = 0x0a;

/** The messages exactly as they were received, each ended by LF: for another syslog, not for eyes. */
export class Rfc5424Formatter implements Formatter {
	readonly contentType = TEXT_TYPE;
	readonly isVerbatim = true;
	readonly alwaysUtf8 = false;
	readonly head = NOTHING;
	readonly separator = NOTHING;

	bound(length: number): number {
		return length + 1;
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		const start = chunk.start(i);
		const end = chunk.end(i);
		out.set(chunk.bytes.subarray(start, end), at);
		const stop = at + end - start;
		out[stop] = LF;
		return stop + 1;
	}
}
