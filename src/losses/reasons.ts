/** What is known of a reason. */
interface ReasonFacts {
	/** What is counted. */
	readonly unit: 'message' | 'connection' | 'error' | 'restart';
	/** What has become of it: `none` where nothing is lost. */
	readonly fate: 'lost' | 'cut short' | 'refused' | 'met' | 'none';
	/** Why, for people: what follows "12 messages lost: ". */
	readonly text: string;
	/** Whether those who follow are told where it happened. Not of what only some of them missed, nor where nothing was lost. */
	readonly isTold: boolean;
}

/**
 * Every way in which messages can be lost, whole or in part, and what may explain a loss. A new one is added at the end:
 * ledgers, answers, metrics and the page take it from here.
 */
export const REASONS = {
	discarded_paused: {unit: 'message', fate: 'lost', text: 'discarded while paused', isTold: true},
	discarded_empty: {unit: 'message', fate: 'lost', text: 'nothing in it', isTold: false},
	kernel_drops: {unit: 'message', fate: 'lost', text: 'dropped by the kernel, as they came faster than they were read', isTold: true},
	truncated: {unit: 'message', fate: 'cut short', text: 'longer than --max-message-size', isTold: true},
	incomplete: {unit: 'message', fate: 'cut short', text: 'the connection ended within it', isTold: true},
	connections_refused: {unit: 'connection', fate: 'refused', text: 'too many were open', isTold: true},
	receive_errors: {unit: 'error', fate: 'met', text: 'the socket reported it', isTold: false},
	overtaken: {unit: 'message', fate: 'lost', text: 'evicted from the ring before a reader got there', isTold: false},
	cleared: {unit: 'message', fate: 'lost', text: 'cleared from the ring', isTold: false},
	sequence_hole: {unit: 'message', fate: 'lost', text: 'they never got here, the sender\'s sequenceId has a hole', isTold: true},
	sender_restarted: {unit: 'restart', fate: 'none', text: 'the sender\'s sequenceId begins anew', isTold: false},
	sequence_unwatched: {unit: 'message', fate: 'none', text: 'evicted before their sequenceId was looked at', isTold: false},
	discarded_not_allowed: {unit: 'message', fate: 'lost', text: 'from an address that --allow leaves out', isTold: false},
	discarded_rate_limited: {unit: 'message', fate: 'lost', text: 'more than --rate-limit allows their sender', isTold: true},
	connections_not_allowed: {unit: 'connection', fate: 'refused', text: 'from an address that --allow leaves out', isTold: false},
	connections_cut: {unit: 'connection', fate: 'met', text: 'ended by a limit, or without a word of its other end', isTold: true},
	expired: {unit: 'message', fate: 'lost', text: 'reached --max-age before a reader got there', isTold: false},
} as const satisfies Readonly<Record<string, ReasonFacts>>;

/** Name of a reason, as it is on the wire. */
export type ReasonName = keyof typeof REASONS;

/** All of them, in the order of their numbers. */
export const REASON_NAMES = Object.keys(REASONS) as readonly ReasonName[];

/** There is room for so many in a ledger. */
export const MAX_REASONS = 32;

/** Number of each reason within a ledger. */
export const REASON_NUMBERS = Object.fromEntries(REASON_NAMES.map((name, i) => [name, i])) as Readonly<Record<ReasonName, number>>;

/** Whether a text is the name of a reason. */
export function isReasonName(text: string): text is ReasonName {
	return Object.hasOwn(REASONS, text);
}

/** What is known of a reason. */
export function factsOf(reason: ReasonName): ReasonFacts {
	return REASONS[reason];
}

/** A loss in a phrase: `12 messages lost: discarded while paused`. */
export function lossPhrase(count: number, reason: ReasonName): string {
	const {unit, fate, text} = factsOf(reason);
	return `${count} ${unit}${count === 1 ? '' : 's'}${fate === 'none' ? '' : ` ${fate}`}: ${text}`;
}
