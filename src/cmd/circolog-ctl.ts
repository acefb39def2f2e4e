import type {Endpoint} from '../client/endpoint.js';
import {outputTo} from '../client/output.js';
import {requestJson} from '../client/request.js';
import type {Status} from '../client/status.js';
import {statusScreen} from '../client/status-screen.js';
import {findSocket} from '../runtime-folder.js';
import {printNotice, runClient} from './client-command.js';
import {option, parseCommandLine, toggle} from './command-line.js';
import {socketPath} from './values.js';

const NAME = 'circolog-ctl';

interface ControlCommand {
	readonly text: string;
	readonly method: 'GET' | 'POST';
	readonly path: string;
	/** The daemon's answer for people, with its line ends. */
	readonly show: (answer: unknown) => string;
}

const COMMANDS: Readonly<Record<string, ControlCommand>> = {
	pause: {text: 'discard new messages, and keep those there are', method: 'POST', path: '/pause/on', show: showPaused},
	resume: {text: 'store new messages again', method: 'POST', path: '/pause/off', show: showPaused},
	toggle: {text: 'pause, or resume when paused', method: 'POST', path: '/pause/toggle', show: showPaused},
	clear: {text: 'forget all messages', method: 'POST', path: '/logs/clear', show: showCleared},
	status: {text: 'show what is kept, received and lost', method: 'GET', path: '/status', show: answer => statusScreen(answer as Status, new Date())},
};

/** The command `circolog-ctl`: pauses, resumes and clears the daemon, and shows its state. */
export async function main(): Promise<void> {
	const {values, command} = parseCommandLine({
		name: NAME,
		description: 'Controls circologd.',
		commands: Object.fromEntries(Object.entries(COMMANDS).map(([name, {text}]) => [name, text])),
		flags: {
			socket: option('--ctl-socket <PATH>', "the daemon's control socket", socketPath, undefined, {
				shownDefault: 'ctl.sock in the runtime folder',
			}),
			json: toggle('--json', "print the daemon's answer as it is"),
		},
		examples: [`${NAME} status`, `${NAME} status --json | jq .counters`, `${NAME} pause --ctl-socket /run/circolog/ctl.sock`],
	});
	await runClient(NAME, async () => {
		const endpoint: Endpoint = {path: values.socket ?? findSocket('ctl.sock')};
		const {method, path, show} = COMMANDS[command!]!;
		const answer = await requestJson(endpoint, method, path);
		const output = outputTo(process.stdout, (error) => {
			if (error) printNotice(NAME, `cannot write: ${error.message}`);
			process.exit(error ? 1 : 0);
		});
		output.write(Buffer.from(values.json ? `${JSON.stringify(answer)}\n` : show(answer)));
	});
}

function showPaused(answer: unknown): string {
	return (answer as {paused: boolean}).paused ? 'paused\n' : 'resumed\n';
}

function showCleared(answer: unknown): string {
	const {cleared} = answer as {cleared: number};
	return `cleared ${cleared} ${cleared === 1 ? 'message' : 'messages'}\n`;
}
