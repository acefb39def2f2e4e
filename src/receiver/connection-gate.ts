import {readFileSync} from 'node:fs';
import type {AllowList} from './allow-list.js';
import type {Peer} from './peer.js';

/** Why a connection is refused. */
export type Refusal = 'connections_refused' | 'connections_not_allowed';

/** How many may connect, and how long they may be silent. */
export interface ConnectionLimits {
	/** Connections that one listener serves at the same time; each may hold one unfinished message. */
	readonly maxConnections: number;
	/** How many of these may come from one IPv4 address, or one IPv6 network of 64 bits. */
	readonly maxPerAddress: number;
	/** Who sends nothing for so long is cut off; undefined where silence is no offence. */
	readonly idleTimeoutMs: number | undefined;
	/** After so much silence on TCP the kernel asks whether the other end is still there. */
	readonly keepaliveMs: number;
}

/** File descriptors that are left for all else, above all for queries; fewer where there are few. */
const RESERVED_DESCRIPTORS = 64;
const RESERVED_PART = 1 / 8;

/** Decides who may connect to one listener. */
export class ConnectionGate {
	readonly #limits: ConnectionLimits;
	readonly #allowList: AllowList | undefined;
	readonly #descriptors: number;
	readonly #perAddress = new Map<string, number>();
	#open = 0;

	/**
	 * @param allowList Who may connect; undefined for everybody.
	 * @param descriptors Connections may have descriptors below this number.
	 */
	constructor(limits: ConnectionLimits, allowList: AllowList | undefined, descriptors: number) {
		this.#limits = limits;
		this.#allowList = allowList;
		this.#descriptors = descriptors;
	}

	/** Lets somebody in, who has to `leave`; or tells which counter the refusal belongs to. */
	enter(peer: Peer | undefined, fd: number): Refusal | undefined {
		if (this.#allowList !== undefined && !isAllowed(peer, this.#allowList)) return 'connections_not_allowed';
		const address = peer && addressOf(peer);
		const before = address === undefined ? 0 : this.#perAddress.get(address) ?? 0;
		// The kernel gives the lowest number that is free, so high ones tell that few are left.
		if (this.#open >= this.#limits.maxConnections || before >= this.#limits.maxPerAddress || fd >= this.#descriptors) return 'connections_refused';
		this.#open += 1;
		if (address !== undefined) this.#perAddress.set(address, before + 1);
		return undefined;
	}

	leave(peer: Peer | undefined): void {
		this.#open -= 1;
		if (peer === undefined) return;
		const address = addressOf(peer);
		const left = (this.#perAddress.get(address) ?? 0) - 1;
		if (left > 0) this.#perAddress.set(address, left);
		else this.#perAddress.delete(address);
	}
}

/** How many file descriptors of this process connections may have; Infinity where /proc does not tell. */
export function descriptorsForConnections(): number {
	let text: string;
	try {
		text = readFileSync('/proc/self/limits', 'latin1');
	} catch {
		return Infinity;
	}
	// "unlimited" is none that is ever reached.
	const all = Number(/^Max open files +(\d+)/m.exec(text)?.[1] ?? Infinity);
	return all - Math.min(RESERVED_DESCRIPTORS, Math.floor(all * RESERVED_PART));
}

function isAllowed(peer: Peer | undefined, allowList: AllowList): boolean {
	if (peer === undefined) return false;
	return 'ipv4' in peer ? allowList.allowsIpv4(peer.ipv4) : allowList.allowsIpv6(peer.ipv6, 0);
}

/** One host may have as many IPv6 addresses as it likes, but hardly more than one network. */
function addressOf(peer: Peer): string {
	return 'ipv4' in peer ? String(peer.ipv4) : `${peer.ipv6[0]}:${peer.ipv6[1]}`;
}
