import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Field, FIELD_NAMES, fieldText, isInText, parseField} from '../../src/fields/field.js';

describe('a field is read by its name', () => {
	test.each(FIELD_NAMES)('%s', name => {
		expect(parseField(name)).toEqual({name});
		expect(fieldText({name})).toBe(name);
	});

	test.each([
		// Valid
		['sd.origin.software', 'origin.software'],
		['sd.exampleSDID@32473.iut', 'exampleSDID@32473.iut'],
		['sd.a.b.c', 'a.b.c'],
		['sd.a..b', 'a..b'],
		['sd.a...', 'a...'],
		['sd.sd.a', 'sd.a'],
		['sd.x*?(.:', 'x*?(.:'],
		// Hostile
		['sd.__proto__.constructor', '__proto__.constructor'],
		['sd.a\n.\nb', 'a\n.\nb'],
	])('%j, a parameter of structured data', (text, path) => {
		const field: Field = {name: 'sd', path};
		expect(parseField(text)).toEqual(field);
		expect(fieldText(field)).toBe(text);
	});
});

test.each([
	// Incomplete
	'', 'sd', 'sd.', 'sd..', 'sd.a', 'sd.a.', 'sd..a', 'sd..a.b', 'messag', 'app_',
	// Hostile
	'Message', 'app-name', 'appname', ' message', 'message ', 'message.', 'SD.a.b', '__proto__', 'constructor', 'toString', 'length', '0',
])('%j is no field', text => {
	expect(parseField(text)).toBeUndefined();
});

test('any text is the name of one field, or of none', () => {
	const part = fc.string({unit: fc.constantFrom('sd', '.', 'a', '@', 'message', '\n', 'é')});
	fc.assert(fc.property(fc.oneof(fc.string(), part, part.map(text => `sd.${text}`)), text => {
		const field = parseField(text);
		expect(field === undefined ? text : fieldText(field)).toBe(text);
	}));
});

test('the index entry has what came with the message, and the text what is in it', () => {
	const inText = FIELD_NAMES.filter(name => isInText({name}));
	expect(inText).toEqual(['message', 'hostname', 'app_name', 'proc_id', 'msg_id', 'timestamp', 'raw']);
	expect(isInText({name: 'sd', path: 'a.b'})).toBe(true);
});
