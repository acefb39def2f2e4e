import {table} from './table.js';
import {showBytes, showCount, showShare} from './units.js';

/** What the daemon answers to `/top`, as far as it is shown. */
export interface TopAnswer {
	readonly messages: number;
	readonly absent: {readonly count: number; readonly bytes: number};
	readonly exact: boolean;
	readonly max_error: number;
	readonly values: readonly {readonly value: string; readonly truncated?: boolean; readonly count: number; readonly bytes: number}[];
}

/**
 * The most frequent values of a field for people, lines with their ends:
 *
 * ```
 * COUNT  BYTES  SHARE  VALUE
 *     3  397 B   37 %  sshd
 *     1   88 B   12 %  (none)
 * ```
 *
 * `(none)` stands for the messages without the field; a value that reads so is shown in quotation marks.
 */
export function topTable({messages, absent, values}: TopAnswer): string {
	const row = (count: number, bytes: number, value: string): string[] => [showCount(count), showBytes(bytes), showShare(count, messages), value];
	return table([
		['COUNT', 'BYTES', 'SHARE', 'VALUE'],
		...values.map(({value, truncated, count, bytes}) => row(count, bytes, `${shown(value)}${truncated === true ? '…' : ''}`)),
		...(absent.count > 0 ? [row(absent.count, absent.bytes, NONE)] : []),
	], {right: [0, 1, 2]}).map(line => `${line}\n`).join('');
}

const NONE = '(none)';

/** In quotation marks where it would not be seen, or could do something to a terminal. */
function shown(value: string): string {
	if (value !== NONE && /^\S(?:.*\S)?$/su.test(value) && !/\p{C}/u.test(value)) return value;
	return JSON.stringify(value).replace(/\p{C}/gu, character =>
		character.replace(/[^]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
