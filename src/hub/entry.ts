/**
 * One index entry, 24 bytes, at the end of the block that holds its message's text.
 *
 *   0       8          12        16        20    21      22     23
 *   | f64   | u32      | u32     | u32     | u8  | u8    | u8   | u8     |
 *   | time  | text end | origin  | origin  | PRI | source| flags| unused |
 *
 * The last four are written as one word, so that what is unused is 0: entries are compared as bytes.
 */
export const ENTRY_BYTES = 24;
export const ENTRY_TEXT_END = 8;
export const ENTRY_ORIGIN_A = 12;
export const ENTRY_ORIGIN_B = 16;
export const ENTRY_PRIORITY = 20;
export const ENTRY_SOURCE = 21;
export const ENTRY_FLAGS = 22;

/** The message was longer than allowed, or its frame was cut by the end of a connection. */
export const FLAG_TRUNCATED = 1;
/** The message began with no valid PRI; its priority is the default, 13 (RFC 3164, section 4.3.3). */
export const FLAG_NO_PRIORITY = 2;
/** The origin is a process: its process id and user id, as the kernel vouched for them. */
export const FLAG_ORIGIN_PROCESS = 4;
/** The origin is an IPv4 address and a port. */
export const FLAG_ORIGIN_IPV4 = 8;
/** The origin is a row of the hub's table of IPv6 addresses, and a port. */
export const FLAG_ORIGIN_IPV6 = 16;

/** Where the entry of a block's message `i` begins, in the hub's memory. */
export function entryAt(geometry: {blocksAt: number; blockBytes: number}, block: number, i: number): number {
	return geometry.blocksAt + (block + 1) * geometry.blockBytes - (i + 1) * ENTRY_BYTES;
}
