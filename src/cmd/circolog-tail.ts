import {CursorFile} from '../client/cursor-file.js';
import {endpointAt} from '../client/endpoint.js';
import {type Output, outputTo} from '../client/output.js';
import {findSocket} from '../runtime-folder.js';
import {printNotice, runClient} from './client-command.js';
import {parseCommandLine} from './command-line.js';
import type {Display} from './tail/display.js';
import {checkTogether, TAIL_FLAGS, type TailValues} from './tail/flags.js';
import {presentationOf, selectionOf, type Terminal} from './tail/parameters.js';
import {type Ended, print, type Tail} from './tail/tail.js';

const NAME = 'circolog-tail';

/** The command `circolog-tail`: prints the newest messages, and with `-f` those to come. */
export async function main(): Promise<void> {
	const {values, operands = []} = parseCommandLine({
		name: NAME,
		description: 'Prints the newest messages that circologd keeps, or those that a query finds.',
		flags: TAIL_FLAGS,
		operands: '[query...]',
		check: checkTogether,
		examples: [
			NAME,
			`${NAME} -f -p warning -t sshd`,
			`${NAME} -n all -S -1h -g 'fail|denied' -C 3`,
			`${NAME} -f 'app_name:sshd AND severity:<=warning'`,
			`${NAME} -n all --fmt json | jq -r .message`,
			`${NAME} --until-match '"backup finished"' --timeout 10m && echo done`,
			`${NAME} --cursor-file /var/lib/me.cursor -p err | mail -E -s log root`,
			`${NAME} --top app_name`,
		],
	});
	await runClient(NAME, async () => {
		const terminal: Terminal = {isTerminal: process.stdout.isTTY, env: process.env};
		const plain = tailFor(values, operands.join(' '), terminal);
		const [work, {tail, close}] = await Promise.all([workFor(values), displayOn(terminal, plain)]);
		const {exitCode, signal} = await finished(tail, work).finally(close);
		process.exitCode = exitCode;
		// To whoever waits for us it shall be what it was.
		if (signal !== undefined) process.kill(process.pid, signal);
	});
}

/** Has a run print to a terminal, if there is one, as it was asked to. */
async function displayOn(terminal: Terminal, tail: Tail): Promise<Display> {
	if (!terminal.isTerminal) return {tail, close: async () => undefined};
	return (await import('./tail/display.js')).displayOn(terminal, tail);
}

async function finished(tail: Tail, work: (tail: Tail) => Promise<Ended>): Promise<Ended> {
	const {values, cursorFile} = tail;
	const ended = await work(tail);
	const {cursor} = ended;
	if (cursor !== undefined) {
		cursorFile?.note(cursor);
		cursorFile?.save();
		if (values.showCursor) await print(tail, `-- cursor: ${cursor}\n`);
	}
	return ended;
}

/** What is to be done; the code for it is loaded when it is needed. */
async function workFor({follow, retry, untilMatch, count, top, cursorFile, zero, reverse}: TailValues): Promise<(tail: Tail) => Promise<Ended>> {
	if (untilMatch !== undefined) {
		const {untilMatch: wait} = await import('./tail/until-match.js');
		return async tail => wait(tail, untilMatch);
	}
	if (top !== undefined) {
		const {printTop} = await import('./tail/count.js');
		return async tail => printTop(tail, top);
	}
	if (count !== false) return (await import('./tail/count.js')).printCount;
	if (follow || retry) return (await import('./tail/follow.js')).followLog;
	if ((cursorFile !== undefined || zero) && !reverse) return (await import('./tail/follow.js')).printThrough;
	return (await import('./tail/print.js')).printLog;
}

function tailFor(values: TailValues, query: string, terminal: Terminal): Tail {
	const fail = (error: Error): never => {
		printNotice(NAME, error.message);
		process.exit(1);
	};
	const cursorFile = values.cursorFile === undefined ? undefined : new CursorFile(values.cursorFile, fail);
	const quit = (): never => {
		cursorFile?.save();
		process.exit(0);
	};
	const output: Output = outputTo(process.stdout, (error) => {
		// Whoever read our output has seen enough: no error, as with `tail`.
		if (!error) return quit();
		return fail(new Error(`cannot write: ${error.message}`));
	});
	const {address, socket} = values;
	return {
		values,
		selection: selectionOf(values, query),
		presentation: presentationOf(values, terminal),
		output,
		cursorFile,
		locate: () => address && socket === undefined ? endpointAt(address) : {path: socket ?? findSocket('query.sock')},
		notify(phrase) {
			if (!values.quiet) printNotice(NAME, phrase);
		},
		quit,
	};
}
