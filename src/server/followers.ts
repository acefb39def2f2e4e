import type {EventEmitter} from 'node:events';
import type {Writable} from 'node:stream';
import {setImmediate as othersTurn} from 'node:timers/promises';
import type {LossReason} from '../hub/chunk.js';
import type {HubReader} from '../hub/reader.js';
import type {WakeUp} from '../hub/wake-up.js';
import type {Losses} from '../losses/losses.js';
import {Overload} from './overload.js';
import type {PieceMaker} from './piece-maker.js';
import {TURN_MS} from '../rota.js';
import type {ToldFrom} from './told-losses.js';

/** What a client that follows gets, and where. */
export interface Following {
	/** Takes the output: the socket beneath a websocket, or a response. */
	readonly sink: Writable;
	/** Sequence number of the message it begins with. */
	readonly seq: number;
	/** Messages from this number on that are lost are told to it as lost. */
	readonly promisedFrom: number;
	/** From where on it is told what else was lost. */
	readonly toldFrom: ToldFrom;
	/** Followers with the same text here get the same output, which is then made once for all. */
	readonly shareKey: string | undefined;
	/** Makes the maker of the output. */
	readonly createMaker: () => PieceMaker;
	/** What follows each piece that ends before message `next`: a mark for those who resume. */
	readonly markOf: (next: number) => Uint8Array;
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

/** Output made once for all followers that stand at the same place. */
interface Piece {
	readonly from: number;
	readonly next: number;
	readonly lost: number;
	readonly lostBy: LossReason;
	readonly isDone: boolean;
	readonly bytes: Uint8Array;
	/** How many followers it is being sent to. */
	readers: number;
	/** Whether others may still get it. */
	isOffered: boolean;
}

/** The output of one kind, for those who want it. */
interface Feed {
	readonly maker: PieceMaker;
	/** The piece made last. */
	piece: Piece | undefined;
	followers: number;
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
		for (const {feed} of this.#followers) forgetFeed(feed);
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
		const feed: Feed = {maker: createMaker(), piece: undefined, followers: 0};
		if (shareKey !== undefined) this.#shared.set(shareKey, feed);
		return feed;
	}

	#remove(follower: Follower): void {
		if (!this.#followers.delete(follower)) return;
		this.#progress();
		const {feed, shareKey} = follower;
		feed.followers -= 1;
		if (feed.followers > 0) return;
		forgetFeed(feed);
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
		const piece = this.#piece(follower);
		if (piece.next === follower.seq && piece.bytes.length === 0) return;
		if (piece.lost > 0) this.countGap(piece.lost, piece.lostBy);
		follower.seq = piece.next;
		follower.promisedFrom = 0;
		follower.busy = true;
		piece.readers += 1;
		const sent = (): void => {
			follower.busy = false;
			piece.readers -= 1;
			wipeIfDone(piece);
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

	/** The piece that others at the same place got, or a new one. */
	#piece({feed, seq, promisedFrom, toldFrom, markOf}: Follower): Piece {
		const {maker, piece: made} = feed;
		// What has left the ring since is sent to nobody any more: it may have been cleared.
		if (made?.from === seq && seq >= this.#reader.tail) return made;
		maker.make(seq, Infinity, promisedFrom, toldFrom);
		const {next, lost, lostBy, isDone, isPersonal} = maker;
		// The maker uses its buffer again, and a piece may still be on its way to somebody.
		const bytes = maker.bytes.length === 0 ? maker.bytes : Buffer.concat([maker.bytes, markOf(next)]);
		const isOffered = lost === 0 && !isPersonal && next !== seq;
		const piece = {from: seq, next, lost, lostBy, isDone, bytes, readers: 0, isOffered};
		if (isOffered) {
			withdraw(feed);
			feed.piece = piece;
		}
		return piece;
	}
}

/** Overwrites all that a feed has. */
function forgetFeed(feed: Feed): void {
	withdraw(feed);
	feed.maker.forget();
}

/** Offers a feed's piece to nobody any more. */
function withdraw(feed: Feed): void {
	if (feed.piece === undefined) return;
	feed.piece.isOffered = false;
	wipeIfDone(feed.piece);
	feed.piece = undefined;
}

/** Overwrites a piece that nobody needs any more: the garbage collector would leave it lying. */
function wipeIfDone({bytes, readers, isOffered}: Piece): void {
	if (readers === 0 && !isOffered) bytes.fill(0);
}
