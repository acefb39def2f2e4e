import {FIELD_NAMES, type FieldName} from '../../fields/field.js';

/** Shorter names are a letter away from too many words. */
const MIN_LETTERS = 5;

/** What other programs call our fields: syslog-ng, rsyslog, journald, Loki, Elastic. */
const OTHER_NAMES: readonly (readonly [FieldName, readonly string[]])[] = [
	['message', ['msg']],
	['hostname', ['host', 'fromhost', 'logsource']],
	['app_name', ['app', 'application', 'program', 'programname', 'prog', 'ident', 'identifier', 'syslogidentifier', 'syslogtag', 'tag', 'processname']],
	['proc_id', ['processid', 'processpid']],
	['msg_id', ['messageid']],
	['severity', ['sev', 'level', 'lvl', 'loglevel', 'syslogseverity']],
	['facility', ['fac', 'syslogfacility']],
	['priority', ['pri', 'prio']],
	['timestamp', ['timereported']],
	['received', ['timegenerated', 'receivedat']],
	['raw', ['rawmsg', 'rawmessage']],
];

const SUGGESTIONS = new Map<string, FieldName>([
	...OTHER_NAMES.flatMap(([name, others]) => others.map(other => [other, name] as const)),
	...FIELD_NAMES.map(name => [letters(name), name] as const),
]);

/** The field that a name which is none probably means: one letter is wrong, or another program calls it so. */
export function suggestField(name: string): FieldName | undefined {
	const typed = letters(name);
	return SUGGESTIONS.get(typed) ?? FIELD_NAMES.find(known => {
		const correct = letters(known);
		return correct.length >= MIN_LETTERS && isOneMistake(typed, correct);
	});
}

/** A name without what people write differently: `App-Name`, `appname` and `app.name` are the same. */
function letters(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether one letter is missing, too many or wrong, or two neighbours are exchanged. */
function isOneMistake(a: string, b: string): boolean {
	let i = 0;
	while (i < a.length && a[i] === b[i]) i++;
	const [restA, restB] = [a.slice(i), b.slice(i)];
	return restA.slice(1) === restB.slice(1)
		|| restA.slice(1) === restB
		|| restA === restB.slice(1)
		|| restA === restB.charAt(1) + restB.charAt(0) + restB.slice(2);
}
