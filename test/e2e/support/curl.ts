import {run} from './child.js';
import {peer} from './peers.js';

/** What curl got. */
export interface CurlAnswer {
	status: number;
	/** The header lines, by name in lower case. */
	headers: Map<string, string>;
	body: Buffer;
	/** The body as text. */
	text: string;
}

/** Runs the real curl with `--include` and takes its output apart. */
export async function curl(args: readonly string[]): Promise<CurlAnswer> {
	const {stdout} = await run(peer('curl'), ['--silent', '--show-error', '--include', '--max-time', '30', ...args]);
	const end = stdout.indexOf('\r\n\r\n');
	const [statusLine = '', ...lines] = stdout.subarray(0, end).toString('latin1').split('\r\n');
	const headers = new Map(lines.map(line => {
		const colon = line.indexOf(':');
		return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
	}));
	const body = stdout.subarray(end + 4);
	return {status: Number(statusLine.split(' ')[1]), headers, body, text: body.toString('utf8')};
}
