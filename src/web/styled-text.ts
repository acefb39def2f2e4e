import type {Span} from './marker.js';

/** A part of a text that looks the same. */
export interface Piece {
	readonly text: string;
	/** Names of classes, with blanks between. */
	readonly classes: string;
	/** What a character is that cannot be seen; absent for text. */
	readonly title?: string;
}

/** Escape sequences of terminals (ECMA-48): with a final byte, as ESC [ 31 m, and those that set titles and links. */
const ESCAPE = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/y;
/** Characters that cannot be seen, or change the order of others, and could make a line look like something else. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udfff]/;
const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
/** Names of the control characters of US-ASCII (RFC 20): many fonts lack the pictures that Unicode has of them. */
const CONTROL_NAMES = [
	'NUL', 'SOH', 'STX', 'ETX', 'EOT', 'ENQ', 'ACK', 'BEL', 'BS', 'TAB', 'LF', 'VT', 'FF', 'CR', 'SO', 'SI',
	'DLE', 'DC1', 'DC2', 'DC3', 'DC4', 'NAK', 'SYN', 'ETB', 'CAN', 'EM', 'SUB', 'ESC', 'FS', 'GS', 'RS', 'US',
] as const;
const DELETE = 0x7f;

/**
 * Takes a message's text apart for showing it: colours of terminals become classes, what cannot be seen becomes a sign,
 * and what is looked for is marked.
 *
 * @param marks Places of what is to stand out, in order, none within another.
 * @param keepsLines Whether a line feed stays one, behind its sign.
 */
export function styledText(text: string, marks: readonly Span[], keepsLines: boolean): Piece[] {
	const pieces: Piece[] = [];
	const style = new Style();
	let begun = 0;
	const end = (at: number): void => {
		addText(pieces, text, begun, at, style.classes, marks);
	};
	for (let i = 0; i < text.length;) {
		ESCAPE.lastIndex = i;
		const escape = text.charCodeAt(i) === 0x1b ? ESCAPE.exec(text) : null;
		if (escape?.[2] === 'm') {
			end(i);
			style.set(escape[1] ?? '');
			begun = i += escape[0].length;
			continue;
		}
		const character = String.fromCodePoint(text.codePointAt(i)!);
		if (!INVISIBLE.test(character)) {
			i += character.length;
			continue;
		}
		end(i);
		pieces.push(sign(character, keepsLines));
		begun = i += character.length;
	}
	end(text.length);
	return pieces;
}

/** What a terminal's colours are set to. */
class Style {
	classes = '';
	#color = '';
	#background = '';
	readonly #attributes = new Set<string>();

	/** @param parameters Of SGR (ECMA-48, section 8.3.117). */
	set(parameters: string): void {
		const codes = parameters.split(/[;:]/).map(Number);
		for (let i = 0; i < codes.length; i++) {
			const code = codes[i]!;
			if (code === 38 || code === 48) {
				const isPalette = codes[i + 1] === 5;
				const color = isPalette ? paletteColor(codes[i + 2] ?? 0) : nearestColor(codes[i + 2] ?? 0, codes[i + 3] ?? 0, codes[i + 4] ?? 0);
				if (code === 38) this.#color = `ansi-${color}`;
				else this.#background = `ansi-on-${color}`;
				i += isPalette ? 2 : 4;
			} else {
				this.#apply(code);
			}
		}
		this.classes = [this.#color, this.#background, ...this.#attributes].filter(name => name !== '').join(' ');
	}

	#apply(code: number): void {
		if (code === 0) {
			this.#color = this.#background = '';
			this.#attributes.clear();
		} else if (code === 1) this.#attributes.add('ansi-bold');
		else if (code === 3) this.#attributes.add('ansi-italic');
		else if (code === 4) this.#attributes.add('ansi-underline');
		else if (code === 22) this.#attributes.delete('ansi-bold');
		else if (code === 23) this.#attributes.delete('ansi-italic');
		else if (code === 24) this.#attributes.delete('ansi-underline');
		else if (code === 39) this.#color = '';
		else if (code === 49) this.#background = '';
		else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) this.#color = `ansi-${COLORS[code % 10]!}`;
		else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) this.#background = `ansi-on-${COLORS[code % 10]!}`;
	}
}

/** One of the eight colours that a page can show with enough contrast, for one of 256. */
function paletteColor(index: number): string {
	if (index < 16) return COLORS[index % 8]!;
	if (index >= 232) return index < 244 ? 'black' : 'white';
	const cube = index - 16;
	const level = (step: number): number => Math.floor(cube / step) % 6 * 51;
	return nearestColor(level(36), level(6), level(1));
}

function nearestColor(red: number, green: number, blue: number): string {
	const middle = (Math.max(red, green, blue) + Math.min(red, green, blue)) / 2;
	if (Math.max(red, green, blue) - Math.min(red, green, blue) < 40) return middle < 128 ? 'black' : 'white';
	return COLORS[Number(red > middle) + 2 * Number(green > middle) + 4 * Number(blue > middle)]!;
}

function sign(character: string, keepsLines: boolean): Piece {
	const code = character.codePointAt(0)!;
	const title = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
	if (code === 0x09) return {text: '\t', classes: 'tab', title};
	const name = CONTROL_NAMES[code] ?? (code === DELETE ? 'DEL' : title);
	return {text: name + (code === 0x0a && keepsLines ? '\n' : ''), classes: 'control', title};
}

function addText(pieces: Piece[], text: string, from: number, to: number, classes: string, marks: readonly Span[]): void {
	let at = from;
	for (const [start, end] of marks) {
		if (end <= at || start >= to) continue;
		if (start > at) pieces.push({text: text.slice(at, start), classes});
		const markEnd = Math.min(end, to);
		pieces.push({text: text.slice(Math.max(start, at), markEnd), classes: `${classes} found`.trimStart()});
		at = markEnd;
	}
	if (at < to) pieces.push({text: text.slice(at, to), classes});
}
