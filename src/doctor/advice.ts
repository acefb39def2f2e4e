import {DEFAULT_SOURCE, RSYSLOG_SOCKET_PARSER, RSYSLOG_UNESCAPED, rsyslogLines, syslogNgLines, syslogNgSource} from './configuration.js';
import type {Destination} from './destination.js';
import type {LogDaemon} from './log-daemon.js';

/** Where messages are forwarded from, and where to. */
export interface Forwarding {
	/** Undefined where it is not known which it is: then all are told of. */
	readonly daemon: LogDaemon['name'] | undefined;
	/** Sources that syslog-ng's configuration defines, as far as it is known. */
	readonly sources: readonly string[];
	/** All that circologd listens at. */
	readonly to: readonly Destination[];
	/** Socket that local programs log to. */
	readonly logSocket: string;
}

const KINDS: Readonly<Record<LogDaemon['name'], readonly Destination['kind'][]>> = {
	'syslog-ng': ['unix-dgram', 'unix-stream', 'tcp', 'udp'],
	rsyslog: ['unix-dgram', 'tcp', 'udp'],
};

/** How to forward everything to circologd. */
export function forwardingAdvice({daemon, sources, to}: Forwarding): string[] {
	return each(daemon, (name) => {
		const best = KINDS[name].map(kind => to.find(one => one.kind === kind)).find(one => one !== undefined);
		if (best === undefined) return ['# have circologd listen at a unix datagram socket: --syslogd-socket PATH'];
		if (name === 'syslog-ng') return ['# /etc/syslog-ng/conf.d/circolog.conf, in place of what leads there now:', ...syslogNgLines(best, sourceOf(sources))];
		return ['# /etc/rsyslog.d/circolog.conf, in place of what leads there now:', ...rsyslogLines(best) ?? []];
	});
}

/** How to have control characters forwarded as they are. */
export function controlCharacterAdvice({daemon}: Forwarding): string[] {
	return each(daemon, name => (name === 'rsyslog' ? [
		'# /etc/rsyslog.d/circolog.conf; templates of files that take in foreign text should then say %msg:::escape-cc%:',
		RSYSLOG_UNESCAPED,
	] : ['# syslog-ng leaves control characters alone: look for rsyslog on the way to it']));
}

/** How to have RFC 5424 understood where local programs log to. */
export function localParserAdvice({daemon, logSocket}: Forwarding): string[] {
	return each(daemon, name => (name === 'rsyslog' ? [
		'# /etc/rsyslog.conf, in place of module(load="imuxsock"):',
		RSYSLOG_SOCKET_PARSER,
	] : [
		'# /etc/syslog-ng/syslog-ng.conf, in the source. In place of system(), which cannot be told so; then add',
		'# file("/proc/kmsg" program-override("kernel") flags(kernel)); to it for what the kernel says:',
		syslogNgSource(logSocket),
	]));
}

/** How to have a daemon read its configuration again. */
export function restartLines(name: LogDaemon['name']): string[] {
	return name === 'syslog-ng'
		? ['# then', 'sudo syslog-ng --syntax-only && sudo systemctl restart syslog-ng']
		: ['# then', 'sudo rsyslogd -N1 && sudo systemctl restart rsyslog'];
}

/** The source to forward from: that of Debian's configuration, unless there are only others. */
export function sourceOf(sources: readonly string[]): string {
	return sources.includes(DEFAULT_SOURCE) ? DEFAULT_SOURCE : sources[0] ?? DEFAULT_SOURCE;
}

function each(daemon: LogDaemon['name'] | undefined, lines: (name: LogDaemon['name']) => readonly string[]): string[] {
	const names: LogDaemon['name'][] = daemon === undefined ? ['syslog-ng', 'rsyslog'] : [daemon];
	return names.flatMap(name => [...lines(name), ...restartLines(name)]);
}
