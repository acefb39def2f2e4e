import {expect, test} from 'vitest';
import type {Privacy} from '../../src/client/privacy.js';
import {privacyFinding} from '../../src/doctor/privacy-check.js';

const MIB = 1024 * 1024;
const locked: Privacy = {
	swap: {devices: ['/dev/sda2'], allowed: null, swapped_bytes: 0},
	lock: {required: false, state: 'locked', locked_bytes: 70 * MIB, wanted_bytes: 70 * MIB, limit_bytes: null, reason: null},
	dump: {cores: 'off'}, age: {max_age: null, oldest: null, expired: 0}, redaction: {messages: 0, rules: []}, compression: 'brotli', keep: null,
};
const refused: Privacy = {...locked, lock: {...locked.lock, state: 'refused', locked_bytes: 2 * MIB, limit_bytes: 8 * MIB, reason: 'ENOMEM'}};

test('a ring that is locked in memory is private', () => {
	expect(privacyFinding(locked)).toEqual({check: 'privacy', state: 'ok', found: '70.0 MiB are locked in memory, and no core is made', advice: []});
});

test('one that is not can be swapped out: where to, why, and what to type', () => {
	const {state, found, advice} = privacyFinding(refused);
	expect(state).toBe('warning');
	expect(found).toBe('the log may be swapped out to /dev/sda2: only 2.0 MiB of 70.0 MiB are locked in memory, RLIMIT_MEMLOCK allows 8.0 MiB');
	expect(advice).toContain('ulimit -l unlimited');
});

test.each([
	['the host has no swap', {...refused.swap, devices: []}],
	['the control group forbids it', {...refused.swap, allowed: false}],
])('unless %s', (_, swap) => {
	expect(privacyFinding({...refused, swap}).state).toBe('ok');
});

test('cores would have the log in them', () => {
	expect(privacyFinding({...locked, dump: {cores: 'on'}})).toMatchObject({state: 'warning', found: expect.stringContaining('a core of the daemon') as unknown});
});
