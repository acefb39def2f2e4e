import type {IncomingHttpHeaders} from 'node:http';
import {isIP} from 'node:net';
import {hostname} from 'node:os';
import {BadRequest} from './bad-request.js';

const FORBIDDEN = 403;

/**
 * Host names that a listener answers to, beside localhost, numeric addresses and this host's name. Undefined for a unix
 * socket, which answers to every name that is none of the DNS: whoever names one there may have come through a forwarded
 * port. `any` where a token or TLS is needed: browsers keep passwords for each origin, and compare certificates with names,
 * so a name that somebody leads here by the DNS opens nothing.
 */
export type OwnHosts = readonly string[] | undefined | 'any';

/**
 * Refuses requests that come from a web page of somebody else. A browser lets any page send requests to any address,
 * open websockets there, and, by a DNS name that changes its address, read the answers.
 *
 * @param mayBeLinked Whether what is asked for tells nothing of the log, so that links elsewhere may lead to it.
 * @param isSecure Whether the listener speaks TLS: then a page that came without is somebody else's. Otherwise there may be
 *   a web server in front, which does.
 * @throws BadRequest with status 403.
 */
export function guardRequest(headers: IncomingHttpHeaders, ownHosts: OwnHosts, mayBeLinked = false, isSecure = false): void {
	const {host = '', origin} = headers;
	guardHost(headers, ownHosts);
	// "null" is the origin of sandboxed pages and of files: it says nothing, so it is not trusted.
	if (origin !== undefined && origin !== `https://${host}` && (isSecure || origin !== `http://${host}`)) {
		throw new BadRequest(`Origin ${JSON.stringify(origin)} may not read this log; a page must come from ${JSON.stringify(host)} itself`, FORBIDDEN);
	}
	const site = headers['sec-fetch-site'];
	const isLink = mayBeLinked && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
	if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink) {
		throw new BadRequest('a page of another site may not read this log', FORBIDDEN);
	}
}

/**
 * Refuses requests to a name that a foreign page may have chosen.
 *
 * @throws BadRequest with status 403.
 */
export function guardHost({host = ''}: IncomingHttpHeaders, ownHosts: OwnHosts): void {
	if (ownHosts === 'any') return;
	const name = hostPart(host).toLowerCase().replace(/\.$/, '');
	if (isOwnHost(name, ownHosts ?? []) || (ownHosts === undefined && !name.includes('.'))) return;
	throw new BadRequest(`Host ${JSON.stringify(host)} is not one of this listener's; use localhost, a numeric address or this host's name`, FORBIDDEN);
}

function isOwnHost(name: string, ownHosts: readonly string[]): boolean {
	return name === 'localhost' || isIP(name) !== 0 || name === hostname().toLowerCase() || ownHosts.includes(name);
}

/** The host of a Host header, without port and brackets (RFC 9110, section 7.2). */
function hostPart(header: string): string {
	return header.replace(/:\d*$/, '').replace(/^\[(?<address>.*)\]$/, '$<address>');
}
