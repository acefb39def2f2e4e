import {dirname, join} from 'node:path';
import type {Listener} from '../server/status.js';

const VERBS: Record<Listener['kind'], string> = {
	syslog: 'listening for syslog on',
	query: 'answering queries on',
	control: 'taking commands on',
};

/** What listens where, a line each. */
export function listenerLines(listeners: readonly Listener[]): string[] {
	return listeners.map(({kind, address, inherited = false}) => `${VERBS[kind]} ${address}${inherited ? ', inherited' : ''}`);
}

/**
 * Lines for a user to copy: how to send, to read and to follow; and where the page is, if a browser can reach it.
 *
 * @param command The path the daemon was started by: the clients lie beside it.
 */
export function exampleLines(listeners: readonly Listener[], command: string): string[] {
	// No command that stands here reaches an abstract name (unix(7)).
	const first = (kind: Listener['kind'], prefix: string): string | undefined =>
		listeners.find(listener => listener.kind === kind && listener.address.startsWith(prefix) && !listener.address.includes(':@'))?.address;
	const source = first('syslog', '');
	const query = first('query', 'unix:')?.replace(/^unix:/, '');
	const page = first('query', 'http');
	const folder = dirname(command);
	const tail = process.env['PATH']?.split(':').includes(folder) ? 'circolog-tail' : quote(join(folder, 'circolog-tail'));
	return [
		...(source === undefined ? [] : [`  send:   ${sendCommand(source)}`]),
		...(query === undefined ? [] : [
			`  read:   curl --unix-socket ${quote(query)} 'http://localhost/?l=10'`,
			`  follow: ${tail} -f --query-socket ${quote(query)}`,
		]),
		...(page === undefined ? [] : [`  look:   ${page.replace('://*', '://localhost')}/ui/`]),
	];
}

function sendCommand(source: string): string {
	const [, kind = '', place = ''] = /^([\w-]+):(.*)$/s.exec(source) ?? [];
	if (kind.startsWith('unix')) return `logger --rfc5424 --socket ${quote(place)} 'hello circolog'`;
	const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(place) ?? [];
	const server = host === '*' ? 'localhost' : host.replace(/^\[|\]$/g, '');
	return `logger --rfc5424 --${kind} --server ${quote(server)} --port ${port} 'hello circolog'`;
}

/** Quotes a word for the shell where it needs it. */
function quote(word: string): string {
	return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
