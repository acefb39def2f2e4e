import {setTimeout as delay} from 'node:timers/promises';
import {ClientError} from '../client/client-error.js';
import type {Endpoint} from '../client/endpoint.js';
import {type LossReport, lossesText} from '../client/losses.js';
import type {Output} from '../client/output.js';
import {waitForDaemon} from '../client/presence.js';
import {type Privacy, privacyTable} from '../client/privacy.js';
import {confirm} from '../client/question.js';
import {Reporter} from '../client/report.js';
import {requestJson} from '../client/request.js';
import {Screen, sizeOf} from '../client/screen.js';
import type {Status} from '../client/status.js';
import {type Report, statusScreen} from '../client/status-screen.js';
import {showBytes, showCounted, showMoment} from '../client/units.js';
import type {Finding} from '../doctor/finding.js';
import {closingText, findingText} from '../doctor/findings-text.js';

/** What the largest ring may take on the slowest machine, in milliseconds. */
const RESIZE_TIMEOUT_MS = 120_000;

/** The answer to `POST /buffer/resize`. */
interface Resized {
	readonly bytes: {readonly used: number; readonly max: number};
	readonly messages: {readonly used: number; readonly max: number};
	readonly evicted: number;
}

/** What a command works with. */
export interface ControlContext {
	/** The daemon's control socket; another one, maybe, when another daemon has come. */
	readonly endpoint: () => Endpoint & {readonly path: string};
	readonly output: Output;
	/** Prints a line on stderr. */
	readonly notice: (phrase: string) => void;
	readonly json: boolean;
	readonly pauseMs: number | undefined;
	readonly yes: boolean;
	readonly bufferBytes: number | undefined;
	readonly bufferSize: number | undefined;
	readonly watchSeconds: number | undefined;
	readonly timeoutMs: number;
	/** How long a message sent on trial may be on its way. */
	readonly withinMs: number;
	/** Socket that local programs log to; undefined for the usual one. */
	readonly logSocket: string | undefined;
}

/** A command of circolog-ctl. */
export interface ControlCommand {
	/** What it does: a phrase for the help. */
	readonly text: string;
	/** Does it. Rejects with ClientError. */
	readonly run: (context: ControlContext) => Promise<void>;
}

/** The commands of circolog-ctl by name. */
export const CONTROL_COMMANDS: Readonly<Record<string, ControlCommand>> = {
	pause: {
		text: 'discard new messages, and keep those there are',
		run: async context => pause(context, `/pause/on${context.pauseMs === undefined ? '' : `?for=${context.pauseMs}ms`}`),
	},
	resume: {text: 'store new messages again', run: async context => pause(context, '/pause/off')},
	toggle: {text: 'pause, or resume when paused', run: async context => pause(context, '/pause/toggle')},
	clear: {text: 'forget all messages', run: clear},
	resize: {text: 'give the ring another size, and keep the newest messages', run: resize},
	status: {text: 'show what is kept, received and lost', run: status},
	losses: {text: 'show what was lost, when, where and why', run: losses},
	privacy: {text: 'show what keeps the log in memory, and how long', run: privacy},
	wait: {text: 'wait until the daemon answers', run: wait},
	doctor: {text: 'find out what is wrong with a set-up, and what to type', run: doctor},
};

async function pause(context: ControlContext, path: string): Promise<void> {
	const answer = await requestJson(context.endpoint(), 'POST', path) as {paused: boolean; paused_until?: string};
	const until = answer.paused_until === undefined ? '' : ` until ${showMoment(new Date(answer.paused_until))}`;
	await print(context, answer, answer.paused ? `paused${until}\n` : 'resumed\n');
}

async function clear(context: ControlContext): Promise<void> {
	const endpoint = context.endpoint();
	if (!context.yes && process.stdin.isTTY) {
		const {buffer} = await requestJson(endpoint, 'GET', '/status') as Status;
		if (!await confirm(`forget ${showCounted(buffer.messages.used, 'message')}?`)) throw new Error('nothing was cleared');
	}
	const answer = await requestJson(endpoint, 'POST', '/logs/clear') as {cleared: number};
	await print(context, answer, `cleared ${showCounted(answer.cleared, 'message')}\n`);
}

async function resize(context: ControlContext): Promise<void> {
	const {bufferBytes, bufferSize} = context;
	if (bufferBytes === undefined && bufferSize === undefined) throw new ClientError('REJECTED', 'resize needs --buffer-bytes or --buffer-size, or both');
	const parameters = [...bufferBytes === undefined ? [] : [`bytes=${bufferBytes}`], ...bufferSize === undefined ? [] : [`messages=${bufferSize}`]];
	const answer = await requestJson(context.endpoint(), 'POST', `/buffer/resize?${parameters.join('&')}`, RESIZE_TIMEOUT_MS) as Resized;
	const {bytes, messages, evicted} = answer;
	await print(context, answer, `resized to ${showBytes(bytes.max)} and at most ${showCounted(messages.max, 'message')}; evicted ${showCounted(evicted, 'message')}\n`);
}

async function status(context: ControlContext): Promise<void> {
	if (context.watchSeconds !== undefined) return watch(context, context.watchSeconds * 1000);
	await show(context, await new Reporter(context.endpoint).ask());
}

/** Shows the state again and again, on a terminal always in the same place. */
async function watch(context: ControlContext, intervalMs: number): Promise<void> {
	process.once('SIGINT', () => process.exit(0));
	const reporter = new Reporter(context.endpoint);
	const screen = process.stdout.isTTY && !context.json ? new Screen() : undefined;
	const draw = async (frames: Screen, text: string): Promise<void> => write(context.output, frames.frame(text, sizeOf(process.stdout)));
	const showNext = async (report: Report): Promise<void> => (screen ? draw(screen, screenOf(report)) : show(context, report));
	// A daemon that was never there is an error; one that goes away may come back.
	await showNext(await reporter.ask());
	for (;;) {
		await delay(intervalMs);
		try {
			await showNext(await reporter.ask());
		} catch (error) {
			if (!(error instanceof ClientError)) throw error;
			if (screen) await draw(screen, `${error.message}\n`);
			else context.notice(error.message);
		}
	}
}

async function losses(context: ControlContext): Promise<void> {
	const report = await requestJson(context.endpoint(), 'GET', '/losses') as LossReport;
	await print(context, report, lossesText(report, outputColumns()));
}

async function privacy(context: ControlContext): Promise<void> {
	const answer = await requestJson(context.endpoint(), 'GET', '/privacy') as Privacy;
	await print(context, answer, privacyTable(answer));
}

async function wait(context: ControlContext): Promise<void> {
	const answer = await waitForDaemon(context.endpoint, context.timeoutMs);
	await print(context, answer, '');
}

async function doctor({endpoint, output, json, withinMs, logSocket}: ControlContext): Promise<void> {
	// Loaded only here: no other command needs to call the C library.
	const {diagnose} = await import('../doctor/diagnose.js');
	const colored = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
	const findings: Finding[] = [];
	for await (const finding of diagnose({controlSocket: endpoint().path, logSocket, withinMs, proc: '/proc'})) {
		findings.push(finding);
		if (!json) await write(output, findingText(finding, colored));
	}
	await write(output, json ? `${JSON.stringify(findings)}\n` : closingText(findings));
	if (findings.some(({state}) => state === 'fault')) process.exitCode = 1;
}

async function show(context: ControlContext, report: Report): Promise<void> {
	if (context.json && report.statsError !== undefined) context.notice(report.statsError);
	await print(context, {...report.status, ...report.stats && {stats: report.stats}}, screenOf(report));
}

function screenOf(report: Report): string {
	return statusScreen(report, new Date(), outputColumns());
}

/** Prints an answer for programs or for people. */
async function print({json, output}: ControlContext, answer: unknown, text: string): Promise<void> {
	await write(output, json ? `${JSON.stringify(answer)}\n` : text);
}

async function write(output: Output, text: string): Promise<void> {
	if (!output.write(Buffer.from(text))) await new Promise<void>((resolve) => { output.whenDrained(resolve); });
}

/** The width to keep to: that of the terminal, and none where programs read. */
function outputColumns(): number {
	return process.stdout.isTTY ? sizeOf(process.stdout).columns : Infinity;
}
