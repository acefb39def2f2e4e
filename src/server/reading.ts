import type {Writable} from 'node:stream';
import type {Formatter} from '../formatter/formatter.js';
import {createFormatter, TemplateError} from '../formatter/index.js';
import {BadRequest} from './bad-request.js';
import {formatCursor, type Place, placeAfter} from './cursor.js';
import {EventRenderer} from './event-renderer.js';
import {type Extent, extentOf} from './extent.js';
import {renderNotice, restartMessage} from './gap.js';
import {BatchRenderer, FrameRenderer, LineRenderer} from './line-renderer.js';
import type {FollowParameters} from './parameters.js';
import {PieceMaker} from './piece-maker.js';
import {ForwardPieces, type Pieces} from './pieces.js';
import type {Renderer} from './renderer.js';
import {ReversePieces} from './reverse-pieces.js';
import {type Scan, startOfLast} from './scan.js';
import type {DaemonState} from './status.js';
import {ToldLosses} from './told-losses.js';
import {Turns} from './turns.js';

/** Text that one piece of output is made from, at the most; a follower that stands still holds no more than one piece. */
const FOLLOW_PIECE_BYTES = 16 * 1024;
/** With many messages to a frame, larger pieces are what makes it fast. */
const BATCH_PIECE_BYTES = 64 * 1024;
/** The longest span that a timer takes: 24 days. What ends later than that does not end. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How messages stand in the output: lines of a text, websocket frames of one message or of many, server-sent events. */
export type Envelope = 'lines' | 'frames' | 'batches' | 'events';

/** One request for messages: what of the ring it speaks of, and how that is written. */
export class Reading {
	readonly place: Place;
	readonly renderer: Renderer;
	/** What the output begins with: the format's head, and a word about a cursor that is not from this run. */
	readonly opening: Uint8Array;
	/** The budget of its query. A filter that everything matches costs nothing. */
	readonly turns: Turns;
	readonly #begunUs = Date.now() * 1000;
	readonly #state: DaemonState;
	readonly #parameters: FollowParameters;
	readonly #envelope: Envelope;

	constructor(state: DaemonState, parameters: FollowParameters, envelope: Envelope) {
		const {reader} = state;
		this.#state = state;
		this.#parameters = parameters;
		this.#envelope = envelope;
		this.place = placeAfter(reader, parameters.cursor);
		this.renderer = this.#createRenderer();
		const isToldFirst = this.place.isRestart && !parameters.reverse;
		this.opening = Buffer.concat([this.renderer.head, ...(isToldFirst ? [renderNotice(this.renderer, restartMessage())] : [])]);
		this.turns = new Turns(parameters.filter.matchesAll ? Infinity : state.queryTimeoutMs);
	}

	/** Cursor at the newest message at the time of asking. */
	get cursor(): string {
		return formatCursor(this.#state.reader, this.place.head);
	}

	/**
	 * The same text for all requests that have the same output from the same place on; undefined where the output depends
	 * on where it began.
	 */
	get #shareKey(): string | undefined {
		const {before, after, count, filterKey, format} = this.#parameters;
		return before + after > 0 || count !== Infinity ? undefined : `${this.#envelope} ${JSON.stringify(format)} ${filterKey}`;
	}

	/**
	 * Finds the message to begin with.
	 *
	 * @param isWanted Whether anybody still waits for the answer.
	 * @throws QueryTimeout
	 */
	async start(isWanted: () => boolean): Promise<number> {
		return startOfLast(this.#scan(isWanted), this.#parameters.lines);
	}

	/**
	 * Finds what an answer that ends speaks of.
	 *
	 * @param isWanted Whether anybody still waits for the answer.
	 * @throws QueryTimeout
	 */
	async extent(isWanted: () => boolean): Promise<Extent> {
		return extentOf(this.#scan(isWanted), this.#parameters);
	}

	/**
	 * Makes the pieces of an answer that ends.
	 *
	 * @param out As for `PieceMaker`.
	 */
	createPieces(extent: Extent, out: Uint8Array): Pieces {
		const {reader, space} = this.#state;
		const {filter, reverse} = this.#parameters;
		const {promisedFrom, isRestart} = this.place;
		if (!reverse) return new ForwardPieces(this.createMaker(out), extent, promisedFrom);
		const notice = isRestart ? restartMessage() : undefined;
		return new ReversePieces(reader, this.renderer, filter, extent, {promisedFrom, notice}, space, out);
	}

	/**
	 * Makes a maker of the output.
	 *
	 * @param out As for `PieceMaker`.
	 */
	createMaker(out: Uint8Array): PieceMaker {
		const {reader, space, losses} = this.#state;
		const {filter, before, after, count} = this.#parameters;
		// A maker may outlive the request it was made for, so it gets a renderer of its own.
		return new PieceMaker(reader, this.#createRenderer(), {filter, before, after, limit: count}, space, out, new ToldLosses(losses));
	}

	/**
	 * Has everything from message `seq` on sent into the sink, until it closes, or until the count, the timeout or the
	 * end of the time range is reached. What is there at that moment is sent still.
	 *
	 * @param markOf What follows each piece that ends before message `next`.
	 * @param onDone Told the message that would come next, when the sink has got all.
	 */
	follow(sink: Writable, seq: number, markOf: (next: number) => Uint8Array, onDone: (next: number) => void, maker?: PieceMaker): void {
		const {followers} = this.#state;
		const {timeoutMs, untilUs} = this.#parameters;
		const endInMs = Math.min(timeoutMs, Math.max(0, untilUs / 1000 - Date.now()));
		const end = followers.add({
			sink, seq, markOf,
			promisedFrom: this.place.promisedFrom,
			toldFrom: {seq: this.place.promisedFrom, us: this.#parameters.cursor === undefined || this.place.isRestart ? this.#begunUs : 0},
			shareKey: maker === undefined ? this.#shareKey : undefined,
			createMaker: () => maker ?? this.createMaker(new Uint8Array(2 * (this.#envelope === 'batches' ? BATCH_PIECE_BYTES : FOLLOW_PIECE_BYTES))),
			onDone: next => {
				clearTimeout(timer);
				onDone(next);
			},
		});
		const timer = endInMs <= MAX_TIMER_MS ? setTimeout(end, endInMs) : undefined;
		sink.once('close', () => {
			clearTimeout(timer);
		});
	}

	#scan(isWanted: () => boolean): Scan {
		const {reader, space} = this.#state;
		const {from, head} = this.place;
		return {reader, space, filter: this.#parameters.filter, readsText: false, range: {from, until: head}, turns: this.turns, isWanted};
	}

	#createRenderer(): Renderer {
		const formatter = this.#createFormatter();
		switch (this.#envelope) {
			case 'lines': return new LineRenderer(formatter);
			case 'frames': return new FrameRenderer(formatter);
			case 'batches': return new BatchRenderer(formatter);
			case 'events': return new EventRenderer(formatter, this.#state.reader.epoch);
		}
	}

	#createFormatter(): Formatter {
		try {
			return createFormatter(this.#parameters.format, this.#state.context);
		} catch (error) {
			throw error instanceof TemplateError ? new BadRequest(error.message) : error;
		}
	}
}
