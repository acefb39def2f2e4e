import {expect, test} from 'vitest';
import {topTable} from '../../src/client/top-table.js';

test('shows counts, bytes, shares and values, and nothing that could harm a terminal', () => {
	const absent = {count: 1, bytes: 88};
	expect(topTable({
		messages: 1240, exact: true, max_error: 0, absent,
		values: [
			{value: 'sshd', count: 1230, bytes: 20_480},
			{value: '(none)', count: 3, bytes: 397},
			{value: '', count: 2, bytes: 9},
			{value: ' a\u001b[2J\u202e', count: 2, bytes: 9},
			{value: 'long', truncated: true, count: 2, bytes: 9},
		],
	})).toBe([
		'COUNT     BYTES  SHARE  VALUE',
		'1,230  20.0 KiB   99 %  sshd',
		'    3     397 B    1 %  "(none)"',
		'    2       9 B    1 %  ""',
		'    2       9 B    1 %  " a\\u001b[2J\\u202e"',
		'    2       9 B    1 %  long…',
		'    1      88 B    1 %  (none)',
		'',
	].join('\n'));
	expect(topTable({messages: 0, exact: true, max_error: 0, absent: {count: 0, bytes: 0}, values: []})).toBe('COUNT  BYTES  SHARE  VALUE\n');
});
