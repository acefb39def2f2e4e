import {type Output, outputTo} from '../client/output.js';
import {MAX_BUFFER_BYTES, MAX_BUFFER_MESSAGES, MIN_BUFFER_BYTES} from '../hub/layout.js';
import {MAX_PAUSE_MS} from '../pause.js';
import {findSocket} from '../runtime-folder.js';
import {printNotice, runClient} from './client-command.js';
import {option, parseCommandLine, toggle} from './command-line.js';
import {CONTROL_COMMANDS} from './control-commands.js';
import {seconds, size, socketPath, timeSpan, wholeNumber} from './values.js';

const NAME = 'circolog-ctl';
const MAX_WAIT_MS = 24 * 3600 * 1000;
const MAX_TRIAL_MS = 3600 * 1000;
const MIN_WATCH_SECONDS = 0.1;
const MAX_WATCH_SECONDS = 86_400;

/** The command `circolog-ctl`: pauses, resumes, clears and resizes the daemon, and shows its state. */
export async function main(): Promise<void> {
	const {values, command} = await parseCommandLine({
		name: NAME,
		description: 'Controls circologd.',
		commands: Object.fromEntries(Object.entries(CONTROL_COMMANDS).map(([name, {text}]) => [name, text])),
		flags: {
			socket: option('--ctl-socket <PATH>', "the daemon's control socket", socketPath, undefined, {
				shownDefault: 'ctl.sock in the runtime folder',
			}),
			json: toggle('--json', 'print JSON, for programs'),
			pauseMs: option('--for <TIME>', 'resume by itself after this time', timeSpan(1, MAX_PAUSE_MS), undefined, {only: 'pause'}),
			yes: toggle('--yes', 'do not ask; without a terminal to ask on, it is never asked', {only: 'clear'}),
			bufferBytes: option('--buffer-bytes <SIZE>', 'memory for messages and their index', size(MIN_BUFFER_BYTES, MAX_BUFFER_BYTES), undefined, {
				only: 'resize',
			}),
			bufferSize: option('--buffer-size <N>', 'most messages kept', wholeNumber(1, MAX_BUFFER_MESSAGES), undefined, {only: 'resize'}),
			watchSeconds: option('--watch [SECONDS]', 'show it again and again', seconds(MIN_WATCH_SECONDS, MAX_WATCH_SECONDS), undefined, {
				only: 'status', implied: '2',
			}),
			timeoutMs: option('--timeout <TIME>', 'give up after this time', timeSpan(0, MAX_WAIT_MS), '30s', {only: 'wait'}),
			withinMs: option('--within <TIME>', 'how long a message sent on trial may take', timeSpan(1, MAX_TRIAL_MS), '5s', {only: 'doctor'}),
			logSocket: option('--log-socket <PATH>', 'socket that local programs log to', socketPath, undefined, {
				only: 'doctor', shownDefault: '/dev/log',
			}),
		},
		examples: [
			`${NAME} status --watch`,
			`${NAME} status --json | jq .counters`,
			`${NAME} resize --buffer-bytes 256M`,
			`${NAME} pause --for 10m --ctl-socket /run/circolog/ctl.sock`,
		],
	});
	await runClient(NAME, async () => {
		const endpoint = (): {path: string} => ({path: values.socket ?? findSocket('ctl.sock')});
		await CONTROL_COMMANDS[command!]!.run({...values, endpoint, output: openOutput(), notice});
	});
}

function openOutput(): Output {
	return outputTo(process.stdout, (error) => {
		if (error) notice(`cannot write: ${error.message}`);
		process.exit(error ? 1 : 0);
	});
}

function notice(phrase: string): void {
	printNotice(NAME, phrase);
}
