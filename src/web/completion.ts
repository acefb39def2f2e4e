import {FIELD_NAMES} from '../fields/field.js';
import {numbers} from './daemon.js';
import type {Row} from './message.js';
import {fieldName, quoted} from './query-text.js';
import {SEVERITY_NAMES} from './severity.js';
import type {Value} from './summary.js';

/** Something that the word at the caret can become. */
export interface Offer {
	/** What stands in the list. */
	readonly label: string;
	/** What it is: how often it is in the ring, or what a field means. */
	readonly hint: string;
	/** The whole query after it has been taken, and where the caret is then. */
	readonly query: string;
	readonly caret: number;
}

const MAX_OFFERS = 12;
/** Values that are asked for at once; those that begin with what is typed are taken from them. */
const MAX_VALUES = 500;
const KEEP_VALUES_MS = 15_000;
const LOOKED_THROUGH_ROWS = 2000;
const FIELD_HINTS: Readonly<Record<string, string>> = {
	message: 'the text', hostname: 'who sent it', app_name: 'the program', proc_id: 'its process', msg_id: 'kind of message',
	severity: 'emerg … debug; severity:<=err', facility: 'kern … local7', priority: 'number', timestamp: "sender's time", received: 'time of receipt; received:>-15m',
	seq: 'number in the ring', source: 'listener', pid: 'process the kernel names', uid: 'user the kernel names', raw: 'as received',
};
/** Fields whose values are so many that a list of them helps nobody. */
const WITHOUT_VALUES: readonly string[] = ['message', 'raw', 'seq', 'timestamp', 'received'];

/** Before the caret, a field whose alternatives are being written in parentheses. */
const SCOPE = /([a-z_]+|sd\.(?:[^:\\\s]|\\.)+):\([^()]*$/;
const TIMES: readonly string[] = ['received', 'timestamp'];
const TIME_VALUES = ['>-5m', '>-15m', '>-1h', '>-1d', 'today', 'yesterday'];

const known = new Map<string, {readonly at: number; readonly values: Promise<readonly Value[]>}>();

/**
 * What the word before the caret can become: fields, or values of a field that are in the ring.
 *
 * @param rows Whose structured data is offered too.
 */
export async function offersFor(query: string, caret: number, rows: readonly Row[]): Promise<Offer[]> {
	const before = query.slice(0, caret);
	const [word = ''] = /[^\s()]*$/.exec(before) ?? [];
	const start = caret - word.length;
	const scope = SCOPE.exec(before)?.[1];
	const [, sign = '', field, comparison = '', typed = ''] = /^([-+!]?)([a-z_]+|sd\.(?:[^:\\]|\\.)+):([<>]=?)?"?([^"]*)$/.exec(word) ?? [];
	const offer = (label: string, hint: string, text: string): Offer =>
		({label, hint, query: query.slice(0, start) + text + query.slice(caret), caret: start + text.length});
	if (field === undefined && scope === undefined) {
		const [, signOfName = '', name = ''] = /^([-+!]?)(.*)$/.exec(word) ?? [];
		if (name === '') return [];
		return [...FIELD_NAMES, ...parametersIn(rows)].filter(each => each.startsWith(name) || each.includes(`_${name}`) || each.includes(`.${name}`))
			.slice(0, MAX_OFFERS)
			.map(each => offer(`${each}:`, FIELD_HINTS[each] ?? '', `${signOfName}${each}:`));
	}
	const name = field ?? scope!;
	if (TIMES.includes(name)) return TIME_VALUES.filter(each => each.startsWith(comparison + typed)).map(each => offer(each, '', `${sign}${name}:${each} `));
	const values = await valuesOf(name);
	const [beginning, value] = field === undefined ? [/^[-+!]?/.exec(word)![0], word.replace(/^[-+!]?"?/, '')] : [`${sign}${field}:${comparison}`, typed];
	const wanted = value.toLowerCase();
	return values.filter(each => each.value.toLowerCase().includes(wanted) && each.value !== value)
		.sort((a, b) => Number(b.value.toLowerCase().startsWith(wanted)) - Number(a.value.toLowerCase().startsWith(wanted)))
		.slice(0, MAX_OFFERS)
		.map(each => offer(each.value, each.count > 0 ? each.count.toLocaleString() : '', `${beginning}${quoted(each.value)} `));
}

/** Fields of structured data that the newest of these messages have, as queries name them. */
function parametersIn(rows: readonly Row[]): string[] {
	const fields = rows.slice(-LOOKED_THROUGH_ROWS).flatMap(({structured_data: data = {}}) =>
		Object.entries(data).flatMap(([id, parameters]) => Object.keys(parameters).map(name => fieldName(`sd.${id}.${name}`))));
	return [...new Set(fields)].sort();
}

/** The values of a field that are in the ring, the most frequent first. */
async function valuesOf(field: string): Promise<readonly Value[]> {
	if (WITHOUT_VALUES.includes(field)) return [];
	const now = performance.now();
	const cached = known.get(field);
	if (cached !== undefined && now - cached.at < KEEP_VALUES_MS) return cached.values;
	const values = numbers<{values: readonly Value[]}>('top', new URLSearchParams(), [['field', field.replace(/\\(.)/g, '$1')], ['n', MAX_VALUES]])
		.then(({value}) => field === 'severity' ? withAllSeverities(value.values) : value.values, () => []);
	known.set(field, {at: now, values});
	return values;
}

function withAllSeverities(values: readonly Value[]): Value[] {
	return SEVERITY_NAMES.map(name => values.find(({value}) => value === name) ?? {value: name, count: 0, share: 0});
}
