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

/** RFC 5424 messages of which most keep to the standard, and the others break it in one place or two. */
export const NEARLY_USUAL = fc.tuple(
	fc.constantFrom('<13>', '<0>', '<191>', '<134>'),
	fc.constantFrom('1', '1', '1', '2', '10'),
	fc.constantFrom('2026-11-20T15:10:37Z', '2026-11-20T15:10:38.5-08:00', '2026-01-05T00:00:00.123456+01:00', '2026-01-05T00:01:00Z', '2026-01-05T00:01:00Zxy', '-', '2026-02-30T00:00:00Z'),
	fc.constantFrom('vm', 'fe80::1', 'h'.repeat(255), 'h'.repeat(256), '-', '', 'h\xf6st', 'a\tb'),
	fc.constantFrom('app', 'a', 'a'.repeat(48), 'a'.repeat(49), '--', '-', '', '\x7f'),
	fc.constantFrom('1', '15310', '-1', '-', '-', 'p'.repeat(128), 'p'.repeat(129), '', '\n'),
	fc.constantFrom('-', 'ID7', 'm'.repeat(32), 'm'.repeat(33), '', '\0'),
	fc.constantFrom('-', '[a]', '[a b="c"][d e="\\]"]', '[a b="]"]', '[a', '-x', 'none'),
	fc.constantFrom('', ' ', ' hello', ' [x] y', ' \uFEFFbom', ' grün', ' \uFEFF', '  two spaces and more than sixteen bytes', ' sixteen or more, then\n'),
).map(([priority, version, ...fields]) => {
	const text = fields.pop()!;
	return new TextEncoder().encode(`${priority}${version} ${fields.join(' ')}${text}`);
});
