import type {Output} from '../../client/output.js';
import {type Size, sizeOf} from '../../client/screen.js';
import type {TailValues} from './flags.js';
import {type Terminal, wantsColors} from './parameters.js';
import type {Run} from './tail.js';

/** What ends a line that was cut. In reverse video where colours may be, as `less` has it. */
const SIGN = '>';
const COLORED_SIGN = '\x1b[7m>\x1b[27m';
/** Values of PAGER that mean none. */
const NO_PAGERS = ['', 'cat'];

/** How a run prints to a terminal. */
export interface Display {
	readonly output: Output;
	/** Resolves when all has been printed, or the user has left the pager. */
	readonly close: () => Promise<void>;
}

/** Prints to the terminal as a run was asked to: long lines cut, and what is longer than the screen through a pager. */
export async function displayOn(terminal: Terminal, run: Run): Promise<Display> {
	const {values, quit, notify} = run;
	const size = (): Size => sizeOf(process.stdout);
	const opened: (Output & {close(): Promise<void>})[] = [];
	if (values.chop) {
		const {ChoppedOutput} = await import('../../client/chopped-output.js');
		opened.push(new ChoppedOutput(run.output, () => size().columns, wantsColors(values, terminal) ? COLORED_SIGN : SIGN));
	}
	const direct = opened[0] ?? run.output;
	if (usesPager(values, terminal)) {
		const [{PagedOutput}, {lessOptions}] = await Promise.all([import('../../client/paged-output.js'), import('../../client/less-options.js')]);
		const longLines = values.chop ? 'chop' : values.wrap ? 'wrap' : undefined;
		const env = {...terminal.env, LESS: lessOptions(terminal.env['LESS'], longLines)};
		opened.push(new PagedOutput({command: terminal.env['PAGER'], env, direct, isChopped: values.chop, size, quit, notify}));
	}
	return {
		output: opened.at(-1) ?? direct,
		close: async () => {
			for (const output of opened.toReversed()) await output.close();
		},
	};
}

/**
 * Whether long output goes through a pager: not what goes on, and not where account is kept of what has been printed,
 * because nobody learns what the user has seen.
 */
export function usesPager(values: TailValues, {isTerminal, env}: Terminal): boolean {
	const {noPager, follow, retry, untilMatch, count, top, cursorFile, zero} = values;
	const isEndless = follow || retry || untilMatch !== undefined;
	const isShort = count !== false || top !== undefined;
	if (!isTerminal || noPager || isEndless || isShort || cursorFile !== undefined || zero) return false;
	// Pagers cannot draw on a terminal that they know nothing of.
	const {TERM = 'dumb', PAGER} = env;
	return TERM !== 'dumb' && (PAGER === undefined || !NO_PAGERS.includes(PAGER.trim()));
}
