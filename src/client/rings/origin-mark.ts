import type {MarkedFormat} from './marked-formats.js';

const LF = 0x0a;
const RESET = '\x1b[39m';
/** Of the 256 colours, some that are far from each other and can be read on black and on white; no red and no yellow. */
const COLORS = [33, 130, 64, 133, 30, 99, 132, 28, 163, 67];

/** Writes down where a record is from, in the way of one format. */
export interface OriginMark {
	/** The record in parts, each line of it ended by LF as before. */
	record(bytes: Buffer): Buffer[];
	/** The same for the line that the output begins with. */
	head(bytes: Buffer): Buffer[];
}

/** What marks show. */
export interface Origin {
	/** For programs: as the daemon was named. */
	readonly name: string;
	/** For people: short, and of the same width for all. */
	readonly label: string;
	/** Number of the label's colour; undefined for none. */
	readonly color: number | undefined;
}

type Maker = (origin: Origin) => OriginMark;

const text: Maker = origin => linesMark(`${colored(origin)} | `);
const json: Maker = ({name}) => insertMark(0, `{"origin":${JSON.stringify(name)},`);

const MAKERS: Readonly<Record<MarkedFormat, Maker>> = {
	syslog: text,
	'short-precise': text,
	'short-iso': text,
	'short-iso-precise': text,
	'short-unix': text,
	verbose: text,
	cat: text,
	template: text,
	json,
	'json-seq': ({name}) => insertMark(1, `{"origin":${JSON.stringify(name)},`),
	logfmt: ({name}) => linesMark(`origin=${/[\s"=]/.test(name) ? JSON.stringify(name) : name} `),
	csv: ({name}) => ({...linesMark(`${/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name},`), head: bytes => [Buffer.from('origin,'), bytes]}),
	export: ({name}) => ({record: bytes => [Buffer.from(`CIRCOLOG_ORIGIN=${name}\n`), bytes], head: bytes => [bytes]}),
};

/** Leaves records as they are. */
export const NO_MARK: OriginMark = {record: bytes => [bytes], head: bytes => [bytes]};

/** The mark for a format. */
export function originMark(format: MarkedFormat, origin: Origin): OriginMark {
	return MAKERS[format](origin);
}

/**
 * A number of a colour for each name: always the same for one, as long as it does not meet another of the same colour.
 */
export function originColors(names: readonly string[]): number[] {
	const taken: number[] = [];
	for (const name of names) {
		let color = hash(name) % COLORS.length;
		for (let tries = 1; tries < COLORS.length && taken.includes(color); tries++) color = (color + 1) % COLORS.length;
		taken.push(color);
	}
	return taken;
}

function colored({label, color}: Origin): string {
	return color === undefined ? label : `\x1b[38;5;${COLORS[color]!}m${label}${RESET}`;
}

/** Begins each line with the prefix. */
function linesMark(text: string): OriginMark {
	const prefix = Buffer.from(text);
	const record = (bytes: Buffer): Buffer[] => {
		const parts: Buffer[] = [];
		for (let from = 0; from < bytes.length;) {
			const end = bytes.indexOf(LF, from) + 1 || bytes.length;
			parts.push(prefix, from === 0 && end === bytes.length ? bytes : bytes.subarray(from, end));
			from = end;
		}
		return parts;
	};
	return {record, head: record};
}

/** Puts text in the place of the brace at `bytes[at]`. */
function insertMark(at: number, text: string): OriginMark {
	const member = Buffer.from(text);
	const record = (bytes: Buffer): Buffer[] => [bytes.subarray(0, at), member, bytes.subarray(at + 1)];
	return {record, head: record};
}

/** FNV-1a. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
	return value >>> 0;
}
