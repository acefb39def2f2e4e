import {describe, expect, test} from 'vitest';
import {priorityLength, readPriority} from '../../src/syslog/priority.js';

function read(text: string): number {
	const bytes = new TextEncoder().encode(text);
	return readPriority(bytes, 0, bytes.length);
}

describe('readPriority', () => {
	test('reads every PRI from <0> to <191>, and says how long it is', () => {
		for (let priority = 0; priority <= 191; priority++) {
			expect(read(`<${priority}>1 x`)).toBe(priority);
			expect(read(`<${priority}>`)).toBe(priority);
			expect(priorityLength(priority)).toBe(`<${priority}>`.length);
		}
	});

	test.each([
		'', '<', '<>', '<1', '<13', '<191', '13>', '<>x', '<00>', '<013>', '<07>', '<192>', '<999>', '<1000>', '<0191>',
		'<-1>', '<+1>', '< 1>', '<1 >', '<1a>', '<a>', '<1.5>', ' <13>', '\uFEFF<13>',
	])('finds none in %j', text => {
		expect(read(text)).toBe(-1);
	});

	test('does not look beyond the end', () => {
		const bytes = new TextEncoder().encode('<134>');
		for (let end = 0; end < 5; end++) expect(readPriority(bytes, 0, end)).toBe(-1);
	});
});
