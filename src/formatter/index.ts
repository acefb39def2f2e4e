import {CatFormatter} from './cat.js';
import {CsvFormatter} from './csv.js';
import {ExportFormatter} from './export.js';
import type {Formatter, FormatterContext} from './formatter.js';
import {JsonFormatter} from './json.js';
import {JsonSeqFormatter} from './json-seq.js';
import {LogfmtFormatter} from './logfmt.js';
import {Moment, TimeAsSent} from './message-time.js';
import {Rfc5424Formatter} from './rfc5424.js';
import {type LineOptions, ShortFormatter} from './short.js';
import {StampedFormatter} from './stamped.js';
import {SyslogFormatter} from './syslog.js';
import {TemplateError} from './template-error.js';
import {TemplateFormatter} from './template.js';
import {type TimeLayout, timeWriter} from './time-writer.js';
import {VerboseFormatter} from './verbose.js';

export {TemplateError} from './template-error.js';

/** Names of the output formats; the first is the default. */
export const FORMAT_NAMES = [
	'syslog', 'short-precise', 'short-iso', 'short-iso-precise', 'short-unix', 'verbose', 'cat', 'template',
	'rfc5424', 'json', 'json-seq', 'logfmt', 'csv', 'export',
] as const;

/** Name of an output format. */
export type FormatName = typeof FORMAT_NAMES[number];

/** Formats that can show lines without the host, in colours, and with marks. */
export const LINE_FORMATS: readonly FormatName[] = ['syslog', 'short-precise', 'short-iso', 'short-iso-precise', 'short-unix'];
/** Formats that can show bytes as they are. */
export const TEXT_FORMATS: readonly FormatName[] = [...LINE_FORMATS, 'verbose', 'cat', 'template'];

/** Which format, and how. Options that a format does not have change nothing of it. */
export interface FormatOptions extends LineOptions {
	readonly name: FormatName;
	/** What the format `template` is made of: text with fields as `{{app_name}}`. */
	readonly template?: string;
	/**
	 * Whether `syslog`, `short-…` and the first line of `verbose` show UTC instead of local time; `syslog` then converts
	 * the sender's time too. Elsewhere times have their zone with them.
	 */
	readonly utc?: boolean;
	/** Whether each record begins with its stamp: time of receipt and length. */
	readonly stamp?: boolean;
}

const CREATE: Record<FormatName, (context: FormatterContext, options: FormatOptions) => Formatter> = {
	syslog: (context, options) => {
		const {utc = false, noHostname = false, raw = false, color = false, highlight} = options;
		if (utc) return short('bsd', context, options);
		return noHostname || raw || color || highlight ? new ShortFormatter(context, new TimeAsSent(), options) : new SyslogFormatter(context);
	},
	'short-precise': (context, options) => short('precise', context, options),
	'short-iso': (context, options) => short('iso', context, options),
	'short-iso-precise': (context, options) => short('iso-precise', context, options),
	'short-unix': (context, options) => short('unix', context, options),
	verbose: (context, {utc = false, raw}) => new VerboseFormatter(context, timeWriter('full', utc), raw),
	cat: (_context, {raw}) => new CatFormatter(raw),
	template: (context, {template, raw}) => {
		if (template === undefined) throw new TemplateError('the format template needs one, as {{hostname}} {{message}}');
		return new TemplateFormatter(template, context, raw);
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
	const options: FormatOptions = typeof format === 'string' ? {name: format} : format;
	const formatter = CREATE[options.name](context, options);
	return options.stamp === true ? new StampedFormatter(formatter) : formatter;
}

/** Whether a format of this name exists. */
export function isFormatName(name: string): name is FormatName {
	return Object.hasOwn(CREATE, name);
}

function short(layout: TimeLayout, context: FormatterContext, options: FormatOptions): Formatter {
	return new ShortFormatter(context, new Moment(timeWriter(layout, options.utc ?? false)), options);
}
