import {isIP} from 'node:net';
import {printable} from '../printable.js';
import type {RingAddress} from './ring.js';

const LOCAL_HOST = '127.0.0.1';

/**
 * What lines are marked with: for each address the shortest name that could mean none of the others, all of one width.
 * `web1.example.org:9080` is `web1`, unless there is another host of that name.
 */
export function ringLabels(addresses: readonly RingAddress[]): string[] {
	const names = addresses.map(namesOf);
	const labels = names.map((own, i) => {
		const others = new Set(names.filter((_, other) => other !== i).flat());
		return printable(own.find(name => !others.has(name)) ?? own.at(-1)!);
	});
	const width = Math.max(...labels.map(label => label.length));
	return labels.map(label => label.padEnd(width));
}

/** Names for an address, shortest first; the last is its own. */
function namesOf(address: RingAddress): string[] {
	if (typeof address === 'string') return pathNames(address);
	if ('url' in address) return [...hostNames(address.host), address.url];
	const {host = LOCAL_HOST, port} = address;
	return [...hostNames(host), `${isIP(host) === 6 ? `[${host}]` : host}:${port}`];
}

function hostNames(host: string): string[] {
	const [first = host] = host.split('.');
	return isIP(host) !== 0 || first === host || first === '' ? [host] : [first, host];
}

/** Of `/run/circolog/query.sock`: `query.sock`, `circolog`, `circolog/query.sock`, and so on. */
function pathNames(path: string): string[] {
	const parts = path.split('/');
	const ends = parts.map((_, i) => parts.slice(parts.length - 1 - i).join('/'));
	return [ends[0]!, ...parts.slice(-2, -1), ...ends.slice(1)].filter(name => name !== '');
}
