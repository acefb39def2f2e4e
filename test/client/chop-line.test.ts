import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {chopLine} from '../../src/client/chop-line.js';

const RED = '\x1b[31m';
const RESET = '\x1b[0m';
const FAMILY = '👨‍👩‍👧';
const FLAG = '🇩🇪';

describe('a line is cut at the last column', () => {
	test.each<[string, string, number, string]>([
		['nothing', '', 5, ''],
		['shorter', 'abcd', 5, 'abcd'],
		['just as long', 'abcde', 5, 'abcde'],
		['longer by one', 'abcdef', 5, 'abcd>'],
		['one column', 'ab', 1, '>'],
		['Chinese', '日本', 4, '日本'],
		['Chinese, cut', '日本語', 5, '日本>'],
		['Chinese, half of one left', '日本語', 4, '日>'],
		['half width and full', 'ｱア', 3, 'ｱア'],
		['full width', 'ＡＢＣ', 5, 'ＡＢ>'],
		['Hangul', '한국어', 5, '한국>'],
		['combining accents', 'e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301'],
		['combining accents, cut', 'e\u0301e\u0301e\u0301', 2, 'e\u0301>'],
		['many combining', `a${'\u0301'.repeat(1000)}bc`, 2, `a${'\u0301'.repeat(1000)}>`],
		['no width at all', 'a\u200bb\ufeffc', 3, 'a\u200bb\ufeffc'],
		['emoji', '😀😀', 4, '😀😀'],
		['emoji, cut', '😀😀', 3, '😀>'],
		['joined emoji', `${FAMILY}${FAMILY}`, 4, `${FAMILY}${FAMILY}`],
		['joined emoji, cut whole', `${FAMILY}${FAMILY}`, 3, `${FAMILY}>`],
		['flags', `${FLAG}${FLAG}x`, 4, `${FLAG}>`],
		['with a skin', '👍🏽👍🏽', 3, '👍🏽>'],
		['a tab', 'a\tb', 9, 'a\tb'],
		['a tab, cut', 'a\tb', 8, 'a>'],
		['behind a tab', 'a\tbc', 9, 'a\t>'],
		['two tabs', '\t\t', 16, '\t\t'],
		['other controls', 'a\x07b\x01c', 3, 'a\x07b\x01c'],
		['what was not UTF-8', 'a\ufffdb', 3, 'a\ufffdb'],
		['half of a pair', 'a\ud83d', 2, 'a\ud83d'],
	])('%s', (_what, line, columns, expected) => {
		expect(chopLine(line, columns, '>')).toBe(expected);
	});
});

describe('escape sequences', () => {
	test.each<[string, string, number, string]>([
		['take no room', `${RED}abcde${RESET}`, 5, `${RED}abcde${RESET}`],
		['behind the cut stay where they switch something off', `${RED}abcdef${RESET}`, 5, `${RED}abcd>${RESET}`],
		['between all characters', `${RED}a${RED}b${RED}c${RED}`, 2, `${RED}a${RED}>${RED}${RED}`],
		['of 256 colours', '\x1b[38;5;130mab\x1b[39mcd', 3, '\x1b[38;5;130mab\x1b[39m>'],
		['at the cut', 'ab\x1b[7mcd\x1b[27mef', 3, 'ab\x1b[7m>\x1b[27m'],
		['that move something, behind the cut, do not', 'abcdef\x1b[2J\x1b[0m', 4, 'abc>\x1b[0m'],
		['with a title', '\x1b]0;a title\x07ab', 2, '\x1b]0;a title\x07ab'],
		['with a link', '\x1b]8;;http://a\x1b\\ab\x1b]8;;\x1b\\', 2, '\x1b]8;;http://a\x1b\\ab\x1b]8;;\x1b\\'],
		['of two characters', '\x1b(Bab', 2, '\x1b(Bab'],
		['that are not complete', 'ab\x1b[', 2, 'ab\x1b['],
		['that are only ESC', 'ab\x1b', 2, 'ab\x1b'],
	])('%s', (_what, line, columns, expected) => {
		expect(chopLine(line, columns, '>')).toBe(expected);
	});
});

test('what has room is left alone, and what has none has the sign in the last column', () => {
	const piece = fc.constantFrom('a', ' ', '日', 'e\u0301', FAMILY, '\x1b[31m', '\x1b[0m');
	const WIDTHS: Readonly<Record<string, number>> = {a: 1, ' ': 1, '日': 2, 'e\u0301': 1, [FAMILY]: 2};
	fc.assert(fc.property(fc.array(piece, {maxLength: 30}), fc.integer({min: 1, max: 20}), (pieces, columns) => {
		const line = pieces.join('');
		const width = pieces.reduce((sum, each) => sum + (WIDTHS[each] ?? 0), 0);
		const chopped = chopLine(line, columns, '>');
		if (width <= columns) {
			expect(chopped).toBe(line);
			return;
		}
		const [before, after] = chopped.split('>') as [string, string];
		expect(line.startsWith(before)).toBe(true);
		expect(after).toMatch(/^(?:\x1b\[\d+m)*$/);
		expect(chopped.match(/\x1b\[\d+m/g)).toEqual(line.match(/\x1b\[\d+m/g));
		expect(chopLine(before, columns - 1, '>')).toBe(before);
		if (columns > 3) expect(chopLine(before, columns - 3, '>')).not.toBe(before);
	}));
});
