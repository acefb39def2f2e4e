import type {RedactionRules} from './redaction.js';

const LOOPBACK = 127;
/** `::1`, its last word as it stands in memory. */
const LAST_WORD_OF_LOOPBACK = 0x01000000;

/** Masks the senders' addresses that the index keeps, as the rules `ipv4` and `ipv6` mask those in messages. */
export class OriginMask {
	/** Whether anything is masked. */
	readonly isOn: boolean;
	readonly #ipv4: boolean;
	readonly #ipv6: boolean;

	constructor({readyMade}: RedactionRules) {
		this.#ipv4 = readyMade.includes('ipv4');
		this.#ipv6 = readyMade.includes('ipv6');
		this.isOn = this.#ipv4 || this.#ipv6;
	}

	/** An IPv4 address, most significant byte first; its /24 if it is to be masked. */
	ipv4(address: number): number {
		return this.#ipv4 && address >>> 24 !== LOOPBACK ? (address & 0xffffff00) >>> 0 : address;
	}

	/** Leaves of the IPv6 address at `words[at]`, as the kernel writes it, the /48 if it is to be masked. */
	ipv6(words: Uint32Array, at: number): void {
		if (!this.#ipv6) return;
		if ((words[at]! | words[at + 1]! | words[at + 2]!) === 0 && words[at + 3] === LAST_WORD_OF_LOOPBACK) return;
		words[at + 1]! &= 0xffff;
		words[at + 2] = 0;
		words[at + 3] = 0;
	}
}
