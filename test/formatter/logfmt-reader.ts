/**
 * Reads a line of logfmt strictly: names without spaces, quotes and `=`; values bare, without any of these, or quoted as
 * in JSON. Throws where it is none.
 */
export function readLogfmt(line: string): [name: string, value: string][] {
	const pairs: [string, string][] = [];
	const pair = /([^\s="]+)=(?:("(?:[^"\\\0-\x1f]|\\.)*")|([^\s="]*))([ \n])/y;
	while (pair.lastIndex < line.length) {
		const at = pair.lastIndex;
		const match = pair.exec(line);
		if (match === null) throw new Error(`no pair of logfmt at ${at}: ${line.slice(at, at + 40)}`);
		const [, name = '', quoted, bare = '', end] = match;
		if ((end === '\n') !== (pair.lastIndex === line.length)) throw new Error('more than one line');
		pairs.push([name, quoted === undefined ? bare : JSON.parse(quoted) as string]);
	}
	return pairs;
}
