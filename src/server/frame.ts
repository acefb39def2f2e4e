/** The longest header of a frame that a server sends (RFC 6455, section 5.2). */
export const FRAME_HEADER_MAX_BYTES = 10;

const FIN_TEXT = 0x81;
const FIN_BINARY = 0x82;
const FIN_PONG = 0x8a;
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;

/**
 * Makes a data frame of the payload at `out[payload]` to `out[end]`, moving it up to its header at `out[at]`.
 * A server's frames are not masked, so they are the same bytes for every client (RFC 6455, section 5.1).
 *
 * @returns Where the frame ends.
 */
export function wrapFrame(out: Uint8Array, at: number, payload: number, end: number, text: boolean): number {
	const length = end - payload;
	out[at] = text ? FIN_TEXT : FIN_BINARY;
	let body = at + 2;
	// The length takes as few bytes as it can, as section 5.2 demands.
	if (length < LENGTH_IN_2_BYTES) {
		out[at + 1] = length;
	} else if (length < 65536) {
		out[at + 1] = LENGTH_IN_2_BYTES;
		out[at + 2] = length >>> 8;
		out[at + 3] = length & 0xff;
		body = at + 4;
	} else {
		out[at + 1] = LENGTH_IN_8_BYTES;
		out.fill(0, at + 2, at + 6);
		for (let i = 0; i < 4; i++) out[at + 6 + i] = (length >>> (24 - 8 * i)) & 0xff;
		body = at + 10;
	}
	out.copyWithin(body, payload, end);
	return body + length;
}

/** An unsolicited pong, which no client answers (RFC 6455, section 5.5.3). The payload is ASCII, at most 125 bytes. */
export function pongFrame(payload: string): Buffer {
	return Buffer.concat([Buffer.of(FIN_PONG, payload.length), Buffer.from(payload, 'latin1')]);
}

