import type {Chunk} from '../hub/chunk.js';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS} from '../hub/entry.js';
import type {SequenceTracks} from './sequence-tracks.js';

/** Senders whose numbers are kept; a new one takes the place of the one that was new the longest ago. */
const MAX_SENDERS = 1024;
/** Senders that are found without making a text of their name; a power of two. */
const RECENT = 4096;
/** Places where each of them may be. */
const WAYS = 4;

/** Who counts its messages: a host, as it calls itself, and where it sends from. */
export interface Sender {
	/** As `web1 from 10.0.0.5`. */
	readonly name: string;
	readonly source: number;
	/** Who sends, without what changes with each connection: user id, address, or row of an address. */
	readonly origin: number;
	readonly host: Uint8Array;
	readonly tracks: SequenceTracks;
}

/** Finds the sender of a message. Bounded. */
export class Senders {
	readonly #create: (source: number, host: string, chunk: Chunk, i: number) => Pick<Sender, 'name' | 'tracks'>;
	readonly #all = new Map<string, Sender>();
	readonly #recent = new Array<Sender | undefined>(RECENT).fill(undefined);
	/** Who was asked for last, and will be again, as a rule. */
	#last: Sender | undefined;

	/** @param create Makes what is kept of a new sender. */
	constructor(create: (source: number, host: string, chunk: Chunk, i: number) => Pick<Sender, 'name' | 'tracks'>) {
		this.#create = create;
	}

	/** How many are known. */
	get count(): number {
		return this.#all.size;
	}

	/** The sender of message `i`, whose HOSTNAME is `chunk.bytes[hostStart]` to before `hostEnd`. */
	of(chunk: Chunk, i: number, hostStart: number, hostEnd: number): Sender {
		const last = this.#last;
		const isSame = last?.source === chunk.source(i) && last.origin === originOf(chunk, i) && isEqual(last.host, chunk.bytes, hostStart, hostEnd);
		if (isSame) return last;
		return (this.#last = this.#look(chunk, i, hostStart, hostEnd));
	}

	#look(chunk: Chunk, i: number, hostStart: number, hostEnd: number): Sender {
		const {bytes} = chunk;
		const source = chunk.source(i);
		const origin = originOf(chunk, i);
		let hash = Math.imul(source ^ origin, 0x9e3779b1);
		for (let at = hostStart; at < hostEnd; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
		const slot = (hash ^ hash >>> 12 ^ hash >>> 21) & (RECENT - 1);
		for (let way = 0; way < WAYS; way++) {
			const recent = this.#recent[slot ^ way];
			if (recent?.source === source && recent.origin === origin && isEqual(recent.host, bytes, hostStart, hostEnd)) return recent;
		}
		const found = this.#find(chunk, i, bytes.slice(hostStart, hostEnd));
		let free = WAYS - 1;
		while (free > 0 && this.#recent[slot ^ free] !== undefined) free--;
		return (this.#recent[slot ^ free] = found);
	}

	/** Forgets everyone. */
	clear(): void {
		this.#all.clear();
		this.#recent.fill(undefined);
		this.#last = undefined;
	}

	#find(chunk: Chunk, i: number, host: Uint8Array): Sender {
		const source = chunk.source(i);
		const origin = originOf(chunk, i);
		const text = Buffer.from(host).toString('latin1');
		const key = `${source} ${origin} ${text}`;
		const known = this.#all.get(key);
		if (known !== undefined) return known;
		const sender: Sender = {...this.#create(source, text, chunk, i), source, origin, host};
		this.#all.set(key, sender);
		if (this.#all.size > MAX_SENDERS) {
			const [oldest, {source: itsSource, origin: itsOrigin}] = this.#all.entries().next().value!;
			this.#all.delete(oldest);
			const at = this.#recent.findIndex(each => each?.source === itsSource && each.origin === itsOrigin);
			if (at !== -1) this.#recent[at] = undefined;
		}
		return sender;
	}
}

/** A port or process is another one after a restart, which is to be noticed. */
function originOf(chunk: Chunk, i: number): number {
	const flags = chunk.flags(i);
	if (flags & FLAG_ORIGIN_PROCESS) return chunk.originB(i);
	return flags & (FLAG_ORIGIN_IPV4 | FLAG_ORIGIN_IPV6) ? chunk.originA(i) : 0;
}

function isEqual(host: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
	if (host.length !== end - start) return false;
	for (let k = 0; k < host.length; k++) if (host[k] !== bytes[start + k]) return false;
	return true;
}
