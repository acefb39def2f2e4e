import {readSync, writeSync} from 'node:fs';
import {crc32} from 'node:zlib';
import type {Limits} from '../hub/layout.js';

/** "KEPT", as the first four bytes of a description. */
const MAGIC = 0x5450454b;
const HEADER_BYTES = 16;
/** Room for 64 names of listeners, however they are written. */
const SLOT_BYTES = 64 * 1024;
const SLOTS = 2;

/** What the description takes, at the end of a file. */
export const DESCRIPTION_BYTES = SLOTS * SLOT_BYTES;

/** A listener that messages of the ring have come through, at the place of its counters. */
export interface KeptSource {
	/** How it was asked for, which tells whether another daemon has the same. */
	readonly asked: string;
	/** How it is shown: with the port that the system has chosen. */
	readonly name: string;
}

/** What has to be known of a ring to make use of it, and does not change with each message. */
export interface Description {
	/** Layout of the hub; the description itself is always laid out the same. */
	readonly layout: number;
	/** Name of its run of sequence numbers, as a number. */
	readonly epoch: number;
	readonly limits: Limits;
	readonly sources: readonly KeptSource[];
	/** When the ring was made: its counters count since then. Milliseconds since 1970 UTC. */
	readonly sinceMs: number;
	/** Daemons that have had it. */
	readonly starts: number;
	/** Messages lost to damage, and kept though damaged, each time that one of them began. */
	readonly dropped: number;
	readonly mended: number;
}

/**
 * Writes and reads the description of a ring, at the end of the file that keeps it:
 *
 *   | hub | description | description |           | "KEPT" | serial | length | CRC-32 | JSON |
 *
 * It is written to the two places in turn, so that one of them is always whole, whenever the writer dies.
 */
export class DescriptionPlaces {
	readonly #fd: number;
	readonly #at: number;
	#serial = 0;

	/** @param at Where in the file they begin. */
	constructor(fd: number, at: number) {
		this.#fd = fd;
		this.#at = at;
	}

	/** The description written last; undefined where none is whole. */
	read(): Description | undefined {
		const [newest] = [0, 1].map(slot => this.#readSlot(slot)).filter(each => each !== undefined).sort((a, b) => b.serial - a.serial);
		if (newest === undefined) return undefined;
		this.#serial = newest.serial;
		return newest.description;
	}

	write(description: Description): void {
		this.#serial += 1;
		const json = Buffer.from(JSON.stringify(description));
		const bytes = Buffer.concat([Buffer.alloc(HEADER_BYTES), json]);
		bytes.writeUInt32LE(MAGIC, 0);
		bytes.writeUInt32LE(this.#serial, 4);
		bytes.writeUInt32LE(json.length, 8);
		bytes.writeUInt32LE(checkOf(bytes), 12);
		writeSync(this.#fd, bytes, 0, bytes.length, this.#at + this.#serial % SLOTS * SLOT_BYTES);
	}

	#readSlot(slot: number): {serial: number; description: Description} | undefined {
		const bytes = Buffer.alloc(SLOT_BYTES);
		const at = this.#at + slot * SLOT_BYTES;
		if (at < 0 || readSync(this.#fd, bytes, 0, SLOT_BYTES, at) < SLOT_BYTES) return undefined;
		const length = bytes.readUInt32LE(8);
		if (bytes.readUInt32LE(0) !== MAGIC || length > SLOT_BYTES - HEADER_BYTES) return undefined;
		const whole = bytes.subarray(0, HEADER_BYTES + length);
		if (bytes.readUInt32LE(12) !== checkOf(whole)) return undefined;
		return {serial: bytes.readUInt32LE(4), description: JSON.parse(whole.toString('utf8', HEADER_BYTES)) as Description};
	}
}

function checkOf(bytes: Buffer): number {
	return crc32(bytes.subarray(HEADER_BYTES), bytes.readUInt32LE(4));
}
