import {Chunk} from '../../hub/chunk.js';
import {Message} from '../../syslog/message.js';
import {parseStored} from '../../syslog/parse-stored.js';

const NO_CHUNK = new Chunk(0);

/** The message that a filter looks at. It is parsed when somebody first asks for its parts, and only then. */
export class Candidate {
	chunk = NO_CHUNK;
	/** Which message of the chunk it is. */
	index = 0;
	readonly #message = new Message();
	#isParsed = false;

	/** Goes to message `index` of the chunk. */
	move(chunk: Chunk, index: number): void {
		this.chunk = chunk;
		this.index = index;
		this.#isParsed = false;
	}

	/** The message, taken apart. */
	get message(): Message {
		if (!this.#isParsed) {
			parseStored(this.chunk, this.index, this.#message);
			this.#isParsed = true;
		}
		return this.#message;
	}
}
