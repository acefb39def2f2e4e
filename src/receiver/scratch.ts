import {ROOMS} from '../redact/draft.js';
import {BATCH_DATAGRAMS} from './message-headers.js';

/** Room for what is taken away from a datagram before its length counts: an octet count, a line end. */
const TRIM_BYTES = 16;
const CACHE_LINE_BYTES = 64;
const PAGE_BYTES = 4096;
/** What one read of a stream socket brings at the most: 15 % less time a message than with 64 KiB. */
const STREAM_READ_BYTES = 256 * 1024;

/** How the scratch space behind the hub is cut, for messages of up to `maxMessageBytes`. */
export interface ScratchLayout {
	/** Bytes that a datagram's slot holds. */
	readonly slotBytes: number;
	/** From one slot to the next. */
	readonly slotStride: number;
	/** Bytes that one read of a stream brings at the most. */
	readonly readBytes: number;
	/** Where a `Redactor` finds its space, and how many bytes each of its rooms has. */
	readonly redactionAt: number;
	readonly redactionBytes: number;
	/** All of it. */
	readonly bytes: number;
}

/**
 * Datagrams and streams use the same space: one thread takes one batch at a time.
 *
 * @param redacts Whether messages are redacted, which may make them longer for a while.
 */
export function scratchLayout(maxMessageBytes: number, redacts: boolean): ScratchLayout {
	const slotBytes = maxMessageBytes + TRIM_BYTES;
	// Slots a multiple of the page size apart would all fall into the same few lines of the processor's cache.
	const lines = Math.ceil(slotBytes / CACHE_LINE_BYTES) * CACHE_LINE_BYTES;
	const slotStride = lines % PAGE_BYTES === 0 ? lines + CACHE_LINE_BYTES : lines;
	const readBytes = STREAM_READ_BYTES;
	const redactionAt = Math.ceil(Math.max(slotStride * BATCH_DATAGRAMS, readBytes + slotBytes) / CACHE_LINE_BYTES) * CACHE_LINE_BYTES;
	const redactionBytes = redacts ? 2 * lines : 0;
	return {slotBytes, slotStride, readBytes, redactionAt, redactionBytes, bytes: redactionAt + ROOMS * redactionBytes};
}
