/** A DataView of the bytes asked about last: to make one for each message would take longer than to read the message. */
export class LastView {
	#bytes: Uint8Array = new Uint8Array(0);
	#view = new DataView<ArrayBufferLike>(this.#bytes.buffer);

	/** The view in which offsets are the same as in `bytes`. */
	of(bytes: Uint8Array): DataView {
		if (bytes !== this.#bytes) {
			this.#bytes = bytes;
			this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		}
		return this.#view;
	}
}
