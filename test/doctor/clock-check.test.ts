import {expect, test} from 'vitest';
import {checkClocks} from '../../src/doctor/clock-check.js';
import type {Message} from '../../src/doctor/message.js';

/** Messages of hosts, the oldest first: by how many seconds each one's time is ahead of its receipt. */
function messages(...ahead: readonly (readonly [host: string | undefined, seconds: number | undefined])[]): Message[] {
	const received = Date.parse('2026-11-20T15:00:00Z');
	return ahead.map(([hostname, seconds], i) => ({
		seq: i + 1, received: new Date(received).toISOString(),
		...hostname !== undefined && {hostname}, ...seconds !== undefined && {timestamp: new Date(received + seconds * 1000).toISOString()},
	}));
}

test.each([
	{what: 'no messages', sent: messages(), found: ['ok no message with a time to compare']},
	{what: 'messages without a time', sent: messages(['a', undefined]), found: ['ok no message with a time to compare']},
	{what: 'whole seconds', sent: messages(['a', -0.9], [undefined, 0]), found: ['ok the time in messages is ours, within 5 s']},
	{what: 'five seconds', sent: messages(['a', -5]), found: ['ok the time in messages is ours, within 5 s']},
	{what: 'six seconds', sent: messages(['a', -6]), found: ['warning the time in messages of a is 6 seconds behind']},
	{what: 'a year', sent: messages([undefined, 366 * 86_400 + 100]), found: ['warning the time in messages of this host is 366 days ahead']},
	{what: 'an hour', sent: messages(['a', 3600]), found: ['warning the time in messages of a is 1 hour ahead: probably another time zone, which the BSD format does not tell']},
	{what: "Nepal's zone", sent: messages(['a', -20_702]), found: ['warning the time in messages of a is 5 hours 45 minutes behind: probably another time zone, which the BSD format does not tell']},
	{what: 'one that was held up, among others', sent: messages(['a', -500], ['a', -1], ['a', -400]), found: ['ok the time in messages is ours, within 5 s']},
	{what: 'one that has been right long ago', sent: messages(['a', 0], ...Array.from({length: 5}, () => ['a', 60] as const)), found: ['warning the time in messages of a is 1 minute ahead']},
	{what: 'a time that is none', sent: [{seq: 1, received: '2026-11-20T15:00:00Z', timestamp: 'soon'}], found: ['ok no message with a time to compare']},
])('$what', ({sent, found}) => {
	for (const order of [sent, [...sent].reverse()]) {
		expect(checkClocks(order).map(({state, found: each}) => `${state} ${each}`)).toEqual(found);
	}
});
