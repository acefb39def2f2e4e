import {expect} from 'vitest';
import type {Daemon} from './daemon.js';

/**
 * Proves that the counters leave no message unexplained: each was stored or discarded, and what was stored is still
 * there or was removed. To be asked when nothing is on its way any more.
 */
export async function expectAccounted(daemon: Daemon): Promise<void> {
	const {counters, sources, buffer} = await daemon.status();
	expect(counters.received).toBe(counters.stored + counters.discarded_paused + counters.discarded_empty
		+ counters.discarded_not_allowed + counters.discarded_rate_limited);
	expect(counters.stored).toBe(buffer.messages.used + counters.evicted + counters.cleared + counters.expired);
	for (const name of ['received', 'received_bytes', 'stored', 'discarded_paused', 'discarded_empty', 'discarded_not_allowed', 'discarded_rate_limited', 'truncated', 'unparsed', 'kernel_drops'] as const) {
		expect(sources.reduce((sum, source) => sum + source[name], 0), name).toBe(counters[name]);
	}
}
