/** Texts up to so many characters never need more room. */
const FIRST_CHARACTERS = 1024;

/** What `MatchFinder` notes of a text; made larger as longer ones come, and used again for each. */
export class MatchScratch {
	/** Where each character begins, and behind these where the last one ends. */
	offsets = new Int32Array(FIRST_CHARACTERS + 1);
	/** Class of each character. */
	classes = new Uint16Array(FIRST_CHARACTERS + 1);
	/** The context before each character, and behind the last one. */
	contexts = new Uint8Array(FIRST_CHARACTERS + 1);
	/** Sets of positions, one for each character, and one for the end. */
	ways = new Int32Array(2 * (FIRST_CHARACTERS + 1));

	/** @param words Words of a set. */
	makeRoom(characters: number, words: number): void {
		const places = characters + 1;
		if (this.offsets.length < places) {
			this.offsets = new Int32Array(places);
			this.classes = new Uint16Array(places);
			this.contexts = new Uint8Array(places);
		}
		if (this.ways.length < places * words) this.ways = new Int32Array(places * words);
	}
}
