import {hostname} from 'node:os';
import {Chunk, type LossReason} from '../hub/chunk.js';
import {compose} from '../syslog/compose.js';

/** syslog.warning: circologd speaks of the log itself (RFC 5424, section 6.2.1). */
const GAP_PRIORITY = 5 * 8 + 4;
/** 32473 is the enterprise number for use in documentation (RFC 5612). */
const GAP_ELEMENT = 'circolog@32473';

const SENTENCES: Record<LossReason, string> = {
	overtaken: 'evicted from the ring before they could be sent to you',
	cleared: 'cleared from the ring before they could be sent to you',
};

/** A message from circologd itself that tells a reader how many messages it did not get, and why. */
export function gapMessage(lost: number, reason: LossReason): Chunk {
	const now = Date.now();
	const text = compose({
		priority: GAP_PRIORITY,
		timestamp: new Date(now).toISOString(),
		hostname: hostname(),
		appName: 'circologd',
		procId: String(process.pid),
		msgId: 'GAP',
		structuredData: [{id: GAP_ELEMENT, params: [{name: 'count', value: String(lost)}, {name: 'reason', value: reason}]}],
		message: `${lost} ${lost === 1 ? 'message' : 'messages'} lost: ${SENTENCES[reason]}`,
	});
	return Chunk.of(text, now * 1000, GAP_PRIORITY);
}
