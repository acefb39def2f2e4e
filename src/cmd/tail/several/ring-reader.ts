import type {ClientError} from '../../../client/client-error.js';
import {follow, readThrough} from '../../../client/follow.js';
import {logPath, type Parameters, type Start} from '../../../client/log-path.js';
import {writeBody} from '../../../client/output.js';
import {cursorOf, request} from '../../../client/request.js';
import type {Lane} from '../../../client/rings/lane.js';
import type {Merge} from '../../../client/rings/merge.js';
import {askNewest, type Newest} from '../../../client/rings/newest.js';
import type {OriginMark} from '../../../client/rings/origin-mark.js';
import type {Ring} from '../../../client/rings/ring.js';
import {hasHead} from '../parameters.js';
import type {SeveralTail} from '../tail.js';
import {failureOf, sentenceOf} from './failure.js';

const NOTHING = Buffer.alloc(0);

/** Reads one ring of several into its lane. What goes wrong with it is kept in `failure`; it stops nobody else. */
export class RingReader {
	readonly lane: Lane;
	/** Where to begin. */
	start: Start;
	/** Why the last attempt to read it failed. */
	failure: ClientError | undefined;
	readonly #tail: SeveralTail;
	readonly #ring: Ring;
	readonly #parameters: Parameters;
	readonly #broken = new AbortController();
	#isReached = false;
	/** Up to where everything has been printed. */
	#place: string | undefined;

	/** @param asked Where the user wants it to begin. */
	constructor(tail: SeveralTail, ring: Ring, merge: Merge, mark: OriginMark, asked: Start) {
		this.#tail = tail;
		this.#ring = ring;
		this.start = asked;
		this.#parameters = [...tail.selection, ...tail.presentation, ['stamp', '1']];
		this.lane = merge.lane({name: ring.name, mark, hasHead: hasHead(tail.values)}, () => {
			this.#broken.abort();
		});
	}

	/** Whether it was read, at least in part, and nothing was wrong in the end. */
	get isRead(): boolean {
		return this.#isReached && this.failure === undefined;
	}

	/** Asks which are the newest messages; undefined where that failed. */
	async newest(): Promise<Newest | undefined> {
		const newest = await this.#attempt(async () => askNewest(await this.#ring.locate(), this.#ring.name, this.#tail.selection, this.start));
		this.#isReached ||= newest !== undefined;
		return newest;
	}

	/**
	 * Makes sure that the daemon is there.
	 *
	 * @param skips Whether to begin with what comes from now on.
	 */
	async touch(skips: boolean): Promise<void> {
		await this.#attempt(async () => {
			const cursor = cursorOf(await request(await this.#ring.locate(), 'HEAD', '/'));
			this.#isReached = true;
			if (skips && cursor !== undefined) this.#printed(cursor);
		});
	}

	/** Reads what is there. */
	async read(signal: AbortSignal): Promise<void> {
		await this.#attempt(async () => {
			const endpoint = await this.#ring.locate();
			if (this.#tail.values.reverse) {
				const answer = await request(endpoint, 'GET', logPath('/', [...this.#parameters, ['reverse', '1']], this.start), undefined, signal);
				await writeBody(endpoint, answer, this.lane);
				this.#isReached = true;
				const cursor = cursorOf(answer);
				if (cursor !== undefined) this.#printed(cursor);
				return;
			}
			await readThrough({...this.#common(signal), start: this.#from(), endpoint});
			this.#isReached = true;
		});
	}

	/** Goes on with what comes, also after the connection was lost, until the daemon says that this was all. */
	async follow(signal: AbortSignal): Promise<void> {
		if (this.lane.error !== undefined) return;
		await new Promise<void>(resolve => void this.lane.write(NOTHING, resolve));
		const {name} = this.#ring;
		const isResumed = this.#place !== undefined;
		await this.#attempt(async () => follow({
			...this.#common(signal), name, start: this.#from(), isResumed, isPatient: true,
			locate: () => this.#ring.locate(),
			notify: this.#tail.notify,
		}));
	}

	/** Says why it failed. */
	complain(): void {
		if (this.failure !== undefined) this.#tail.complain(sentenceOf(this.#ring, this.failure));
	}

	#from(): Start {
		return this.#place === undefined ? this.start : {lines: -1, cursor: this.#place};
	}

	#common(signal: AbortSignal): {
		parameters: Parameters; output: Lane; hasHead: boolean; skipsHead: boolean; signal: AbortSignal; printed: (cursor: string) => void;
	} {
		return {
			parameters: [...this.#parameters, ['batch', '1']],
			output: this.lane,
			hasHead: hasHead(this.#tail.values),
			skipsHead: this.lane.hasSeenHead,
			signal: AbortSignal.any([signal, this.#broken.signal]),
			printed: cursor => {
				this.#printed(cursor);
			},
		};
	}

	#printed(cursor: string): void {
		this.#place = cursor;
		this.#isReached = true;
		this.#tail.cursorsFile?.note(this.#ring.name, cursor);
	}

	async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
		this.failure = undefined;
		try {
			const result = await work();
			if (this.lane.error !== undefined) throw this.lane.error;
			return result;
		} catch (error) {
			this.failure = failureOf(this.lane.error ?? error);
			return undefined;
		}
	}
}
