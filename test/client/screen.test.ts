import {expect, test} from 'vitest';
import {Screen, sizeOf} from '../../src/client/screen.js';

test('the first frame clears the screen, the next are written over it', () => {
	const screen = new Screen();
	expect(screen.frame('a\nb\n', {columns: 80, rows: 24})).toBe('\x1b[H\x1b[2J\x1b[Ka\n\x1b[Kb\n\x1b[J');
	expect(screen.frame('c\n', {columns: 80, rows: 24})).toBe('\x1b[H\x1b[Kc\n\x1b[J');
});

test('what has no room is left out, so that nothing wraps or scrolls', () => {
	expect(new Screen().frame('12345\nb\nc\n', {columns: 3, rows: 3})).toBe('\x1b[H\x1b[2J\x1b[K123\n\x1b[Kb\n\x1b[J');
});

test.each<[Parameters<typeof sizeOf>[0], object]>([
	[{columns: 132, rows: 50}, {columns: 132, rows: 50}], [{}, {columns: 80, rows: 24}], [{columns: 0, rows: 0}, {columns: 80, rows: 24}],
])('a terminal that does not say its size is of the usual one: %j', (told, size) => {
	expect(sizeOf(told)).toEqual(size);
});
