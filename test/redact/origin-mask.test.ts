import {isIPv4} from 'node:net';
import {expect, test} from 'vitest';
import {ipv6Bytes, ipv6Text} from '../../src/receiver/socket-address.js';
import {OriginMask} from '../../src/redact/origin-mask.js';
import {ipv4Text} from '../../src/server/origin-name.js';

function masked(address: string, readyMade: readonly string[]): string {
	const mask = new OriginMask({readyMade, patterns: []});
	if (isIPv4(address)) return ipv4Text(mask.ipv4(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)));
	const words = new Uint32Array(ipv6Bytes(address).buffer.slice(0));
	mask.ipv6(words, 0);
	return ipv6Text(new Uint8Array(words.buffer));
}

test.each([
	['203.0.113.77', '203.0.113.0'],
	['255.255.255.255', '255.255.255.0'],
	['127.0.0.1', '127.0.0.1'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
	['fe80::1:2', 'fe80::'],
	['::1', '::1'],
])('%s becomes %s', (address, expected) => {
	expect(masked(address, ['ipv4', 'ipv6'])).toBe(expected);
	expect(masked(address, [isIPv4(address) ? 'ipv4' : 'ipv6'])).toBe(expected);
	expect(masked(address, [isIPv4(address) ? 'ipv6' : 'ipv4', 'email'])).toBe(address);
});
