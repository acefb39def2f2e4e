import type {EventEmitter} from 'node:events';
import type {Writable} from 'node:stream';
import {setImmediate as othersTurn} from 'node:timers/promises';
import type {LossReason} from '../hub/chunk.js';
import type {HubReader} from '../hub/reader.js';
import type {WakeUp} from '../hub/wake-up.js';
import type {Losses} from '../losses/losses.js';
import {TURN_MS} from '../rota.js';
import {Feed, type Place} from './feed.js';
import {Overload} from './overload.js';
import type {PieceMaker} from './piece-maker.js';

/** What a client that follows gets, and where. */
export interface Following extends Place {
	/** Takes the output: the socket beneath a websocket, or a response. */
	readonly sink: Writable;
	/** Followers with the same text here get the same output, which is then made once for all. */
	readonly shareKey: string | undefined;
	/** Makes the maker of the output. */
	readonly createMaker: () => PieceMaker;
	/** Called when it has got all that it wanted; `next` is the message it would get next. */
	readonly onDone: (next: number) => void;
}

/** One client that follows the ring: a place in it, and a sink. */
interface Follower extends Following {
	/** Sequence number of the message it gets next. */
	seq: number;
	/** A piece is on its way; the place stands still meanwhile. */
	busy: boolean;
	/** Sequence number before which it ends. */
	until: number;
	/** 0 after its first piece. */
	promisedFrom: number;
	readonly feed: Feed;
}

/**
 * Sends what comes to everyone who follows, each at its own pace. A follower is a cursor: while its sink is full
 * it stands still, and what the ring evicts meanwhile is told to it as a number. Memory does not grow.
 */
export class Followers {
	/** Followers that there have been. */
	total = 0;
	/** Gap messages sent. */
	gaps = 0;
	/** Messages told as lost. */
	messagesLost = 0;
	/** Clients that were refused, because there were `max`. */
	refused = 0;
	/** Clients that may follow at the same time, or be about to. */
	readonly max: number;
	readonly #seats = new Set<EventEmitter>();
	readonly #reader: HubReader;
	readonly #wakeUp: WakeUp;
	readonly #losses: Losses;
	readonly #followers = new Set<Follower>();
	readonly #shared = new Map<string, Feed>();
	/** Those who may get something now. */
	readonly #due = new Set<Follower>();
	/** Undefined while nobody is due. */
	#sending: Promise<void> | undefined;
	#waiting = false;
	#closed = false;
	/** Called when a follower has got a piece, or has gone. */
	#progress: () => void = () => undefined;

	constructor(reader: HubReader, wakeUp: WakeUp, losses: Losses, max: number) {
		this.max = max;
		this.#reader = reader;
		this.#wakeUp = wakeUp;
		this.#losses = losses;
	}

	/** Clients that follow now. */
	get current(): number {
		return this.#followers.size;
	}

	/**
	 * Keeps a seat for a client that wants to follow, until its connection or answer closes. A client has one, however often
	 * it asks.
	 *
	 * @throws Overload when there are `max` already.
	 */
	admit(client: EventEmitter): void {
		if (this.#seats.has(client)) return;
		if (this.#seats.size >= this.max) {
			this.refused += 1;
			throw new Overload(`${this.max} clients follow already, which is all that --max-followers allows; try again later`);
		}
		this.#seats.add(client);
		client.once('close', () => this.#seats.delete(client));
	}

	/**
	 * Sends everything from its place on, until its sink closes or it has all that it wanted.
	 *
	 * @returns Ends it before that: it then gets what is there by now, and no more.
	 */
	add(following: Following): () => void {
		const feed = this.#feedFor(following);
		const follower: Follower = {...following, until: Infinity, busy: false, feed};
		this.total += 1;
		feed.followers += 1;
		this.#followers.add(follower);
		follower.sink.once('close', () => {
			this.#remove(follower);
		});
		this.#send(follower);
		void this.#watch();
		return () => {
			follower.until = this.#reader.head;
			this.#send(follower);
		};
	}

	/** Counts a gap that another kind of reader was told of. */
	countGap(lost: number, reason: LossReason): void {
		this.gaps += 1;
		this.messagesLost += lost;
		// That the ring was cleared is written down once, and not for each who has not read it.
		if (reason !== 'cleared') this.#losses.record(reason, 'readers', lost, this.#reader.tail);
	}

	/** Resolves when everyone has got what is there now, at the latest after `withinMs`. */
	async drain(withinMs: number): Promise<void> {
		const {head} = this.#reader;
		const timeUp = AbortSignal.timeout(withinMs);
		timeUp.addEventListener('abort', () => {
			this.#progress();
		});
		this.#sendAll();
		while (!timeUp.aborted && [...this.#followers].some(({busy, seq}) => busy || seq < head)) {
			await new Promise<void>(resolve => {
				this.#progress = resolve;
			});
		}
	}

	/** Overwrites what was made for followers; what is on its way to one, when it has gone out. */
	forget(): void {
		for (const {feed} of this.#followers) feed.forget();
	}

	/** Stops sending. The sinks are the caller's. */
	close(): void {
		this.#closed = true;
		this.#followers.clear();
		this.#wakeUp.signal();
	}

	#feedFor({shareKey, createMaker}: Following): Feed {
		const known = shareKey === undefined ? undefined : this.#shared.get(shareKey);
		if (known !== undefined) return known;
		const feed = new Feed(createMaker(), this.#reader);
		if (shareKey !== undefined) this.#shared.set(shareKey, feed);
		return feed;
	}

	#remove(follower: Follower): void {
		if (!this.#followers.delete(follower)) return;
		this.#progress();
		const {feed, shareKey} = follower;
		feed.followers -= 1;
		if (feed.followers > 0) return;
		feed.forget();
		if (shareKey !== undefined) this.#shared.delete(shareKey);
	}

	/** Waits for messages as long as anyone follows. */
	async #watch(): Promise<void> {
		if (this.#waiting) return;
		this.#waiting = true;
		while (this.#followers.size > 0) {
			const {head} = this.#reader;
			this.#sendAll();
			// Not until all have got it: one may have a filter that never comes to its end.
			await othersTurn();
			await this.#wakeUp.wait(() => this.#closed || this.#reader.head !== head);
		}
		this.#waiting = false;
	}

	/** Begins to send to everyone. */
	#sendAll(): void {
		for (const follower of this.#followers) this.#due.add(follower);
		this.#sending ??= this.#sendToDue(undefined);
	}

	/** Sends once others have had their turn, also when the ring fills faster than this follower empties it. */
	#sendLater(follower: Follower): void {
		this.#due.add(follower);
		this.#sending ??= this.#sendToDue(othersTurn());
	}

	/** Sends to all who are due, and lets others have their turn in between: each may have a slow filter. */
	async #sendToDue(turn: Promise<void> | undefined): Promise<void> {
		await turn;
		let begun = performance.now();
		for (const follower of this.#due) {
			this.#due.delete(follower);
			this.#send(follower);
			if (performance.now() - begun < TURN_MS) continue;
			await othersTurn();
			begun = performance.now();
		}
		this.#sending = undefined;
	}

	/** Sends the next piece, if there is one and the last has gone out. */
	#send(follower: Follower): void {
		if (follower.busy || follower.sink.destroyed || !this.#followers.has(follower)) return;
		if (follower.seq >= follower.until) {
			this.#end(follower);
			return;
		}
		const piece = follower.feed.pieceFor(follower);
		if (piece.next === follower.seq && piece.bytes.length === 0) return;
		if (piece.lost > 0) this.countGap(piece.lost, piece.lostBy);
		follower.seq = piece.next;
		follower.promisedFrom = 0;
		follower.busy = true;
		piece.readers += 1;
		const sent = (): void => {
			follower.busy = false;
			piece.readers -= 1;
			piece.wipeIfDone();
			if (piece.isDone) this.#end(follower);
			else this.#sendLater(follower);
			this.#progress();
		};
		if (piece.bytes.length === 0) sent();
		else follower.sink.write(piece.bytes, sent);
	}

	#end(follower: Follower): void {
		this.#remove(follower);
		follower.onDone(follower.seq);
	}
}
