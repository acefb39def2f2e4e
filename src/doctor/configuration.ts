import type {Destination} from './destination.js';

/** Name of the source that Debian's configuration of syslog-ng defines. */
export const DEFAULT_SOURCE = 's_src';

/** What of rsyslog's properties becomes a message of RFC 5424, with one space before the text whether it has one or not. */
const TEMPLATE = '<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %APP-NAME% %PROCID% %MSGID% %STRUCTURED-DATA%%msg:::sp-if-no-1st-sp%%msg%';

/** Statements that have syslog-ng forward everything from `source`. */
export function syslogNgLines(to: Destination, source = DEFAULT_SOURCE): string[] {
	return [
		'destination d_circolog {',
		`    ${syslogNgDriver(to)};`,
		'};',
		`log { source(${source}); destination(d_circolog); };`,
	];
}

/** The driver in a destination of syslog-ng. */
function syslogNgDriver(to: Destination): string {
	if ('path' in to) return `${to.kind}("${to.path}" flags(syslog-protocol) time-reopen(1))`;
	return `syslog("${to.host}" transport(${to.kind}) port(${to.port}) time-reopen(1))`;
}

/** Statements that have rsyslog forward everything; undefined where it cannot. */
export function rsyslogLines(to: Destination): string[] | undefined {
	const template = `template(name="circolog" type="string" string="${TEMPLATE}")`;
	if ('path' in to) return to.kind === 'unix-stream' ? undefined : ['module(load="omuxsock")', template, `$OMUxSockSocket ${to.path}`, '*.* :omuxsock:;circolog'];
	const framing = to.kind === 'tcp' ? ' TCP_Framing="octet-counted"' : '';
	return [
		template,
		`action(type="omfwd" target="${to.host}" port="${to.port}" protocol="${to.kind}"${framing} template="circolog"`,
		'       action.resumeInterval="1" action.resumeRetryCount="-1")',
	];
}

/** Has rsyslog leave control characters as they are. */
export const RSYSLOG_UNESCAPED = 'global(parser.escapeControlCharactersOnReceive="off")';

/** Has rsyslog understand RFC 5424 on its own socket as well. */
export const RSYSLOG_SOCKET_PARSER = 'module(load="imuxsock" SysSock.UseSpecialParser="off")';

/** Has syslog-ng understand RFC 5424 on the local socket as well. */
export function syslogNgSource(logSocket: string): string {
	return `unix-dgram("${logSocket}" flags(syslog-protocol));`;
}
