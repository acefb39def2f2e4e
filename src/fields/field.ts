/** Names of the fields that a message has, apart from its structured data. */
export const FIELD_NAMES = [
	'message', 'hostname', 'app_name', 'proc_id', 'msg_id', 'severity', 'facility', 'priority', 'timestamp',
	'received', 'seq', 'source', 'pid', 'uid', 'raw',
] as const;

/** Name of a field, as users write it. */
export type FieldName = typeof FIELD_NAMES[number];

/**
 * A field of a message. `path` is `ID.NAME`, of a parameter in the structured data; both parts may have dots in
 * themselves, so it is compared as a whole.
 */
export type Field = {readonly name: FieldName} | {readonly name: 'sd'; readonly path: string};

/** Fields that a message's index entry tells. */
const ENTRY_FIELDS: readonly string[] = ['severity', 'facility', 'priority', 'received', 'seq', 'source', 'pid', 'uid'] satisfies FieldName[];

/** How fields of structured data begin. */
const STRUCTURED_DATA_PREFIX = 'sd.';

/** Reads a field's name, `app_name` or `sd.ID.NAME`; undefined when there is no such field. */
export function parseField(text: string): Field | undefined {
	if (text.startsWith(STRUCTURED_DATA_PREFIX)) {
		const path = text.slice(STRUCTURED_DATA_PREFIX.length);
		return /^[^.].*\../s.test(path) ? {name: 'sd', path} : undefined;
	}
	const name = FIELD_NAMES.find(known => known === text);
	return name === undefined ? undefined : {name};
}

/** Whether finding the field's value takes the message's text; else its index entry is enough. */
export function isInText({name}: Field): boolean {
	return !ENTRY_FIELDS.includes(name);
}

/** A field's name as users write it. */
export function fieldText(field: Field): string {
	return field.name === 'sd' ? `${STRUCTURED_DATA_PREFIX}${field.path}` : field.name;
}
