import {Literal} from './literal.js';

// Sequences that begin with ESC [ and end with m (ECMA-48, section 8.3.117); 90 and 38;5;N are xterm's, and everyone's.
const BOLD = sequence('1');
const BOLD_RED = sequence('1;31');
const RED = sequence('31');
const YELLOW = sequence('33');
const GREY = sequence('90');

/** How lines look, by severity. */
const LINE_STYLES: readonly (Literal | undefined)[] = [BOLD_RED, BOLD_RED, BOLD_RED, RED, YELLOW, BOLD, undefined, GREY];

/**
 * Those of the 256 colours that names may have: far from each other, and with a contrast of 3:1 at least to black and to
 * white. Red and yellow are not among them, for these mean something.
 */
export const NAME_COLORS: readonly number[] = [28, 30, 31, 33, 64, 67, 97, 99, 130, 132, 133, 163];
const NAME_STYLES = NAME_COLORS.map(color => sequence(`38;5;${color}`));

/** Ends all styles. */
export const RESET = sequence('0');
/** Ends a colour, and leaves bold what is bold. */
export const END_OF_COLOR = sequence('39');
/** Begins what is to stand out: reverse video, because that does in every colour, and leaves the line its own. */
export const MARK = sequence('7');
export const END_OF_MARK = sequence('27');
/** All that a line's colours take: `ESC[1;31m`, `ESC[38;5;130m`, `ESC[39m` and `ESC[0m`, and what writing the last may touch. */
export const MAX_COLOR_BYTES = 32;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What a line of this priority begins with; undefined where it looks like other text. */
export function lineStyle(priority: number): Literal | undefined {
	return LINE_STYLES[priority & 7];
}

/** Whether names have their own colours in a line of this priority: where the line has none. */
export function colorsNames(priority: number): boolean {
	const style = lineStyle(priority);
	return style === undefined || style === BOLD;
}

/** What begins the colour of the name `bytes[start]` to `bytes[end - 1]`: always the same for a name, by its FNV-1a hash. */
export function nameStyle(bytes: Uint8Array, start: number, end: number): Literal {
	let hash = FNV_OFFSET;
	for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, FNV_PRIME);
	return NAME_STYLES[(hash >>> 0) % NAME_STYLES.length]!;
}

function sequence(parameters: string): Literal {
	return new Literal(`\x1b[${parameters}m`);
}
