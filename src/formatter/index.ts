import {type FormatterContext, GROUP_SEPARATOR, NOTHING, type OutputFormatter} from './formatter.js';
import {JsonFormatter} from './json.js';
import {Rfc5424Formatter} from './rfc5424.js';
import {SyslogFormatter} from './syslog.js';

/** Names of the output formats; the first is the default. */
export const FORMAT_NAMES = ['syslog', 'rfc5424', 'json'] as const;

/** Name of an output format. */
export type FormatName = typeof FORMAT_NAMES[number];

const CREATE: Record<FormatName, (context: FormatterContext) => OutputFormatter> = {
	syslog: context => new SyslogOutput(context),
	rfc5424: () => new Rfc5424Formatter(),
	json: context => new JsonFormatter(context),
};

/** Makes a formatter. It keeps what it has parsed last, so that each reader needs one of its own. */
export function createFormatter(name: FormatName, context: FormatterContext): OutputFormatter {
	return CREATE[name](context);
}

/** Whether a format of this name exists. */
export function isFormatName(name: string): name is FormatName {
	return Object.hasOwn(CREATE, name);
}

/** The format `syslog` with what stands around its messages. */
class SyslogOutput extends SyslogFormatter implements OutputFormatter {
	readonly head = NOTHING;
	readonly separator = GROUP_SEPARATOR;
}
