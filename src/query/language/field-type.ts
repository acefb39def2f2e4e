import type {Field} from '../../fields/field.js';

/**
 * How a field's values are written and compared: `prose` is searched for parts of it, `text` compared as a whole and
 * `label` too, but as numbers where they are numbers; severity and facility are names that have numbers.
 */
export type FieldType = 'prose' | 'text' | 'label' | 'severity' | 'facility' | 'number' | 'time';

/** The type of a field. */
export function fieldType(field: Field): FieldType {
	switch (field.name) {
		case 'message': case 'raw': return 'prose';
		case 'hostname': case 'app_name': case 'msg_id': case 'source': return 'text';
		case 'proc_id': case 'sd': return 'label';
		case 'severity': case 'facility': return field.name;
		case 'priority': case 'seq': case 'pid': case 'uid': return 'number';
		case 'received': case 'timestamp': return 'time';
	}
}
