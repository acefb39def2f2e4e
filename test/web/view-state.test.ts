import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ALL_SEVERITIES, severityBits, severityParameters} from '../../src/web/severity.js';
import {longTime, relativeTime, shortTime, TIME_STYLES} from '../../src/web/time-text.js';
import {addressOf, readAddress, selectionOf} from '../../src/web/view-state.js';

const view = fc.record({
	q: fc.string({unit: 'grapheme'}).map(text => text.trim()), severities: fc.integer({min: 1, max: ALL_SEVERITIES}),
	since: fc.string(), until: fc.string(), highlight: fc.string({unit: 'grapheme'}), at: fc.constantFrom('', '0123456789ab:42'),
	context: fc.boolean(), wrap: fc.boolean(), time: fc.constantFrom(...TIME_STYLES),
});

describe('a view', () => {
	test('is the same again, from its address', () => {
		fc.assert(fc.property(view, state => {
			const address = addressOf(state);
			expect(readAddress(address.startsWith('?') ? address : '')).toEqual(state);
		}));
	});

	test('has a short address where it is as in the beginning', () => {
		expect(addressOf(readAddress(''))).toBe('./');
	});

	test('among neighbours asks for everything', () => {
		expect(selectionOf({...readAddress('?q=disk&severity=err'), context: true}).toString()).toBe('');
	});
});

describe('severities', () => {
	test.each([
		[0b0000_1000, ['err..err']],
		[0b0000_1111, ['emerg..err']],
		[0b1001_0110, ['alert..crit', 'warning..warning', 'debug..debug']],
	])('%s are asked for as %j, and read again', (bits, parameters) => {
		expect(severityParameters(bits)).toEqual(parameters);
		expect(severityBits(parameters)).toBe(bits);
	});

	test.each([[['err'], 0b1111], [[], ALL_SEVERITIES], [['nonsense'], ALL_SEVERITIES]])('%j are read as the daemon reads them', (values, bits) => {
		expect(severityBits(values)).toBe(bits);
	});
});

describe('a time', () => {
	const time = '2026-11-20T15:00:05.123456Z';
	const at = Date.parse(time);

	test.each([
		['the clock alone today', shortTime(time, 'utc', at + 3_600_000), '15:00:05.123'],
		['with the date before', shortTime(time, 'utc', at + 86_400_000), 'Nov 20 15:00:05.123'],
		['how long ago', shortTime(time, 'relative', at + 2500), '2.5 s ago'],
		['all of it', longTime(time, 'utc'), '2026-11-20 15:00:05.123456 UTC'],
	])('shows %s', (_what, shown, expected) => {
		expect(shown).toBe(expected);
	});

	test.each([[0, '0.0 s ago'], [59_000, '59 s ago'], [90_000, '1 min ago'], [5_400_000, '1 h 30 min ago'], [90_000_000, '1 d 1 h ago'], [-5000, '0.0 s ago']])('%i ms ago is %s', (ms, expected) => {
		expect(relativeTime(1e12, 1e12 + ms)).toBe(expected);
	});
});
