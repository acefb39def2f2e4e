import type {Field} from '../fields/field.js';
import {type FieldContext, FieldReader} from '../fields/field-reader.js';
import type {Chunk} from '../hub/chunk.js';
import {Message} from '../syslog/message.js';
import {parse} from '../syslog/parse.js';

/** Fields that the index entry or the whole text tells, so that the message need not be taken apart. */
const UNPARSED: readonly string[] = ['severity', 'facility', 'priority', 'received', 'seq', 'source', 'pid', 'uid', 'raw'];

/** Finds one field's value in message after message; of a parameter that stands several times, the first. */
export class FieldScan {
	/** Where the value found last is. */
	readonly value: FieldReader;
	readonly #message = new Message();
	readonly #isParsed: boolean;

	constructor(field: Field, context: FieldContext) {
		this.value = new FieldReader(field, context);
		this.#isParsed = !UNPARSED.includes(field.name);
	}

	/** Goes to the value in message `i`; false where it is absent. */
	read(chunk: Chunk, i: number): boolean {
		if (this.#isParsed) parse(chunk.bytes, chunk.start(i), chunk.end(i), this.#message);
		return this.value.read(chunk, i, this.#message);
	}
}
