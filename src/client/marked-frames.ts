/** Limit for what comes between two marks. The daemon marks every piece it sends, and a piece is a fraction of its ring. */
export const MAX_UNMARKED_BYTES = 256 * 2 ** 20;

const LF = Buffer.from('\n');

/**
 * Frames that have come since the last mark.
 *
 *   frame frame frame mark frame frame | connection lost
 *   └── released ───┘      └ dropped ┘   and sent again after `cursor=mark`
 *
 * What has been released is exactly what the daemon counts as delivered when it is asked to go on from the mark: so
 * nothing comes twice, and nothing is missing.
 */
export class MarkedFrames {
	readonly #ending: Buffer;
	#parts: Buffer[] = [];
	#bytes = 0;

	/** @param ending What is put behind each frame. */
	constructor(ending: Buffer = LF) {
		this.#ending = ending;
	}

	/** Bytes held. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Takes a frame, which comes without its ending. */
	push(frame: Buffer): void {
		this.#parts.push(frame, this.#ending);
		this.#bytes += frame.length + this.#ending.length;
	}

	/** Returns all frames since the last release, each with its ending. */
	release(): Buffer {
		const released = Buffer.concat(this.#parts, this.#bytes);
		this.drop();
		return released;
	}

	/** Forgets the frames that no mark has followed. */
	drop(): void {
		this.#parts = [];
		this.#bytes = 0;
	}
}
