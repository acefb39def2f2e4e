import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DATAGRAMS, STREAMS} from '../../syslog/captured.js';
import type {Chance} from '../chance.js';

const LINES = readdirSync(join(import.meta.dirname, '../../data')).filter(name => name.endsWith('.log'))
	.flatMap(name => readFileSync(join(import.meta.dirname, '../../data', name)).toString('latin1').split('\n'));
/** Bytes that mean something to parsers, and numbers at which something changes. */
const MEANINGFUL = ['<', '>', '<13>', '<191>', '<192>', '1 ', '99 ', '0 ', '9999999 ', '18446744073709551616 ', ' ', '-', '[', ']', '[]', '"', '\\', '\\"', '=', '\0', '\n', '\r\n', '\xef\xbb\xbf', '\xff', '\x7f', '\x1b[31m', ':', '[@', '2026-11-20T15:10:37Z', 'Nov 20 15:10:44 '];

/** What real senders have sent: datagrams, streams, and lines of real logs with either header. */
export function capture(chance: Chance): Buffer {
	const line = chance.pick(LINES);
	return Buffer.from(chance.pick([
		() => chance.pick(DATAGRAMS)[1],
		() => chance.pick(STREAMS)[1],
		() => `<86>1 2026-11-20T15:08:40.198438+00:00 host app 123 - [meta sequenceId="7"] ${line}\n`,
		() => `<38>${line}\n`,
		() => `${line.length + 5} <13>1 ${line}`,
	])(), 'latin1');
}

/** A text that was damaged in a few places: bits flipped, bytes left out, doubled, moved, or replaced by such as have a meaning. */
export function mutated(bytes: Buffer, chance: Chance): Buffer {
	let text = bytes;
	for (let times = chance.between(0, 6); times > 0; times--) {
		const at = chance.between(0, text.length);
		const length = chance.once(4) ? chance.between(0, text.length - at) : Math.min(chance.between(0, 4), text.length - at);
		const [before, part, after] = [text.subarray(0, at), Buffer.from(text.subarray(at, at + length)), text.subarray(at + length)];
		switch (chance.between(0, 5)) {
			case 0: text = Buffer.concat([before, after]); break;
			case 1: text = Buffer.concat([before, part, part, after]); break;
			case 2: text = Buffer.concat([before, Buffer.from(chance.pick(MEANINGFUL), 'latin1'), after]); break;
			case 3: text = Buffer.concat([after, part, before]); break;
			case 4: text = Buffer.concat([before, Buffer.alloc(chance.between(0, 300), part.length === 0 ? 0x78 : part), after]); break;
			default:
				for (let i = 0; i < part.length; i++) part[i]! ^= 1 << chance.between(0, 7);
				text = Buffer.concat([before, part, after]);
		}
	}
	return text;
}
