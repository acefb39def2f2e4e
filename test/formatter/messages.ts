import fc from 'fast-check';

/** Pieces of messages: headers in both grammars, and what is dangerous in an output. */
const PIECE = fc.constantFrom(
	'<13>', '<191>', '1 ', '- ', ' ', '2026-11-20T15:10:37Z ', '2026-11-20T15:10:37.123456+00:00 ', 'Nov 20 15:02:42 ', 'Nov 5 00:00:00 ',
	'vm ', 'app', '[12]: ', ': ', '[id', '[id a="', '" a="', '" b="', '"]', '][', '[id a="1" a="2"][b][id c=""]', '\\', '\\"', '\uFEFF',
	'plain text of more than sixteen bytes ', 'é', '€', '😀', '\0', '\n', '\t', '\x1b[2J', '\x7f', '"', '</script>', '\u2028',
).map(text => new TextEncoder().encode(text));

/** Bytes that are no UTF-8, among them the first bytes of valid sequences. */
const BROKEN = fc.constantFrom(
	[0x80], [0xc0, 0xaf], [0xc3], [0xe0, 0x80, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x9f, 0x98],
	[0xf4, 0x90, 0x80, 0x80], [0xf8], [0xfe], [0xff],
).map(bytes => Uint8Array.from(bytes));

/** Valid headers, so that what follows is often a field and not only text. */
const BEGIN = fc.constantFrom(
	'', '<13>', '<13>1 2026-11-20T15:10:37.123456+00:00 vm app 42 ID7 ', '<13>1 - - - - - ', '<13>Nov 20 15:02:42 vm app[1]: ', '<13>Nov 20 15:02:42 ',
	'<13>2026-11-20T15:10:37Z vm ',
).map(text => new TextEncoder().encode(text));

/** Messages of any bytes, most of them nearly valid. */
export const MESSAGE = fc.tuple(
	BEGIN,
	fc.array(fc.oneof({weight: 6, arbitrary: PIECE}, {weight: 2, arbitrary: BROKEN}, {weight: 1, arbitrary: fc.uint8Array({maxLength: 40})}), {maxLength: 16}),
).map(([begin, pieces]) => Uint8Array.from([begin, ...pieces].flatMap(piece => [...piece])));
