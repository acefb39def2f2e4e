/**
 * - `ok`: as it should be;
 * - `warning`: messages get through, but less of them than could, not as soon as they could, or not only to where they should;
 * - `fault`: messages do not get through, or cannot be read.
 */
export type State = 'ok' | 'warning' | 'fault';

/** What a check has found. */
export interface Finding {
	/** Name of the check. Some find several things. */
	readonly check: CheckName;
	readonly state: State;
	/** A phrase. */
	readonly found: string;
	/** What to do about it: lines to type or to paste, and such as begin with `#`, which say where. */
	readonly advice: readonly string[];
}

/** The checks, in their order. */
export type CheckName =
	| 'daemon' | 'reading' | 'pause' | 'listener' | 'log-socket'
	| 'format' | 'embedded-header' | 'control-characters' | 'leading-space' | 'structured-data'
	| 'clock' | 'privacy' | 'time-reopen' | 'queue-length';

/** Nothing to be done. */
export function ok(check: CheckName, found: string): Finding {
	return {check, state: 'ok', found, advice: []};
}

/** Something that could be better. */
export function warning(check: CheckName, found: string, advice: readonly string[]): Finding {
	return {check, state: 'warning', found, advice};
}

/** Something that is broken. */
export function fault(check: CheckName, found: string, advice: readonly string[]): Finding {
	return {check, state: 'fault', found, advice};
}
