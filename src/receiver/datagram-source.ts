import type {Hub} from '../hub.js';
import {FLAG_ORIGIN_IPV4, FLAG_ORIGIN_IPV6, FLAG_ORIGIN_PROCESS, FLAG_TRUNCATED} from '../hub/entry.js';
import type {Ipv6Table} from '../hub/ipv6-table.js';
import {COUNTER} from '../hub/memory.js';
import {Span, trimDatagram} from '../syslog/datagram.js';
import type {AllowList} from './allow-list.js';
import type {DatagramBatch} from './datagram-batch.js';
import type {OriginMask} from '../redact/origin-mask.js';
import type {Intake} from './intake.js';
import {BATCH_DATAGRAMS} from './message-headers.js';
import {ipv4OfWord, isMapped} from './socket-address.js';
import {nowUs} from '../libc/clocks.js';
import {closeDescriptor, waitReadable} from '../libc/descriptors.js';
import {type Poll, pollReadable} from '../libc/poll.js';
import {AF_INET, AF_INET6, MSG_TRUNC, refuseMore, SCM_CREDENTIALS, socketDrops, SOL_SOCKET} from '../libc/sockets.js';

/**
 * When so many have been taken in a row, more are coming, and the socket is not watched until fewer come: while it is, each
 * message has its sender walk through what epoll(7) keeps of it. At full speed that is a tenth of the sender's time.
 */
const LONG_DRAIN_DATAGRAMS = 2 * BATCH_DATAGRAMS;
/** Datagrams in a row before the other sources get their turn. */
const MAX_DRAIN_DATAGRAMS = 32 * BATCH_DATAGRAMS;
/**
 * A socket that is not watched is waited for so long when it is empty, and so often in one turn. Nobody else has one meanwhile, so
 * this is not done where others take messages, too.
 */
const WAIT_US = 200;
const MAX_WAITS = 4;
/**
 * Datagrams are taken for equally long if only this part of their bytes would be missing were all as long as the longest.
 * With lengths that differ more, what is received in place has to be moved as well, and takes a tenth more time than by slots.
 */
const SMALL_PART = 1 / 16;
/** The user id by which the kernel shows one that cannot be told (fs.overflowuid). */
const UNKNOWN_UID = 65534;

/** What a source of datagrams stands on. */
export interface DatagramParts {
	readonly hub: Hub;
	readonly intake: Intake;
	readonly batch: DatagramBatch;
	readonly ipv6: Ipv6Table;
	readonly originMask: OriginMask;
	/** Who may send; undefined for everybody. */
	readonly allowList: AllowList | undefined;
	/** Whether the socket goes on when this source has been closed. */
	readonly inherited: boolean;
}

/** A bound datagram socket that is read into the hub, in batches, whenever it has something. */
export class DatagramSource {
	/** Whether the socket goes on when this source has been closed. */
	readonly inherited: boolean;
	readonly #fd: number;
	readonly #source: number;
	readonly #hub: Hub;
	readonly #intake: Intake;
	readonly #batch: DatagramBatch;
	readonly #ipv6: Ipv6Table;
	readonly #originMask: OriginMask;
	readonly #allowList: AllowList | undefined;
	readonly #poll: Poll;
	/** When it goes on with a socket that is not watched. */
	#next: NodeJS.Immediate | undefined;
	/** Number of the next message when it had its last turn. */
	#nextSeq = 0;
	/** What the kernel says it has dropped on this socket so far; 32 bits, wrapping. */
	#dropped = 0;
	/** Datagrams in the largest batch of the last drain that had any. */
	#largest = 0;
	/** Bytes that each of these needs for its text and an LF, if they were equally long and may stay where they are read; else 0. */
	#placeBytes = 0;
	readonly #span = new Span();
	#flags = 0;
	#originA = 0;
	#originB = 0;

	constructor(fd: number, source: number, parts: DatagramParts) {
		this.inherited = parts.inherited;
		this.#fd = fd;
		this.#source = source;
		this.#hub = parts.hub;
		this.#intake = parts.intake;
		this.#batch = parts.batch;
		this.#ipv6 = parts.ipv6;
		this.#originMask = parts.originMask;
		this.#allowList = parts.allowList;
		this.#poll = pollReadable(fd, () => {
			this.#drain();
		});
	}

	/** Takes what waits in the socket, until that are `maxDatagrams` or a few more; returns how many they are. */
	drain(maxDatagrams: number): number {
		let taken = 0;
		let largest = 0;
		while (taken < maxDatagrams) {
			const count = this.#receive(2 * Math.max(largest, this.#largest));
			if (count === -1) {
				this.#hub.memory.count(this.#source, COUNTER.receiveErrors, 1);
				this.#intake.lose('receive_errors', 1);
			}
			if (count <= 0) break;
			this.#take(count);
			taken += count;
			largest = Math.max(largest, count);
		}
		if (taken > 0) this.#largest = largest;
		this.#noteDrops();
		return taken;
	}

	/** To be called when the hub has moved, and the slots with it. */
	forgetSlots(): void {
		this.#batch.forgetSlots();
	}

	/** Lets nothing more come in, where senders can be told. An inherited socket goes on taking messages. */
	refuse(): void {
		if (!this.inherited) refuseMore(this.#fd);
	}

	/** Stops reading and closes the socket. */
	close(): void {
		clearImmediate(this.#next);
		this.#poll.close();
		closeDescriptor(this.#fd);
	}

	/** Takes what waits in the socket, in turns with the other sources, for as long as much is coming. */
	#drain(): void {
		const poll = this.#poll;
		const isAlone = this.#hub.nextSeq === this.#nextSeq;
		let taken = poll.isPaused ? 0 : this.drain(LONG_DRAIN_DATAGRAMS);
		if (taken >= LONG_DRAIN_DATAGRAMS) poll.pause();
		if (poll.isPaused) taken += this.#drainUnwatched(MAX_DRAIN_DATAGRAMS - taken, isAlone ? MAX_WAITS : 0);
		this.#nextSeq = this.#hub.nextSeq;
		if (taken < LONG_DRAIN_DATAGRAMS) {
			poll.resume();
			return;
		}
		this.#next = setImmediate(() => {
			this.#drain();
		});
	}

	/** Takes what waits in the socket, and what comes soon, until that are `maxDatagrams` or a few more; returns how many they are. */
	#drainUnwatched(maxDatagrams: number, maxWaits: number): number {
		let taken = this.drain(maxDatagrams);
		for (let waits = 0; waits < maxWaits && taken < maxDatagrams && waitReadable(this.#fd, WAIT_US); waits++) {
			taken += this.drain(maxDatagrams - taken);
		}
		return taken;
	}

	/**
	 * Reads a batch: to where it will stand in the ring if the last datagrams were equally long, so that these may be too.
	 * That saves a copy: at 8 kB a third of the time, at 200 bytes 3 %.
	 */
	#receive(most: number): number {
		const {textAt, room} = this.#hub;
		if (this.#placeBytes === 0) return this.#batch.receive(this.#fd);
		return this.#batch.receiveInPlace(this.#fd, {at: textAt, room, placeBytes: this.#placeBytes, most});
	}

	#take(count: number): void {
		const hub = this.#hub;
		const {bytes} = hub.memory;
		const batch = this.#batch;
		const {headers} = batch;
		const span = this.#span;
		const intake = this.#intake;
		const allowList = this.#allowList;
		const receivedUs = nowUs();
		intake.begin();
		const takesRuns = intake.takesPlaced(this.#placeBytes - 1);
		let taken = 0;
		let all = 0;
		let longest = 0;
		for (let i = 0, next = 0; i < count; i = next) {
			next = i + 1;
			if (allowList !== undefined && !allowList.allows(headers.words, headers.name(i))) {
				intake.refuse(headers.length(i));
				batch.erase(i, bytes);
				continue;
			}
			this.#readSender(i);
			if (takesRuns && batch.offset(i) === hub.textAt) {
				const run = batch.placedRun(i, count, bytes);
				if (run.count > 0) {
					intake.takePlaced(run, receivedUs, this.#flags, this.#originA, this.#originB);
					next = i + run.count;
					taken += run.count;
					all += run.count * this.#placeBytes;
					longest = Math.max(longest, this.#placeBytes);
					continue;
				}
			}
			if (!batch.isWhole(i, bytes)) batch.moveToSlots(i, count, bytes);
			const at = batch.offset(i);
			const length = headers.length(i);
			const cut = (headers.flags(i) & MSG_TRUNC) === 0 ? 0 : FLAG_TRUNCATED;
			trimDatagram(bytes, at, at + length, span);
			const {start, end} = span;
			taken += 1;
			all += length;
			longest = Math.max(longest, length, end + 1 - at);
			intake.take(start, end - start, receivedUs, this.#flags | cut, this.#originA, this.#originB);
		}
		intake.end();
		headers.reset(count);
		const isUniform = longest * taken - all <= all * SMALL_PART;
		this.#placeBytes = isUniform && !intake.redacts ? longest : 0;
	}

	/** Sets who sent datagram `i`. */
	#readSender(i: number): void {
		const {headers} = this.#batch;
		const credentials = headers.control(i, SOL_SOCKET, SCM_CREDENTIALS);
		if (credentials === -1) this.#readAddress(headers.words, headers.name(i));
		else this.#readProcess(headers.words, credentials);
	}

	/** Sets who sent a datagram by its credentials, which begin at `words[at]`: a process on this host, or nobody known. */
	#readProcess(words: Uint32Array, at: number): void {
		const process = words[at]!;
		const user = words[at + 1]!;
		// As it was sent before the socket asked for credentials, which an inherited one may have been.
		const isUnknown = process === 0 && user === UNKNOWN_UID;
		this.#flags = isUnknown ? 0 : FLAG_ORIGIN_PROCESS;
		this.#originA = process;
		this.#originB = isUnknown ? 0 : user;
	}

	/** Sets who sent a datagram by its address, at `words[name]`; nobody known where there is none. */
	#readAddress(words: Uint32Array, name: number): void {
		this.#flags = this.#originA = this.#originB = 0;
		const family = words[name]! & 0xffff;
		if (family === AF_INET) {
			this.#flags = FLAG_ORIGIN_IPV4;
			this.#originA = this.#originMask.ipv4(ipv4OfWord(words[name + 1]!));
		} else if (family === AF_INET6) {
			const mapped = isMapped(words, name + 2);
			this.#flags = mapped ? FLAG_ORIGIN_IPV4 : FLAG_ORIGIN_IPV6;
			if (!mapped) this.#originMask.ipv6(words, name + 2);
			this.#originA = mapped ? this.#originMask.ipv4(ipv4OfWord(words[name + 5]!)) : this.#ipv6.rowOf(words, name + 2, this.#hub.nextSeq);
		} else {
			return;
		}
		this.#originB = ipv4OfWord(words[name]!) & 0xffff;
		// What is masked must not lie here either.
		if (this.#originMask.isOn) words[name + 1] = words[name + 5] = 0;
	}

	/**
	 * Counts what the kernel has dropped since it was last asked because the receive buffer was full. It is asked after each
	 * drain: `SO_RXQ_OVFL` would tell with each datagram, which costs a tenth, and of the last drops not at all.
	 */
	#noteDrops(): void {
		const dropped = socketDrops(this.#fd);
		const more = (dropped - this.#dropped) | 0;
		if (more <= 0) return;
		this.#hub.memory.count(this.#source, COUNTER.kernelDrops, more);
		this.#intake.lose('kernel_drops', more);
		this.#dropped = dropped;
	}
}
