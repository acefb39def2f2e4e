import fc from 'fast-check';

/** Texts that the rules look for, and pieces of such texts. */
export const SECRETS = [
	'192.168.1.77', '10.20.30.40', '2001:db8:1:2::5', 'fe80::1:2%eth0', '::ffff:203.0.113.9', 'alice@example.org', 'bob.smith@mail.example.com', 'GET /find?q=alice&x=1 HTTP',
	'https://u:hunter2@example.org/a?b=c', '4111 1111 1111 1111', '5500-0000-0000-0004', 'Bearer a1b2c3d4e5', 'Basic dXNlcjpwYXNz', 'password=hunter2', '"token": "abc def"', 'Cookie: a=b; c=d',
	'Authorization: Basic abc', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc',
];

const PIECES = [...SECRETS, '.', ':', '::', '@', '?', '/', '=', '"', '\\', ']', '[', '\\"', '\\]', ' ', '  ', '1', '12', '4111', '***', '#012', '\\n', '%20', 'password', 'Bearer ', '\n', 'é', '\x1b[31m', 'x', 'a1'];

/** Text in which rules find something, or nearly so. */
export const anyText: fc.Arbitrary<string> = fc.array(fc.oneof({weight: 6, arbitrary: fc.constantFrom(...PIECES)}, {weight: 1, arbitrary: fc.string({maxLength: 4})}), {maxLength: 14})
	.map(pieces => pieces.join(''));

/** The same, with a blank or a mark between the pieces: what is masked ends no word that went on before. */
export const wordedText: fc.Arbitrary<string> = fc.array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(' ', ' ', ', ', ' - ', '; ', ' (', ') ', '\n')), {maxLength: 10})
	.map(pieces => pieces.flat().join(''));

const name = anyText.map(text => text.replace(/[^!-~]/g, '').replace(/^-?$/, 'x').slice(0, 40));
const sdName = name.map(text => text.replace(/[="\]]/g, '').slice(0, 30).replace(/^$/, 'n'));
const value = anyText.map(text => text.replace(/["\\\]]/g, '\\$&'));
const element = fc.tuple(sdName, fc.array(fc.tuple(sdName, value), {maxLength: 3}))
	.map(([id, params]) => `[${id}${params.map(([param, text]) => ` ${param}="${text}"`).join('')}]`);
const timestamp = fc.constantFrom('-', '2026-11-20T15:10:37Z', '2026-11-20T15:10:37.123456+00:00');

/** Messages that keep to RFC 5424. */
export const rfc5424Message: fc.Arbitrary<string> = fc.tuple(
	fc.integer({min: 0, max: 191}), timestamp, fc.oneof(fc.constant('-'), name), fc.oneof(fc.constant('-'), name), fc.oneof(fc.constant('-'), name), fc.oneof(fc.constant('-'), name),
	fc.oneof(fc.constant('-'), fc.array(element, {minLength: 1, maxLength: 3}).map(elements => elements.join(''))), fc.option(anyText),
).map(([priority, time, host, app, proc, id, structured, text]) =>
	`<${priority}>1 ${time} ${host} ${app} ${proc} ${id} ${structured}${text === null ? '' : ` ${text}`}`);

/** Messages of any kind, whole or not. */
export const anyMessage: fc.Arbitrary<string> = fc.oneof(rfc5424Message, anyText, anyText.map(text => `<13>Nov 20 15:10:37 host app[1]: ${text}`), anyText.map(text => `<13>${text}`),
	fc.tuple(rfc5424Message, fc.nat(300)).map(([message, length]) => message.slice(0, length)));
