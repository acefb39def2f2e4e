/** Names of the facilities, by number (RFC 5424, table 1; short names as syslog(3) and journald have them). */
export const FACILITY_NAMES = [
	'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp',
	'ntp', 'audit', 'alert', 'clock',
	'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
] as const;

/** Names of the severities, by number: 0 is the most severe (RFC 5424, table 2). */
export const SEVERITY_NAMES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** Short name of a facility. */
export type FacilityName = typeof FACILITY_NAMES[number];
/** Short name of a severity. */
export type SeverityName = typeof SEVERITY_NAMES[number];
