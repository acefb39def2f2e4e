import {type Field, FIELD_NAMES, parseField} from '../fields/field.js';
import {TemplateError} from './template-error.js';

/** More characters are not taken. */
const MAX_TEMPLATE_CHARACTERS = 4096;
/** Each may become a whole message: more are not taken. */
const MAX_TEMPLATE_FIELDS = 32;
/** What of a wrong field is shown in an error. */
const MAX_SHOWN_CHARACTERS = 40;

const ESCAPES: Readonly<Record<string, string>> = {n: '\n', t: '\t', '\\': '\\'};
const ALLOWED_ESCAPES = 'allowed are \\n, \\t and \\\\';
const ALLOWED_FIELDS = `allowed are ${FIELD_NAMES.join(', ')} and sd.ID.NAME`;

/**
 * Takes a template apart into text, its escapes undone, and the fields between `{{` and `}}`.
 *
 * @throws TemplateError naming what is wrong and what is allowed.
 */
export function parseTemplate(template: string): readonly (string | Field)[] {
	if (template === '') throw new TemplateError('must not be empty; write fields as {{hostname}}');
	if (template.length > MAX_TEMPLATE_CHARACTERS) {
		throw new TemplateError(`has ${template.length} characters; allowed are ${MAX_TEMPLATE_CHARACTERS}`);
	}
	const parts: (string | Field)[] = [];
	let fields = 0;
	let from = 0;
	for (let open = template.indexOf('{{'); open !== -1; open = template.indexOf('{{', from)) {
		const close = template.indexOf('}}', open);
		if (close === -1) throw new TemplateError(`"{{" at position ${open + 1} has no "}}"`);
		fields += 1;
		if (fields > MAX_TEMPLATE_FIELDS) throw new TemplateError(`more than ${MAX_TEMPLATE_FIELDS} fields`);
		parts.push(undoEscapes(template.slice(from, open)), fieldOf(template.slice(open + 2, close).trim()));
		from = close + 2;
	}
	parts.push(undoEscapes(template.slice(from)));
	return parts.filter(part => part !== '');
}

function fieldOf(name: string): Field {
	const field = parseField(name);
	if (field === undefined) throw new TemplateError(`${JSON.stringify(excerpt(name))} is not a field; ${ALLOWED_FIELDS}`);
	return field;
}

function undoEscapes(text: string): string {
	return text.replace(/\\(.?)/gsu, (escape, letter: string) => {
		const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
		if (character === undefined) throw new TemplateError(`${JSON.stringify(escape)} is not an escape; ${ALLOWED_ESCAPES}`);
		return character;
	});
}

function excerpt(text: string): string {
	return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
