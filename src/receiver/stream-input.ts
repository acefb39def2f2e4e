import type {Hub} from '../hub.js';
import type {LineRun} from '../hub/line-run.js';
import {nowUs} from '../libc/clocks.js';
import {Framer, type FrameSink} from '../syslog/framing.js';
import type {Intake} from './intake.js';
import type {Origin} from './peer.js';

/** Part of the hub's memory that streams are read into: the bytes of one read, then one frame. It moves with the hub. */
export interface StreamScratch {
	/** Address of the first byte. */
	readonly address: number;
	/** Its offset within the hub's memory. */
	readonly offset: number;
	/** Bytes that are read at once. */
	readonly readBytes: number;
}

/** What the connections of one listener share. */
export interface ConnectionParts {
	readonly hub: Hub;
	readonly intake: Intake;
	readonly scratch: StreamScratch;
	/** Called for each connection that ends without a word of its other end. */
	readonly onCut: () => void;
}

/** What comes in on one connection: bytes, of which frames are made and taken into the hub as they complete. */
export class StreamInput implements FrameSink {
	readonly #parts: ConnectionParts;
	readonly #origin: Origin;
	readonly #framer: Framer;
	#receivedUs = 0;

	constructor(origin: Origin, parts: ConnectionParts) {
		this.#parts = parts;
		this.#origin = origin;
		this.#framer = new Framer(parts.hub.memory.geometry.maxMessageBytes);
	}

	/** Takes the first bytes of the scratch space. */
	take(length: number): void {
		const {hub, intake, scratch} = this.#parts;
		this.#receivedUs = nowUs();
		intake.begin();
		this.#framer.push(hub.memory.bytes, scratch.offset, scratch.offset + length, this);
		intake.end();
		// Also the beginning of a message that goes on in the next read.
		if (intake.redacts) hub.memory.bytes.fill(0, scratch.offset, scratch.offset + length);
	}

	/** Takes bytes that stand elsewhere, through the scratch space. */
	takeCopy(bytes: Uint8Array): void {
		const {hub, scratch} = this.#parts;
		for (let at = 0; at < bytes.length; at += scratch.readBytes) {
			const piece = bytes.subarray(at, at + scratch.readBytes);
			hub.memory.bytes.set(piece, scratch.offset);
			this.take(piece.length);
		}
	}

	/** Takes what has come of an unfinished message. */
	end(): void {
		const {intake} = this.#parts;
		this.#receivedUs = nowUs();
		intake.begin();
		this.#framer.end(this);
		intake.end('incomplete');
	}

	/** Takes a frame that is not part of a run. */
	frame(from: Uint8Array, start: number, end: number, flags: number): void {
		const {hub, intake, scratch} = this.#parts;
		const {bytes} = hub.memory;
		let at = start;
		if (from !== bytes) {
			at = scratch.offset + scratch.readBytes;
			bytes.set(from.subarray(start, end), at);
		}
		intake.take(at, end - start, this.#receivedUs, this.#origin.flags | flags, this.#origin.a, this.#origin.b);
	}

	/** Takes a run of lines. */
	lines(run: LineRun): void {
		this.#parts.intake.takeLines(run, this.#receivedUs, this.#origin.flags, this.#origin.a, this.#origin.b);
	}
}
