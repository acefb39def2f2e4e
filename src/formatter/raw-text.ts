import {TextCopier, writeOctal} from './text.js';

const LF = 0x0a;
const CR = 0x0d;

/** Makes what copies text into lines: made safe for them or, if `raw`, as it is. */
export function textCopier(raw: boolean): TextCopier {
	return raw ? new RawTextCopier() : new TextCopier();
}

/** Copies text with its control characters, and with bytes that are not UTF-8. A line stays one line: LF and CR are escaped. */
class RawTextCopier extends TextCopier {
	#input: Uint8Array = new Uint8Array(0);
	#output = this.#input;

	override open(input: Uint8Array, output: Uint8Array): void {
		super.open(input, output);
		this.#input = input;
		this.#output = output;
	}

	override line(start: number, end: number, at: number): number {
		const input = this.#input;
		const output = this.#output;
		let to = at;
		for (let from = start; from < end; from++) {
			const byte = input[from]!;
			if (byte === LF || byte === CR) to = writeOctal(byte, output, to);
			else output[to++] = byte;
		}
		return to;
	}
}
