import {isIPv4, isIPv6} from 'node:net';
import {durationUs} from '../duration.js';
import {readSize, sizesFrom} from '../size.js';

/** What a parser of flag values answers to a value it does not take. `allowed` ends the sentence shown to the user. */
export class NotAllowed {
	readonly allowed: string;

	/** @param allowed What would have been taken, such as `a whole number from 1 to 10`. */
	constructor(allowed: string) {
		this.allowed = allowed;
	}
}

/** Reads the value of a flag or of its environment variable. Never throws. */
export type ValueParser<T> = (text: string) => T | NotAllowed;

/** An address to listen on or to connect to. Without `host`: every address, or the local host. */
export interface Address {
	readonly host?: string;
	readonly port: number;
}

/** Room for the path in `sockaddr_un` (unix(7)): 108 bytes with the NUL that ends it. */
export const MAX_SOCKET_PATH_BYTES = 107;

/** Any text that is not empty. */
export function text(value: string): string | NotAllowed {
	return value === '' ? new NotAllowed('a value that is not empty') : value;
}

/** Whole decimal numbers from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number): ValueParser<number> {
	return (value) => {
		const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
		return number >= min && number <= max ? number : new NotAllowed(`a whole number from ${min} to ${max}`);
	};
}

/** Numbers of bytes from `min` to `max`, written `1048576`, `1024K`, `1M`, `1MB` or `1MiB`; every unit is a power of 1024. */
export function size(min: number, max: number): ValueParser<number> {
	return (value) => {
		const bytes = readSize(value) ?? NaN;
		return bytes >= min && bytes <= max ? bytes : new NotAllowed(`a size ${sizesFrom(min, max)}`);
	};
}

/** Time spans from `minMs` to `maxMs` milliseconds, written `500ms`, `30s`, `5m` or `2h`. */
export function timeSpan(minMs: number, maxMs: number): ValueParser<number> {
	return (value) => {
		const ms = (durationUs(value) ?? NaN) / 1000;
		if (ms >= minMs && ms <= maxMs) return ms;
		return new NotAllowed(`a time span from ${minMs} ms to ${maxMs / 3_600_000} h, such as 500ms, 30s, 5m or 2h`);
	};
}

/** Seconds from `min` to `max`, written as a number, `2` or `0.5`. */
export function seconds(min: number, max: number): ValueParser<number> {
	return (value) => {
		const number = /^(?:\d{1,9}(?:\.\d{1,6})?|\.\d{1,6})$/.test(value) ? Number(value) : NaN;
		return number >= min && number <= max ? number : new NotAllowed(`a number of seconds from ${min} to ${max}`);
	};
}

/**
 * Addresses `host:port`, `:port` and `[v6]:port`. The host is not looked up.
 *
 * @param minPort 0 where the system may pick the port, 1 to connect.
 * @param usualPort Of addresses without one, if these are allowed: `host`, `[v6]`.
 */
export function address(minPort: 0 | 1, usualPort?: number): ValueParser<Address> {
	const allowed = `host:port, :port or [v6]:port with a port from ${minPort} to 65535${usualPort === undefined ? '' : `, or a host alone for port ${usualPort}`}`;
	return (value) => {
		if (isIPv6(value)) return new NotAllowed(`${allowed}; an IPv6 address needs brackets and a port: [${value}]:9080`);
		const [whole, v6, host, digits] = /^(?:\[([^\]]*)\]|([\w.-]*))(?::(\d{1,5}))?$/.exec(value) ?? [];
		const port = Number(digits ?? (whole === undefined || whole === '' ? undefined : usualPort));
		if (!(port >= minPort && port <= 65_535)) return new NotAllowed(allowed);
		if (v6 !== undefined) return isIPv6(v6) ? {host: v6, port} : new NotAllowed(allowed);
		if (host === undefined || host === '') return {port};
		return /^[\d.]+$/.test(host) && !isIPv4(host) ? new NotAllowed(allowed) : {host, port};
	};
}

/** File modes in octal, `660`, `0660` or `0o660`: the nine permission bits and nothing else. */
export function octalMode(value: string): number | NotAllowed {
	const [, digits] = /^(?:0o?)?([0-7]{1,3})$/i.exec(value) ?? [];
	return digits === undefined ? new NotAllowed('an octal file mode from 000 to 777, such as 660') : parseInt(digits, 8);
}

/** Paths that fit into the address of a unix socket. The file need not exist. */
export function socketPath(value: string): string | NotAllowed {
	const fits = value !== '' && !value.includes('\0') && Buffer.byteLength(value) <= MAX_SOCKET_PATH_BYTES;
	return fits ? value : new NotAllowed(`the path of a socket, of 1 to ${MAX_SOCKET_PATH_BYTES} bytes`);
}

/** What a switch may be set to from the environment. */
export function onOff(value: string): boolean | NotAllowed {
	if (/^(?:1|true|yes|on)$/i.test(value)) return true;
	return /^(?:0|false|no|off)$/i.test(value) ? false : new NotAllowed('1 or 0');
}

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): ValueParser<T> {
	return value => words.find(word => word === value) ?? new NotAllowed(words.join(' or '));
}
