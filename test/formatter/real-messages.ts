import fc from 'fast-check';
import {existsSync, readdirSync, readFileSync} from 'node:fs';

/** A message of the kind that nearly all RFC 5424 messages are. */
export const USUAL = '<134>1 2026-11-20T15:10:37.123456+00:00 vm load 15310 - [meta sequenceId="1"] an ordinary text of some length';
/** Folders of real lines: our own, and more of them where they can be had. */
const FOLDERS = ['../data/', '../../../shared/data/loghub/'].map(path => new URL(path, import.meta.url)).filter(existsSync);
const REAL_LINES = FOLDERS.flatMap(folder => readdirSync(folder).filter(name => name.endsWith('.log'))
	.flatMap(name => readFileSync(new URL(name, folder), 'utf8').trimEnd().split(/\r?\n/)));
/** Texts of real lines in RFC 5424 messages, each with another header. */
export const REAL_MESSAGES = REAL_LINES.map((line, i) => {
	const time = new Date(Date.UTC(2026, i % 12, 1 + i % 28) + i * 61_234).toISOString();
	const [, app = 'a', pid = '-', text = line] = /^.{15} \S+ ([\w./-]{1,48})(?:\[(\d+)\])?: (.*)$/.exec(line) ?? [];
	return `<${i % 192}>1 ${i % 3 === 0 ? time : time.replace('Z', `${String(i % 1000).padStart(3, '0')}+0${i % 10}:30`)} host${i % 7} ${app} ${pid} - ${i % 2 === 0 ? '-' : `[meta sequenceId="${i}"]`} ${text}`;
});

/** These messages, of which some have been changed at a place or two, cut, or lengthened. */
export const MUTATED = fc.tuple(fc.constantFrom(USUAL, ...REAL_MESSAGES), fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), {maxLength: 2}))
	.map(([text, changes]) => changes.reduce<Uint8Array>((bytes, [place, byte, how]) => {
		const at = place % (bytes.length + 1);
		// In half of the cases where everything is decided: in the header.
		const near = place % 2 === 0 ? Math.min(at, place % 90) : at;
		return how === 0 ? Buffer.concat([bytes.subarray(0, near), Uint8Array.of(byte), bytes.subarray(near + 1)])
			: how === 1 ? Buffer.concat([bytes.subarray(0, near), Uint8Array.of(byte), bytes.subarray(near)])
				: bytes.subarray(0, near);
	}, new TextEncoder().encode(text)));
