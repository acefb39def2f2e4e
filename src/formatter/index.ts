import {CatFormatter} from './cat.js';
import {CsvFormatter} from './csv.js';
import {ExportFormatter} from './export.js';
import type {Formatter, FormatterContext} from './formatter.js';
import {JsonFormatter} from './json.js';
import {JsonSeqFormatter} from './json-seq.js';
import {LogfmtFormatter} from './logfmt.js';
import {Rfc5424Formatter} from './rfc5424.js';
import {ShortFormatter} from './short.js';
import {SyslogFormatter} from './syslog.js';
import {TemplateError} from './template-error.js';
import {TemplateFormatter} from './template.js';
import {timeWriter} from './time-writer.js';
import {VerboseFormatter} from './verbose.js';

export {TemplateError} from './template-error.js';

/** Names of the output formats; the first is the default. */
export const FORMAT_NAMES = [
	'syslog', 'short-precise', 'short-iso', 'short-iso-precise', 'short-unix', 'verbose', 'cat', 'template',
	'rfc5424', 'json', 'json-seq', 'logfmt', 'csv', 'export',
] as const;

/** Name of an output format. */
export type FormatName = typeof FORMAT_NAMES[number];

/** Which format, and how. */
export interface FormatOptions {
	readonly name: FormatName;
	/** What the format `template` is made of: text with fields as `{{app_name}}`. */
	readonly template?: string;
	/**
	 * Whether `syslog`, `short-…` and the first line of `verbose` show UTC instead of local time; `syslog` then converts
	 * the sender's time too. Elsewhere times have their zone with them.
	 */
	readonly utc?: boolean;
}

const CREATE: Record<FormatName, (context: FormatterContext, utc: boolean, template: string | undefined) => Formatter> = {
	syslog: (context, utc) => utc ? new ShortFormatter(context, timeWriter('bsd', utc)) : new SyslogFormatter(context),
	'short-precise': (context, utc) => new ShortFormatter(context, timeWriter('precise', utc)),
	'short-iso': (context, utc) => new ShortFormatter(context, timeWriter('iso', utc)),
	'short-iso-precise': (context, utc) => new ShortFormatter(context, timeWriter('iso-precise', utc)),
	'short-unix': (context, utc) => new ShortFormatter(context, timeWriter('unix', utc)),
	verbose: (context, utc) => new VerboseFormatter(context, timeWriter('full', utc)),
	cat: () => new CatFormatter(),
	template: (context, _utc, template) => {
		if (template === undefined) throw new TemplateError('the format template needs one, as {{hostname}} {{message}}');
		return new TemplateFormatter(template, context);
	},
	rfc5424: () => new Rfc5424Formatter(),
	json: context => new JsonFormatter(context),
	'json-seq': context => new JsonSeqFormatter(context),
	logfmt: context => new LogfmtFormatter(context),
	csv: () => new CsvFormatter(),
	export: context => new ExportFormatter(context),
};

/**
 * Makes a formatter. It keeps what it has parsed last, so that each reader needs one of its own.
 *
 * @throws TemplateError when a template is missing or cannot be used.
 */
export function createFormatter(format: FormatName | FormatOptions, context: FormatterContext): Formatter {
	const {name, utc = false, template}: FormatOptions = typeof format === 'string' ? {name: format} : format;
	return CREATE[name](context, utc, template);
}

/** Whether a format of this name exists. */
export function isFormatName(name: string): name is FormatName {
	return Object.hasOwn(CREATE, name);
}
