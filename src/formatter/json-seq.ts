import type {Chunk} from '../hub/chunk.js';
import {type FormatterContext, NOTHING, type Formatter} from './formatter.js';
import {JsonFormatter} from './json.js';

const RECORD_SEPARATOR = 0x1e;

/** The objects of `json`, each after a record separator (RFC 7464): a reader finds the next one after a broken one. */
export class JsonSeqFormatter implements Formatter {
	readonly contentType = 'application/json-seq';
	readonly isVerbatim = false;
	readonly alwaysUtf8 = true;
	readonly head = NOTHING;
	readonly separator = NOTHING;
	readonly #json: JsonFormatter;

	constructor(context: FormatterContext) {
		this.#json = new JsonFormatter(context);
	}

	bound(length: number): number {
		return 1 + this.#json.bound(length);
	}

	write(chunk: Chunk, i: number, out: Uint8Array, at: number): number {
		out[at] = RECORD_SEPARATOR;
		return this.#json.write(chunk, i, out, at + 1);
	}
}
