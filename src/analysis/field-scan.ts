import {type Field, isInText} from '../fields/field.js';
import {type FieldContext, FieldReader} from '../fields/field-reader.js';
import type {Chunk} from '../hub/chunk.js';
import {Message} from '../syslog/message.js';
import {parseStored} from '../syslog/parse-stored.js';

/** Finds one field's value in message after message; of a parameter that stands several times, the first. */
export class FieldScan {
	/** Where the value found last is. */
	readonly value: FieldReader;
	/** Whether the chunks must have their text. */
	readonly readsText: boolean;
	readonly #message = new Message();
	readonly #isParsed: boolean;

	constructor(field: Field, context: FieldContext) {
		this.value = new FieldReader(field, context);
		this.readsText = isInText(field);
		this.#isParsed = this.readsText && field.name !== 'raw';
	}

	/** Goes to the value in message `i`; false where it is absent. */
	read(chunk: Chunk, i: number): boolean {
		if (this.#isParsed) parseStored(chunk, i, this.#message);
		return this.value.read(chunk, i, this.#message);
	}
}
