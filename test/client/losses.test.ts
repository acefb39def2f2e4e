import {expect, test} from 'vitest';
import {type Loss, lossesText, lossPhrases, type LossTotal} from '../../src/client/losses.js';
import type {Counters} from '../../src/client/status.js';
import {showMoment} from '../../src/client/units.js';

const none: Counters = {
	received: 9, received_bytes: 900, stored: 9, stored_bytes: 900, discarded_paused: 0, discarded_empty: 0, discarded_not_allowed: 0, discarded_rate_limited: 0,
	truncated: 0, unparsed: 1, kernel_drops: 0, connections: 2, connections_refused: 0, connections_not_allowed: 0, connections_cut: 0, receive_errors: 0,
};
const DROPPED: LossTotal = {source: 'udp:127.0.0.1:514', reason: 'kernel_drops', count: 1234, unit: 'message', fate: 'lost', text: 'dropped by the kernel'};
const REFUSED: LossTotal = {source: 'tcp:127.0.0.1:514', reason: 'connections_refused', count: 1, unit: 'connection', fate: 'refused', text: 'too many were open'};
const RESTARTED: Loss = {
	source: 'host a', reason: 'sender_restarted', count: 0, unit: 'restart', fate: 'none', text: 'begins anew',
	from: '2026-11-20T15:08:40.000000Z', to: '2026-11-20T15:08:41.000000Z',
};
const FROM = showMoment(new Date(RESTARTED.from));
const TO = showMoment(new Date(RESTARTED.to));

test('every counter of a loss has a phrase', () => {
	const reasons = ['discarded_paused', 'kernel_drops', 'discarded_empty', 'truncated', 'connections_refused', 'receive_errors'];
	for (const reason of reasons) expect(lossPhrases({...none, [reason]: 2})).toEqual([expect.stringMatching(/^2 \w/)]);
	expect(lossPhrases(none)).toEqual(['nothing']);
});

test('people see what was lost in all, and then when it was', () => {
	expect(lossesText({losses: [{...DROPPED, from: RESTARTED.from, to: RESTARTED.to}, RESTARTED], forgotten: 1, totals: [DROPPED, REFUSED]}, 80)).toBe(`SOURCE             COUNT  REASON
udp:127.0.0.1:514  1,234  lost: dropped by the kernel
tcp:127.0.0.1:514      1  connections refused: too many were open

(1 older entry forgotten)
FROM                 TO                   COUNT  SOURCE             REASON
${FROM}  ${TO}  1,234  udp:127.0.0.1:514  lost: dropped by the kernel
${FROM}  ${TO}      0  host a             begins anew
`);
});

test('where only something is to be known, there are no sums', () => {
	expect(lossesText({losses: [RESTARTED], forgotten: 0, totals: []}, 80)).toMatch(/^FROM /);
});

test('where nothing was lost they are told so', () => {
	expect(lossesText({losses: [], forgotten: 0, totals: []}, 80)).toBe('nothing lost\n');
});
