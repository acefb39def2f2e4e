/** What stands in place of something that is masked whole. */
export const STARS = new TextEncoder().encode('***');

/** Longest text that a ready-made rule writes: an IPv6 address, or a card's number with its separators. */
const MAX_TEXT_BYTES = 64;

/** What a rule has found, and what is to take its place. One is filled again and again. */
export class Finding {
	/** The first byte to be replaced. */
	from = 0;
	/** The byte after the last one to be replaced. */
	to = 0;
	/** Where the text begins that a rule may look at. */
	textFrom = 0;
	/** Where the rule wants to be asked again at the earliest; so that no text is looked at twice. Set also where nothing was found. */
	resume = 0;
	/** What takes its place: the first `textBytes` bytes. */
	text: Uint8Array = STARS;
	textBytes = 0;
	/** Room for a rule to write a text of its own. */
	readonly ownText = new Uint8Array(MAX_TEXT_BYTES);

	/** Whether nothing is left of what is replaced. */
	get hidesAll(): boolean {
		return this.text === STARS;
	}

	/** Has `***` take the place of the bytes `from` to `to - 1`; false if that is what stands there. */
	hide(bytes: Uint8Array, from: number, to: number): boolean {
		this.from = from;
		this.to = to;
		this.text = STARS;
		this.textBytes = STARS.length;
		return to - from !== STARS.length || bytes[from] !== STARS[0] || bytes[from + 1] !== STARS[1] || bytes[from + 2] !== STARS[2];
	}

	/** Has what was written to `ownText` take their place. */
	replace(from: number, to: number, textBytes: number): true {
		this.from = from;
		this.to = to;
		this.text = this.ownText;
		this.textBytes = textBytes;
		return true;
	}
}
