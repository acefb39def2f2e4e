/** Replacements that can be taken back. */
const REMEMBERED = 8;

/** Where a redacted message is written, in the bytes that it was read from. One is used again and again. */
export class RedactedText {
	/** The byte after the last one written. */
	end = 0;
	/** Whether there was no room for all of it. */
	isCut = false;
	#bytes: Uint8Array = new Uint8Array(0);
	#limit = 0;
	/** Of the last replacements: where each begins in the original, and what `end` and `copied` were before it. */
	readonly #froms = new Uint32Array(REMEMBERED);
	readonly #ends = new Uint32Array(REMEMBERED);
	readonly #copieds = new Uint32Array(REMEMBERED);
	#replacements = 0;
	/** What has been copied or replaced of the original ends here. */
	#copied = 0;
	/** The highest that `end` has been where something was taken back. */
	#highest = 0;

	/** What has been copied or replaced of the original ends here. */
	get copied(): number {
		return this.#copied;
	}

	/** The byte after the last one ever written: what was taken back stands there still. */
	get writtenEnd(): number {
		return Math.max(this.#highest, this.end);
	}

	/** Begins to write at `at`, no more than up to `limit`; the original, in the same bytes, begins at `original`. */
	open(bytes: Uint8Array, at: number, limit: number, original: number): void {
		this.#bytes = bytes;
		this.end = at;
		this.#limit = limit;
		this.isCut = false;
		this.#replacements = 0;
		this.#copied = original;
		this.#highest = at;
	}

	/** Takes back the replacements that begin at `from` of the original or behind it, as far as they are remembered. */
	rewindTo(from: number): void {
		this.#highest = this.writtenEnd;
		while (this.#replacements > 0 && this.#froms[this.#replacements - 1]! >= from) {
			this.#replacements--;
			this.end = this.#ends[this.#replacements]!;
			this.#copied = this.#copieds[this.#replacements]!;
		}
	}

	/** Takes back what was written from `end` on, where `copied` had been copied or replaced. */
	returnTo(end: number, copied: number): void {
		this.#highest = this.writtenEnd;
		this.end = end;
		this.#copied = copied;
		this.#replacements = 0;
	}

	/** Copies the original up to `to`. */
	copyTo(to: number): void {
		let length = to - this.#copied;
		if (this.end + length > this.#limit) {
			length = this.#limit - this.end;
			this.isCut = true;
		}
		this.#bytes.copyWithin(this.end, this.#copied, this.#copied + length);
		this.end += length;
		this.#copied = to;
	}

	/** Has bytes that stand elsewhere take the place of the original up to `to`. */
	replaceBy(otherFrom: number, otherTo: number, to: number): void {
		this.#copied = otherFrom;
		this.copyTo(otherTo);
		this.#copied = to;
	}

	/** Copies the original up to `from`, and has the first `textBytes` bytes of `text` take the place of what follows, up to `to`. */
	replace(from: number, to: number, text: Uint8Array, textBytes: number): void {
		this.#remember(from);
		this.copyTo(from);
		this.#copied = to;
		if (this.end + textBytes > this.#limit) {
			this.isCut = true;
			// What follows would have room perhaps, but stand in the wrong place.
			this.#limit = this.end;
			return;
		}
		const bytes = this.#bytes;
		for (let i = 0; i < textBytes; i++) bytes[this.end + i] = text[i]!;
		this.end += textBytes;
	}

	#remember(from: number): void {
		if (this.#replacements === REMEMBERED) {
			this.#froms.copyWithin(0, 1);
			this.#ends.copyWithin(0, 1);
			this.#copieds.copyWithin(0, 1);
			this.#replacements--;
		}
		this.#froms[this.#replacements] = from;
		this.#ends[this.#replacements] = this.end;
		this.#copieds[this.#replacements] = this.#copied;
		this.#replacements++;
	}
}
