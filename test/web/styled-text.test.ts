import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Marker, type Span} from '../../src/web/marker.js';
import {styledText} from '../../src/web/styled-text.js';

/** Pieces as `[classes text]`, those without classes as their text. */
function shown(text: string, marks: readonly Span[] = [], keepsLines = false): string {
	return styledText(text, marks, keepsLines).map(piece => piece.classes === '' ? piece.text : `[${piece.classes}|${piece.text}]`).join('');
}

describe('text of a message', () => {
	test.each([
		['plain', 'plain'],
		['', ''],
		['<b>&amp;</b>', '<b>&amp;</b>'],
		['größer 日本 👍', 'größer 日本 👍'],
		['a\tb', 'a[tab|\t]b'],
	])('stays as it is: %j', (text, expected) => {
		expect(shown(text)).toBe(expected);
	});

	test.each([
		['\u001b[31mred\u001b[0m plain', '[ansi-red|red] plain'],
		['\u001b[1;4;32mbold\u001b[22m not\u001b[m', '[ansi-green ansi-bold ansi-underline|bold][ansi-green ansi-underline| not]'],
		['\u001b[41mon\u001b[49m off', '[ansi-on-red|on] off'],
		['\u001b[94mbright', '[ansi-blue|bright]'],
		['\u001b[38;5;196mred of 256', '[ansi-red|red of 256]'],
		['\u001b[38;2;0;200;0mgreen of all\u001b[39m.', '[ansi-green|green of all].'],
		['\u001b[38;5mcut off', '[ansi-black|cut off]'],
	])('has the colours of a terminal: %j', (text, expected) => {
		expect(shown(text)).toBe(expected);
	});

	test.each([
		['bell \u0007', 'bell [control|BEL]'],
		['\u001b]0;title\u0007', '[control|ESC]]0;title[control|BEL]'],
		['\u001b[2J', '[control|ESC][2J'],
		['\u001b', '[control|ESC]'],
		['a\u202eb', 'a[control|U+202E]b'],
		['a\u200bb', 'a[control|U+200B]b'],
		['a\u009bb', 'a[control|U+009B]b'],
		['\u{e0041}', '[control|U+E0041]'],
		['a\u007f', 'a[control|DEL]'],
		['two\nlines', 'two[control|LF]lines'],
	])('has signs for what cannot be seen: %j', (text, expected) => {
		expect(shown(text)).toBe(expected);
	});

	test('keeps lines where it may take several', () => {
		expect(shown('two\nlines', [], true)).toBe('two[control|LF\n]lines');
	});

	test.each<[string, Span[], string]>([
		['disk full', [[0, 4]], '[found|disk] full'],
		['a disk', [[2, 6]], 'a [found|disk]'],
		['\u001b[31mred disk\u001b[0m', [[9, 13]], '[ansi-red|red ][ansi-red found|disk]'],
		['di\u001b[31msk\u001b[0m', [[0, 9]], '[found|di][ansi-red found|sk]'],
		['a\u0007b', [[0, 3]], '[found|a][control|BEL][found|b]'],
	])('stands out where it is marked: %j', (text, marks, expected) => {
		expect(shown(text, marks)).toBe(expected);
	});

	test('loses no character that can be seen', () => {
		fc.assert(fc.property(fc.string({unit: 'grapheme-ascii'}), fc.array(fc.string({maxLength: 3})), (text, words) => {
			expect(styledText(text, new Marker(words).find(text), false).map(piece => piece.text).join('')).toBe(text);
		}));
	});

	test('shows no control character, whatever the text', () => {
		fc.assert(fc.property(fc.string({unit: 'binary'}), text => {
			expect(styledText(text, [], false).map(piece => piece.text).join('')).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
		}));
	});
});
