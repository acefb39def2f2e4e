import {BlockList} from 'node:net';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type AddressRange, readAddressRange} from '../../src/receiver/address-range.js';
import {AllowList} from '../../src/receiver/allow-list.js';
import {internetAddress, ipv6Text} from '../../src/receiver/socket-address.js';

/** The words of a sender's address as the kernel writes it, behind some others. */
function nameOf(address: string): Uint32Array {
	const bytes = new Uint8Array(40);
	bytes.set(internetAddress(address, 514), 8);
	return new Uint32Array(bytes.buffer);
}

function listOf(...texts: string[]): AllowList {
	return new AllowList(texts.map(text => {
		const range = readAddressRange(text);
		if (typeof range === 'string') throw new Error(`${text}: ${range}`);
		return range;
	}));
}

const ADDRESSES = [
	['10.0.0.0/8', '10.0.0.0', true], ['10.0.0.0/8', '10.255.255.255', true], ['10.0.0.0/8', '11.0.0.0', false], ['10.0.0.0/8', '9.255.255.255', false],
	['192.0.2.7', '192.0.2.7', true], ['192.0.2.7', '192.0.2.6', false], ['192.0.2.7/32', '192.0.2.8', false],
	['128.0.0.0/1', '255.255.255.255', true], ['128.0.0.0/1', '127.255.255.255', false],
	['0.0.0.0/0', '203.0.113.9', true], ['0.0.0.0/0', '::1', false], ['::/0', '203.0.113.9', false], ['::/0', '2001:db8::9', true],
	['2001:db8::/32', '2001:db8:ffff::1', true], ['2001:db8::/32', '2001:db9::', false],
	['2001:db8:0:8000::/49', '2001:db8:0:8fff::1', true], ['2001:db8:0:8000::/49', '2001:db8:0:7fff::1', false],
	['::1', '::1', true], ['::1', '::2', false], ['fe80::/10', 'febf::1', true], ['fe80::/10', 'fec0::1', false],
	// IPv4 addresses as an IPv6 socket sees them, and as some write them.
	['10.0.0.0/8', '::ffff:10.1.2.3', true], ['10.0.0.0/8', '::ffff:11.1.2.3', false], ['::/0', '::ffff:10.1.2.3', false],
	['::ffff:10.0.0.0/104', '10.1.2.3', true], ['::ffff:10.0.0.0/104', '::ffff:a01:203', true], ['::ffff:192.0.2.7', '192.0.2.7', true],
	['::ffff:0:0/96', '192.0.2.7', true], ['::ffff:0:0/96', '::1', false],
] as const;

describe('a list of who may send', () => {
	it.each(ADDRESSES)('%s and %s: %s', (range, address, isAllowed) => {
		expect(listOf(range).allows(nameOf(address), 2)).toBe(isAllowed);
		expect(listOf('198.51.100.1', '2001:db8:a::/48', range).allows(nameOf(address), 2)).toBe(isAllowed);
	});

	it('of nothing that there is allows nobody', () => {
		expect(new AllowList([]).allows(nameOf('127.0.0.1'), 2)).toBe(false);
		// A socket that tells no sender.
		expect(listOf('0.0.0.0/0', '::/0').allows(new Uint32Array(12), 2)).toBe(false);
	});

	const ipv4 = fc.ipV4();
	const ipv6 = fc.uint8Array({minLength: 16, maxLength: 16}).map(ipv6Text);

	it.each([['IPv4', ipv4, 32, 'ipv4'], ['IPv6', ipv6, 128, 'ipv6']] as const)('agrees with Node about %s', (_name, addresses, bits, family) => {
		// A network's own address with a few bits changed is near its borders.
		fc.assert(fc.property(addresses, fc.nat(bits), fc.option(fc.nat(bits - 1)), addresses, (base, prefix, bit, other) => {
			const network = masked(base, prefix);
			const sender = bit === null ? other : flipped(base, bit);
			const theirs = new BlockList();
			theirs.addSubnet(network, prefix, family);
			fc.pre(!sender.startsWith('::ffff:') && !network.startsWith('::ffff:'));
			expect(listOf(`${network}/${prefix}`).allows(nameOf(sender), 2)).toBe(theirs.check(sender, family));
		}));
	});

	it('never throws while it reads a range, whatever that is', () => {
		fc.assert(fc.property(fc.oneof(fc.string(), fc.tuple(fc.oneof(ipv4, ipv6), fc.integer({min: -1, max: 200})).map(pair => pair.join('/'))), text => {
			const range: AddressRange | string = readAddressRange(text);
			if (typeof range === 'string') expect(range).not.toBe('');
			else expect([4, 6]).toContain(range.family);
		}));
	});
});

function bytesOf(address: string): Uint8Array {
	const name = internetAddress(address, 0);
	return name.length === 16 ? name.subarray(4, 8) : name.subarray(8, 24);
}

function textOf(bytes: Uint8Array): string {
	return bytes.length === 4 ? bytes.join('.') : ipv6Text(bytes);
}

function masked(address: string, prefix: number): string {
	return textOf(bytesOf(address).map((byte, i) => byte & (0xff00 >> Math.min(Math.max(prefix - i * 8, 0), 8))));
}

function flipped(address: string, bit: number): string {
	return textOf(bytesOf(address).map((byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte)));
}
