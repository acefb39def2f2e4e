import {syslogNgLines} from './configuration.js';
import type {Destination} from './destination.js';
import {type Finding, ok, warning} from './finding.js';
import {DEFAULT_REOPEN_SECONDS, sendsTo} from './syslog-ng-configuration.js';
import type {SyslogNgConfiguration} from './syslog-ng-files.js';
import {restartLines, sourceOf} from './advice.js';

/** With more, a restart of the daemon is felt. */
const MAX_REOPEN_SECONDS = 10;

/** How long syslog-ng waits after circologd was away; a finding for each destination that leads to it. */
export function checkReopen({drivers, reopenSeconds, unread, sources}: SyslogNgConfiguration, to: readonly Destination[]): Finding[] {
	const blind = unread.map(({file, code}) => warning('time-reopen', `${file} cannot be read (${code}), so it is not known how soon syslog-ng tries again`, [
		'# look as root:', 'sudo circolog-ctl doctor',
	]));
	const ours = drivers.flatMap(driver => to.filter(each => sendsTo(driver, each)).slice(0, 1).map(each => ({driver, each})));
	return [...blind, ...ours.map(({driver, each}): Finding => {
		const seconds = driver.reopenSeconds ?? reopenSeconds ?? DEFAULT_REOPEN_SECONDS;
		const place = `${driver.file}:${driver.line}`;
		if (seconds <= MAX_REOPEN_SECONDS) return ok('time-reopen', `syslog-ng tries again after ${seconds} s (${place})`);
		const reason = driver.reopenSeconds === undefined && reopenSeconds === undefined ? ', its default,' : '';
		return warning('time-reopen', `syslog-ng waits ${seconds} s${reason} before it tries again when circologd was restarted (${place})`, [
			`# in ${driver.file}, in place of the destination that is there:`,
			...syslogNgLines(each, sourceOf(sources)),
			...restartLines('syslog-ng'),
		]);
	})];
}
