/** Bytes of a needle that the kernel compares; what a longer one has beyond is up to the caller. */
export const MAX_PATTERN_NEEDLE_BYTES = 256;
/** Bytes of a pattern: search.wat says what stands where. */
export const PATTERN_BYTES = 16 + 2 * MAX_PATTERN_NEEDLE_BYTES;

/**
 * Bytes from the commonest to the rarest, as counted in loghub's logs of Linux, macOS, OpenSSH, HDFS and Zookeeper.
 * Bytes that are not here count as rarer, those that continue a UTF-8 character as the rarest.
 */
const COMMONEST_FIRST =
	' e10or2t:asni5dc.u384l976-mphfkb[]Sg=Nv_/yRDxFCIWOJL,wA()BPM$Z@QET;Kq*zV\'UXHG>#j<"!|{}Y+&%?\\^`~';

/** A needle as the kernel wants it: its first 256 bytes, and which two of them are the rarest in log text. */
export class SearchPattern {
	static #made = 0;
	/** Counts the patterns made: by it each finds its place in the kernel's memory. */
	readonly number = SearchPattern.#made++;
	/** In the layout that search.wat describes. */
	readonly bytes = new Uint8Array(PATTERN_BYTES);

	/**
	 * @param needle At least 1 byte; letters lower-case where case is ignored.
	 * @param fold What a byte of the text is or-ed with before it is compared with the needle's at the same place.
	 */
	constructor(needle: Uint8Array, fold: Uint8Array) {
		const head = needle.subarray(0, MAX_PATTERN_NEEDLE_BYTES);
		const rarestFirst = Array.from(head.keys()).sort((a, b) => rarity(head[b]!) - rarity(head[a]!));
		const a = rarestFirst[0]!;
		const b = rarestFirst[1] ?? a;
		const words = new DataView(this.bytes.buffer);
		words.setUint32(0, head.length, true);
		words.setUint32(4, a, true);
		words.setUint32(8, b, true);
		this.bytes.set([head[a]!, fold[a]!, head[b]!, fold[b]!], 12);
		this.bytes.set(head, 16);
		this.bytes.set(fold.subarray(0, head.length), 16 + MAX_PATTERN_NEEDLE_BYTES);
	}
}

/** How rare a byte is in log text: the more, the rarer. */
function rarity(byte: number): number {
	const place = COMMONEST_FIRST.indexOf(String.fromCharCode(byte));
	if (place !== -1) return place;
	const continuesCharacter = byte >= 0x80 && byte < 0xc0;
	return COMMONEST_FIRST.length + (continuesCharacter ? 1 : 0);
}
