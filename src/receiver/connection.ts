import type {Socket} from 'node:net';
import type {Hub} from '../hub.js';
import type {LineRun} from '../hub/line-run.js';
import {nowUs, type Poll, pollReadable, readStream, refuseMore} from '../libc.js';
import {Framer, type FrameSink} from '../syslog/framing.js';
import type {Intake} from './intake.js';

/** Reads in a row before other sources get their turn. */
const MAX_READS_PER_EVENT = 8;

/** Reads after which nothing can be left: more than the receive buffer of any socket holds, also of one with 8 MiB. */
export const DRAIN_READS = 64;

/** Who sends on a connection, as the index keeps it. */
export interface Origin {
	/** One of the `FLAG_ORIGIN_` bits, or 0. */
	readonly flags: number;
	/** Process id, IPv4 address or row of the IPv6 table. */
	readonly a: number;
	/** User id or port. */
	readonly b: number;
}

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
}

/**
 * One connection of a stream listener. Its frames are taken into the hub as they complete.
 *
 * The bytes are read by read(2) into the hub's own memory, so that they move only once more, within it. Node's streams
 * read 64 KiB at a time into a buffer that is new each time: a message took a third more time that way.
 */
export class Connection implements FrameSink {
	readonly #socket: Socket;
	readonly #fd: number;
	readonly #parts: ConnectionParts;
	readonly #origin: Origin;
	readonly #framer: Framer;
	readonly #poll: Poll;
	#receivedUs = 0;
	#closed = false;

	/** @param socket Accepted and paused: Node never reads from it. */
	constructor(socket: Socket, fd: number, origin: Origin, parts: ConnectionParts) {
		this.#socket = socket;
		this.#fd = fd;
		this.#parts = parts;
		this.#origin = origin;
		this.#framer = new Framer(parts.hub.memory.geometry.maxMessageBytes);
		this.#poll = pollReadable(fd, failed => {
			this.drain(failed ? DRAIN_READS : MAX_READS_PER_EVENT);
			// The poll has told of a reset, and will not call again.
			if (failed) this.close();
		});
	}

	/** Takes what waits in the socket, `maxReads` reads at the most. A connection that has ended or was reset is closed. */
	drain(maxReads: number): void {
		const {address, readBytes} = this.#parts.scratch;
		for (let i = 0; i < maxReads && !this.#closed; i++) {
			const got = readStream(this.#fd, address, readBytes);
			if (got === -1) return;
			if (got > 0) this.#take(got);
			else this.close();
		}
	}

	/** Lets nothing more come in, where the sender can be told. */
	refuse(): void {
		if (!this.#closed) refuseMore(this.#fd);
	}

	/** Ends the connection; what has arrived of an unfinished message is kept. Safe to call twice. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		const {intake} = this.#parts;
		this.#receivedUs = nowUs();
		intake.begin();
		this.#framer.end(this);
		intake.end();
		this.#poll.close();
		this.#socket.destroy();
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

	#take(length: number): void {
		const {hub, intake, scratch} = this.#parts;
		this.#receivedUs = nowUs();
		intake.begin();
		this.#framer.push(hub.memory.bytes, scratch.offset, scratch.offset + length, this);
		intake.end();
		// Also the beginning of a message that goes on in the next read.
		if (intake.redacts) hub.memory.bytes.fill(0, scratch.offset, scratch.offset + length);
	}
}
