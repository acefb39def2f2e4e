import {type Endpoint, endpointAt} from '../client/endpoint.js';
import {logPath, type LogRequest} from '../client/log-path.js';
import {type Output, outputTo, writeBody} from '../client/output.js';
import {request} from '../client/request.js';
import {findSocket} from '../runtime-folder.js';
import {printNotice, runClient} from './client-command.js';
import {option, parseCommandLine, toggle} from './command-line.js';
import {address, NotAllowed, socketPath, text, wholeNumber} from './values.js';

const NAME = 'circolog-tail';
const MAX_LINES = 1e9;

/** The command `circolog-tail`: prints the newest messages, and with `-f` those to come. */
export async function main(): Promise<void> {
	const {values} = parseCommandLine({
		name: NAME,
		description: 'Prints the newest messages that circologd keeps.',
		flags: {
			lines: option('-n, --lines <N>', 'print the newest N messages, or "all"', lineCount, '10'),
			follow: toggle('-f, --follow', 'go on with new messages as they come, also after the daemon was restarted'),
			format: option('--fmt <FORMAT>', 'syslog, rfc5424 or json', text, 'syslog'),
			socket: option('--query-socket <PATH>', "the daemon's query socket", socketPath, undefined, {
				shownDefault: 'query.sock in the runtime folder',
				excludes: '--query-addr',
			}),
			address: option('--query-addr <ADDR>', 'ask over TCP instead', address(1), undefined, {excludes: '--query-socket'}),
		},
		examples: [
			NAME,
			`${NAME} -n 100 -f`,
			`${NAME} -n all --fmt json | jq -r .message`,
			`${NAME} -f --query-addr 127.0.0.1:9080`,
		],
	});
	await runClient(NAME, async () => {
		const endpoint: Endpoint = values.address && values.socket === undefined
			? endpointAt(values.address)
			: {path: values.socket ?? findSocket('query.sock')};
		await (values.follow ? followLog : printLog)(endpoint, {lines: values.lines, format: values.format});
	});
}

async function printLog(endpoint: Endpoint, wanted: LogRequest): Promise<void> {
	const answer = await request(endpoint, 'GET', logPath('/', wanted));
	await writeBody(endpoint, answer, openOutput());
}

async function followLog(endpoint: Endpoint, wanted: LogRequest): Promise<void> {
	// Loaded when needed: ws takes longer to load than all the rest.
	const {follow} = await import('../client/follow.js');
	const {watchReader} = await import('../client/reader-watch.js');
	const following = follow(endpoint, wanted, openOutput(), (phrase) => {
		printNotice(NAME, phrase);
	});
	await Promise.all([following, watchReader(process.stdout.fd, quit)]);
}

function openOutput(): Output {
	return outputTo(process.stdout, (error) => {
		if (!error) quit();
		printNotice(NAME, `cannot write: ${error.message}`);
		process.exit(1);
	});
}

/** Whoever read our output has seen enough: no error, as with `tail`. */
function quit(): never {
	process.exit(0);
}

function lineCount(value: string): number | NotAllowed {
	if (value === 'all') return -1;
	const count = wholeNumber(0, MAX_LINES)(value);
	return count instanceof NotAllowed ? new NotAllowed(`${count.allowed}, or all`) : count;
}
