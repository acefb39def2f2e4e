/**
 * Reads CSV strictly by the grammar of RFC 4180, section 2, with LF for CRLF: rows of fields, each with whether it was
 * quoted. Throws where the grammar is broken.
 */
export function readCsv(text: string): {text: string; isQuoted: boolean}[][] {
	const rows: {text: string; isQuoted: boolean}[][] = [];
	const token = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))([,\n])/y;
	let row: {text: string; isQuoted: boolean}[] = [];
	while (token.lastIndex < text.length) {
		const at = token.lastIndex;
		const match = token.exec(text);
		if (match === null) throw new Error(`no field of CSV at ${at}: ${text.slice(at, at + 40)}`);
		const [, quoted, bare = '', end] = match;
		row.push({text: quoted === undefined ? bare : quoted.replaceAll('""', '"'), isQuoted: quoted !== undefined});
		if (end === ',') continue;
		rows.push(row);
		row = [];
	}
	return rows;
}
