import {MAX_SEQUENCE_ID} from './sequence-id.js';

/** A number that is lower by less than this, and is not missing, has come twice. */
const LATE_NUMBERS = 64;
/** Counts of one sender that are told apart: syslog-ng counts for each of its destinations. */
const MAX_TRACKS = 4;
/** A count that has not gone on for so many messages of its sender is over. */
const IDLE_MESSAGES = 256;
/** Holes that may still be filled; of more, the oldest are taken for lost. */
const MAX_HOLES = 256;

/**
 * Some senders do not count, whatever they write. Each new beginning costs so much trust; a number that goes on brings 1. Without
 * any, nothing is told of a sender until it has counted for as long as it takes to have all of it again.
 */
const MAX_TRUST = 128;
const RESTART_COSTS = 16;

/** Numbers that are missing. */
interface Hole {
	from: number;
	to: number;
	/** The message before which they are missing, and that of the same sender before it. */
	readonly seq: number;
	readonly lastSeq: number;
	/** When it was seen, in microseconds since 1970 UTC. */
	readonly us: number;
}

/** One count. */
interface Track {
	last: number;
	/** The message that had it. */
	lastSeq: number;
	/** Messages of the sender before it. */
	usedAt: number;
	holes: Hole[];
}

/** Who hears what a sender's numbers tell. */
export interface SequenceEvents {
	/** Numbers are missing between two messages of the sender, and will not come any more. */
	hole(count: number, lastSeq: number, seq: number): void;
	/** The numbers have begun anew with this message. */
	restart(seq: number): void;
}

/**
 * The numbers of one sender, which counts its messages from 1: what is missing, and when it begins anew.
 *
 * A number far below the last, or 1, is a new beginning. What is missing may still come for a while where the network
 * changes the order; only then is it lost. There may be several counts at the same time, for a sender with several
 * destinations here: a number belongs to that which it continues, else to the nearest below it.
 */
export class SequenceTracks {
	readonly #holdUs: number;
	readonly #events: SequenceEvents;
	#tracks: Track[] = [];
	#messages = 0;
	#isWaiting = false;
	#counts = false;
	#trust = MAX_TRUST;
	#isTrusted = true;

	/** @param holdUs How long what is missing may still come; 0 where nothing can change the order. */
	constructor(holdUs: number, events: SequenceEvents) {
		this.#holdUs = holdUs;
		this.#events = events;
	}

	/** Whether something is missing that may still come. */
	get isWaiting(): boolean {
		return this.#isWaiting;
	}

	/** Whether a number has gone on with one before. */
	get counts(): boolean {
		return this.#counts;
	}

	/** Takes the number of the next message, which is message `seq` of the ring. */
	take(number: number, seq: number, us: number): void {
		this.#messages += 1;
		for (const track of this.#tracks) {
			if (number !== next(track.last)) continue;
			this.#counts = true;
			this.#go(track, number, seq);
			if (this.#trust < MAX_TRUST) this.#trust += 1;
			if (this.#trust === MAX_TRUST) this.#isTrusted = true;
			return;
		}
		for (const track of this.#tracks) if (fill(track, number)) return;
		for (const {last} of this.#tracks) if (isOfBefore(last, number)) return;
		this.#tracks = this.#tracks.filter(({usedAt, holes}) => this.#messages - usedAt <= IDLE_MESSAGES || holes.length > 0);
		const below = this.#tracks.filter(({last}) => last < number).sort((a, b) => b.last - a.last)[0];
		if (below === undefined) this.#begin(number, seq, us);
		else this.#jump(below, number, seq, us);
	}

	/** Tells of what has been missing for too long. */
	settle(us: number): void {
		this.#isWaiting = false;
		for (const track of this.#tracks) {
			if (track.holes.length === 0) continue;
			const over = track.holes.filter(hole => us - hole.us >= this.#holdUs || us < hole.us);
			if (over.length > 0) track.holes = track.holes.filter(hole => !over.includes(hole));
			for (const hole of over) this.#tell(hole);
			this.#isWaiting ||= track.holes.length > 0;
		}
	}

	#begin(number: number, seq: number, us: number): void {
		const isFirst = this.#messages === 1;
		if (!isFirst) this.#trust = Math.max(0, this.#trust - RESTART_COSTS);
		if (this.#trust === 0) {
			this.#isTrusted = false;
			this.#tracks = [];
		}
		const track: Track = {last: number, lastSeq: seq, usedAt: this.#messages, holes: []};
		this.#tracks.unshift(track);
		for (const dropped of this.#tracks.splice(MAX_TRACKS)) for (const hole of dropped.holes) this.#tell(hole);
		if (isFirst || !this.#isTrusted) return;
		this.#events.restart(seq);
		// It began with 1.
		if (number > 1) this.#miss(track, {from: 1, to: number - 1, seq, lastSeq: seq - 1, us});
	}

	#jump(track: Track, number: number, seq: number, us: number): void {
		this.#miss(track, {from: track.last + 1, to: number - 1, seq, lastSeq: track.lastSeq, us});
		this.#go(track, number, seq);
	}

	#miss(track: Track, hole: Hole): void {
		if (!this.#isTrusted) return;
		if (this.#holdUs === 0) {
			this.#tell(hole);
			return;
		}
		this.#isWaiting = true;
		track.holes.push(hole);
		if (track.holes.length > MAX_HOLES) this.#tell(track.holes.shift()!);
	}

	#go(track: Track, number: number, seq: number): void {
		track.last = number;
		track.lastSeq = seq;
		track.usedAt = this.#messages;
	}

	#tell({from, to, lastSeq, seq}: Hole): void {
		this.#events.hole(to - from + 1, lastSeq, seq);
	}
}

function next(number: number): number {
	return number === MAX_SEQUENCE_ID ? 1 : number + 1;
}

/** Whether a number that is not missing has come before. */
function isOfBefore(last: number, number: number): boolean {
	return number === last || (number !== 1 && number < last && last - number < LATE_NUMBERS);
}

/** Takes a number out of what is missing; false if it is not. */
function fill(track: Track, number: number): boolean {
	if (track.holes.length === 0) return false;
	const at = track.holes.findIndex(({from, to}) => number >= from && number <= to);
	if (at === -1) return false;
	const hole = track.holes[at]!;
	const parts = [{...hole, to: number - 1}, {...hole, from: number + 1}].filter(({from, to}) => from <= to);
	track.holes.splice(at, 1, ...parts);
	return true;
}
