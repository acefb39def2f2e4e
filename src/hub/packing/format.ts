/**
 * How a block of messages is packed.
 *
 * A message's text is taken apart into a template, which many messages share, and the values that stand in its slots.
 * The values of one slot, over all messages of the block, are a column: whole numbers in as few bits each as they need.
 * What an index entry says is four more columns. Nothing is left out, so that the same bytes come out again.
 *
 *   | header | index columns | dictionary, by brotli                                 | text columns |
 *   | 32     | descriptors,  | column descriptors, templates' parts, strings,        | bits         |
 *   |        | bits          | literal texts, each of these two with a zero after it |              |
 *
 * Only templates and strings are left to brotli, which is a tenth of the text: the rest is unpacked at memory speed. And
 * whoever looks for a word finds in the dictionary whether the block can have it.
 *
 * Numbers of the dictionary are LEB128, those of either sign twice their size, less one if negative. A column's
 * descriptor:
 *
 *   | type, of text columns | mode, width | base  | first, if differences | table's count, its width | count of values |
 *   | u8                    | 2, 6 bits   | signed| signed                | number, u8               | number          |
 *
 * A column of one and the same value has neither count nor bits. The first of the dictionary's columns, without a type,
 * has the template of each message. A template is told by what it adds to an earlier one:
 *
 *   | parts in common | how many templates before this one, if there are any in common | parts of its own |
 *
 * A part is a literal text and the slot after it, of which only the slot's column is told here, from 1 on; 0 ends the template.
 *
 * Blocks that were packed one after the other can share what brotli makes of their dictionaries, which are much alike:
 *
 *   | id | bytes, u32 | dictionaries' bytes, u32 | all dictionaries, one after the other, by brotli |
 *   | 8  |            |                          |                                                  |
 *
 * Then each has its header, its index columns and its text columns, but no dictionary; its header says where that begins.
 */

/** Bytes of the header, which is 32-bit words. */
export const PACKED_HEADER_BYTES = 32;

/** Words of the header. */
export const PACKED = {
	/** One of the `KIND_` values. */
	kind: 0,
	/** Messages in the block. */
	count: 1,
	/** Bytes of the messages' texts, with their LFs. */
	textBytes: 2,
	/** Bytes of the index columns. */
	indexBytes: 3,
	/** Bytes of the dictionary as it is stored. Of `KIND_SHARED`, where it begins in the shared ones. */
	storedDictionaryBytes: 4,
	/** Bytes of the dictionary; the same number if it is stored as it is. */
	dictionaryBytes: 5,
	/** Where the searchable part of the dictionary begins: strings and literal texts. */
	wordsAt: 6,
	/** Bytes of the index columns' descriptors. */
	indexDescriptorBytes: 7,
} as const;

/** Templates and columns. */
export const KIND_COLUMNS = 1;
/** Texts and index entries by brotli, one after the other: for what has no templates. */
export const KIND_WHOLE = 2;
/** As `KIND_COLUMNS`, with the dictionary among others in what several blocks share. */
export const KIND_SHARED = 3;

/** Before shared dictionaries: an id, how many bytes follow, and how many these are when decompressed. */
export const SHARED_HEADER_BYTES = 16;

/** What a column's values are in the text. */
export const TYPE = {
	/** A whole number of up to nine digits, without leading zeros. */
	number: 1,
	/** The number of a string: letters and digits mixed. */
	string: 2,
	/** An IPv4 address in four decimal parts. */
	ipv4: 3,
	/** `hh:mm:ss`, in seconds. */
	clock: 4,
	/** `YYYY-MM-DDThh:mm:ss`, in seconds since 1970 UTC; with 1 to 6 digits behind the point the six types after this one. Up to 2^51. */
	stamp: 5,
	/** A number of one digit that may be 0 with further digits behind it; of 2 to 9 digits the eight types after this one. */
	padded: 12,
	/** A zero byte, which no text of the dictionary can have; its value is 0. */
	zero: 21,
} as const;
/** Number of types, from 0 on. */
export const TYPE_COUNT = TYPE.zero + 1;

/** How a column's values are kept. */
export const MODE = {
	/** Each as what it is above the smallest. */
	offset: 0,
	/** Each as what its difference to the one before is above the smallest difference. */
	difference: 1,
	/** As the place in a table of the values that occur. */
	table: 2,
} as const;

/**
 * What a block may have of each; one that has more is packed whole. They bound the kernels' memory; take-apart.wat, which
 * keeps to them, has the numbers too. Parts are those of all templates, each with its last, which has no slot.
 */
export const MAX_TOKENS = 32_768;
export const MAX_TEMPLATES = 8192;
export const MAX_PARTS = 32_768;
export const MAX_COLUMNS = 2048;
export const MAX_STRINGS = 16_384;
export const MAX_TABLE_VALUES = 256;
/** The largest time of an entry, in microseconds: until 2112. Differences, doubled for their sign, are exact as doubles too. */
export const MAX_TIME_US = 2 ** 52;
