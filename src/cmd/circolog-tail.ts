import {readCredentials} from '../client/credentials.js';
import type {CursorFile} from '../client/cursor-file.js';
import {outputTo} from '../client/output.js';
import {ringAt, type RingAddress} from '../client/rings/ring.js';
import {findSocket} from '../runtime-folder.js';
import {printNotice, runClient} from './client-command.js';
import {parseCommandLine} from './command-line.js';
import type {Display} from './tail/display.js';
import {checkTogether, ringsOf, TAIL_FLAGS, type TailValues} from './tail/flags.js';
import {presentationOf, selectionOf, type Terminal, wantsColors} from './tail/parameters.js';
import {type Ended, print, type Run, type SeveralTail, type Tail} from './tail/tail.js';

const NAME = 'circolog-tail';

/** The command `circolog-tail`: prints the newest messages, and with `-f` those to come. */
export async function main(): Promise<void> {
	const {values, operands = []} = await parseCommandLine({
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
			`${NAME} -f --query-addr https://web1:9080 --token-file web1.token`,
		],
	});
	await runClient(NAME, async () => {
		const addresses = ringsOf(values);
		const query = operands.join(' ');
		const {exitCode, signal} = await (addresses.length > 1 ? runSeveral(values, query, addresses) : runSingle(values, query, addresses[0]));
		process.exitCode = exitCode;
		// To whoever waits for us it shall be what it was.
		if (signal !== undefined) process.kill(process.pid, signal);
	});
}

/** Reads the ring of one daemon. */
async function runSingle(values: TailValues, query: string, address: RingAddress | undefined): Promise<Ended> {
	const cursorFile = values.cursorFile === undefined ? undefined : await openCursorFile(values.cursorFile);
	const run = runOf(values, query, () => {
		cursorFile?.save();
	});
	const [work, {output, close}] = await Promise.all([workFor(values), displayOf(run)]);
	const ring = address === undefined ? undefined : ringAt(address, run.notify, readCredentials(values));
	const tail: Tail = {...run, output, cursorFile, locate: () => ring?.locate() ?? {path: findSocket('query.sock')}};
	try {
		const ended = await work(tail);
		const {cursor} = ended;
		if (cursor !== undefined) {
			cursorFile?.note(cursor);
			cursorFile?.save();
			if (values.showCursor) await print(tail, `-- cursor: ${cursor}\n`);
		}
		return ended;
	} finally {
		ring?.close();
		await close();
	}
}

/** Reads the rings of several daemons, merged by time. */
async function runSeveral(values: TailValues, query: string, addresses: readonly RingAddress[]): Promise<Ended> {
	const [{CursorsFile}, {ringLabels}] = await Promise.all([import('../client/rings/cursors-file.js'), import('../client/rings/labels.js')]);
	const cursorsFile = values.cursorFile === undefined ? undefined : new CursorsFile(values.cursorFile, fail);
	const run = runOf(values, query, () => {
		cursorsFile?.save();
	});
	const [work, {output, close}] = await Promise.all([workForSeveral(values), displayOf(run)]);
	const credentials = readCredentials(values);
	const rings = addresses.map(address => ringAt(address, run.notify, credentials));
	const tail: SeveralTail = {
		...run, output, rings, labels: ringLabels(addresses), isColored: wantsColors(values, terminal()), cursorsFile,
		complain(phrase) {
			printNotice(NAME, phrase);
		},
	};
	try {
		const ended = await work(tail);
		cursorsFile?.save();
		return ended;
	} finally {
		for (const ring of rings) ring.close();
		await close();
	}
}

/** How the output goes to the terminal, where there is one. */
async function displayOf(run: Run): Promise<Display> {
	const {output} = run;
	if (!process.stdout.isTTY) return {output, close: async () => undefined};
	return (await import('./tail/display.js')).displayOn(terminal(), run);
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

/** The same for several daemons. */
async function workForSeveral({follow, retry, untilMatch, count, top}: TailValues): Promise<(tail: SeveralTail) => Promise<Ended>> {
	if (untilMatch !== undefined) {
		const {untilMatchInRings} = await import('./tail/several/until-match.js');
		return async tail => untilMatchInRings(tail, untilMatch);
	}
	if (top !== undefined) {
		const {printTopOfRings} = await import('./tail/several/count.js');
		return async tail => printTopOfRings(tail, top);
	}
	if (count !== false) return (await import('./tail/several/count.js')).printCountOfRings;
	if (follow || retry) return (await import('./tail/several/follow.js')).followRings;
	return (await import('./tail/several/print.js')).printRings;
}

/** What there is to work with, however many daemons there are. */
function runOf(values: TailValues, query: string, save: () => void): Run {
	const quit = (): never => {
		save();
		process.exit(0);
	};
	return {
		values,
		selection: selectionOf(values, query),
		presentation: presentationOf(values, terminal()),
		output: outputTo(process.stdout, (error) => {
			// Whoever read our output has seen enough: no error, as with `tail`.
			if (!error) return quit();
			return fail(new Error(`cannot write: ${error.message}`));
		}),
		notify(phrase) {
			if (!values.quiet) printNotice(NAME, phrase);
		},
		quit,
	};
}

async function openCursorFile(path: string): Promise<CursorFile> {
	const {CursorFile} = await import('../client/cursor-file.js');
	return new CursorFile(path, fail);
}

function terminal(): Terminal {
	return {isTerminal: process.stdout.isTTY, env: process.env};
}

function fail(error: Error): never {
	printNotice(NAME, error.message);
	process.exit(1);
}
