import {Hub} from '../../src/hub.js';
import {HubMemory} from '../../src/hub/memory.js';
import {HubReader} from '../../src/hub/reader.js';

const SCRATCH_BYTES = 16_384;

/** A ring in ordinary memory, small enough that a few hundred messages fill several blocks. */
export class Ring {
	readonly reader: HubReader;
	readonly #memory: HubMemory;
	readonly #hub: Hub;
	readonly #scratchAt: number;

	constructor({maxBytes = 64 * 1024, maxMessages = 1e6} = {}) {
		this.#scratchAt = maxBytes;
		this.#memory = HubMemory.format(new ArrayBuffer(maxBytes + SCRATCH_BYTES), {maxBytes, maxMessages, maxMessageBytes: 1024});
		this.#hub = new Hub(this.#memory);
		this.reader = new HubReader(this.#memory);
	}

	/** Appends messages and shows them to readers. */
	append(...texts: readonly string[]): void {
		for (const text of texts) {
			const bytes = Buffer.from(text);
			this.#memory.bytes.set(bytes, this.#scratchAt);
			this.#hub.append(this.#scratchAt, bytes.length, 1.7e15 + this.#hub.nextSeq * 1e6, 13, 0, 0, 0, 0);
		}
		this.#hub.publish();
	}
}
