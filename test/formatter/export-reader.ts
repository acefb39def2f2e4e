/** A field of an entry: its name, and its value's bytes as `latin1`. */
export type ExportedField = [name: string, value: string];

/** Reads the journal export format strictly: entries of fields in their order. Throws where the format is broken. */
export function readExport(bytes: Uint8Array): ExportedField[][] {
	const buffer = Buffer.from(bytes);
	const entries: ExportedField[][] = [];
	let entry: ExportedField[] = [];
	let at = 0;
	while (at < buffer.length) {
		const end = buffer.indexOf('\n', at);
		if (end === -1) throw new Error('the last line does not end');
		const line = buffer.toString('latin1', at, end);
		at = end + 1;
		if (line === '') {
			entries.push(entry);
			entry = [];
			continue;
		}
		const [, name = '', equals, value = ''] = /^([A-Z_][A-Z0-9_]{0,63})(=?)(.*)$/.exec(line) ?? [];
		if (name === '') throw new Error(`no field: ${line}`);
		if (equals === '=') {
			entry.push([name, value]);
			continue;
		}
		if (value !== '') throw new Error(`neither of the two forms: ${line}`);
		const length = Number(buffer.readBigUInt64LE(at));
		at += 8;
		entry.push([name, buffer.toString('latin1', at, at + length)]);
		at += length;
		if (buffer[at++] !== 0x0a) throw new Error(`the value of ${name} does not end where it says`);
	}
	if (entry.length > 0) throw new Error('the last entry does not end');
	return entries;
}
