import {expect} from 'vitest';
import type {Daemon} from './daemon.js';
import {ask} from './http.js';

/** What was lost at one source for one reason. */
export interface LossTotal {
	source: string;
	reason: string;
	count: number;
	unit: string;
	fate: string;
	text: string;
}

/** The answer to `GET /losses`. */
export interface Losses {
	losses: (LossTotal & {from: string; to: string; from_seq: number; to_seq: number})[];
	forgotten: number;
	totals: LossTotal[];
}

/** What the daemon tells of losses; `query` as `?reason=truncated`. The control socket says the same as the query socket. */
export async function lossesOf(daemon: Daemon, query = ''): Promise<Losses> {
	const [first, second] = await Promise.all([daemon.querySocket, daemon.ctlSocket].map(async socket => ask(socket, `/losses${query}`)));
	expect([first!.status, second!.status]).toEqual([200, 200]);
	expect(Object.keys(JSON.parse(second!.body.toString()) as object)).toEqual(['losses', 'forgotten', 'totals']);
	return JSON.parse(first!.body.toString()) as Losses;
}

/** Looks at the counters again and again: each time, for each source, what was received is stored or counted. */
export function expectEverMore(daemon: Daemon): {end: () => Promise<number>} {
	const state = {isOver: false};
	const looking = (async () => {
		for (let looks = 0; ; looks++) {
			const {sources, counters, buffer} = await daemon.status();
			for (const {name, received, stored, discarded_paused, discarded_empty, discarded_not_allowed, discarded_rate_limited} of sources) {
				expect(stored + discarded_paused + discarded_empty + discarded_not_allowed + discarded_rate_limited, name).toBe(received);
			}
			expect(buffer.messages.used + counters.evicted + counters.cleared).toBe(counters.stored);
			if (state.isOver) return looks;
		}
	})();
	// Told by `end`.
	looking.catch(() => undefined);
	return {
		/** Ends it; resolves to how often it has looked. */
		end: async () => {
			state.isOver = true;
			return looking;
		},
	};
}
