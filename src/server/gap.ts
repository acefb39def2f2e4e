import {hostname} from 'node:os';
import {Chunk, type LossReason} from '../hub/chunk.js';
import type {LossPlace} from '../losses/losses.js';
import {lossPhrase} from '../losses/reasons.js';
import {compose} from '../syslog/compose.js';
import {utcTimestamp} from '../syslog/timestamp-writer.js';
import type {Renderer} from './renderer.js';

/** syslog.warning: circologd speaks of the log itself (RFC 5424, section 6.2.1). */
const GAP_PRIORITY = 5 * 8 + 4;
/** 32473 is the enterprise number for use in documentation (RFC 5612). */
const GAP_ELEMENT = 'circolog@32473';

const SENTENCES: Record<LossReason, string> = {
	overtaken: 'evicted from the ring before they could be sent to you',
	cleared: 'cleared from the ring before they could be sent to you',
	expired: 'too old to be kept before they could be sent to you',
};

/** A message from circologd itself that tells a reader how many messages it did not get, and why. */
export function gapMessage(lost: number, reason: LossReason): Chunk {
	return notice({count: String(lost), reason}, `${lost} ${lost === 1 ? 'message' : 'messages'} lost: ${SENTENCES[reason]}`);
}

/** A message that tells a reader of what was lost before the next message, when that was, and where. */
export function lossMessage({count, reason, source, us}: LossPlace): Chunk {
	return notice({count: String(count), reason, source}, `${lossPhrase(count, reason)} (${source})`, us);
}

/** A message that tells a reader that its cursor is not from this run of the daemon. */
export function restartMessage(): Chunk {
	return notice({reason: 'restarted'}, 'the daemon has started anew since your cursor was given: nobody knows what you have missed');
}

/** A message that tells a reader that the answer ends before it is complete. */
export function breakMessage(reason: string, text: string): Chunk {
	return notice({reason}, text);
}

/** The output for one message that is not in the ring. */
export function renderNotice(renderer: Renderer, message: Chunk): Uint8Array {
	const out = new Uint8Array(renderer.reservedBytes + renderer.bound(message, 0));
	return out.subarray(0, renderer.finish(out, renderer.write(message, 0, out, renderer.reservedBytes)));
}

/** @param us When it was, in microseconds since 1970 UTC; now, if not given. */
function notice(params: Readonly<Record<string, string>>, message: string, us = Date.now() * 1000): Chunk {
	const text = compose({
		priority: GAP_PRIORITY,
		timestamp: utcTimestamp(us),
		hostname: hostname(),
		appName: 'circologd',
		procId: String(process.pid),
		msgId: 'GAP',
		structuredData: [{id: GAP_ELEMENT, params: Object.entries(params).map(([name, value]) => ({name, value}))}],
		message,
	});
	return Chunk.of(text, us, GAP_PRIORITY);
}
