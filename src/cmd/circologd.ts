import {closeSync, openSync, unlinkSync, writeSync} from 'node:fs';
import {type Daemon, startDaemon} from '../daemon.js';
import {forbidCores} from '../libc/limits.js';
import {takeNotifySettings} from '../service/notify-settings.js';
import {ServiceManager} from '../service/service-manager.js';
import {log} from './log.js';
import {exampleLines, listenerLines} from './ready-lines.js';
import {hasLostTerminal, reload} from './reload.js';
import {type Options, optionsFrom} from './daemon-options.js';
import {fail} from './give-up.js';
import type {Signals} from './signals.js';

/** The daemon is gone this long after it was told to stop, whatever its clients do. */
const STOP_WITHIN_MS = 1700;

/** Runs the daemon until a signal ends it. */
export async function run(signals: Signals): Promise<void> {
	process.title = 'circologd';
	forbidCores();
	process.stderr.on('error', () => undefined);
	const options = await optionsFrom(signals);
	const settings = takeNotifySettings(process.env, process.pid);
	for (const fault of settings.faults) log.warning(fault);
	const manager = new ServiceManager(settings, error => {
		log.warning(`the service manager cannot be told how the daemon does: ${error.message}`);
	});
	let death: Error | undefined;
	let onDeath = (error: Error): void => {
		death = error;
	};
	let daemon: Daemon;
	// Every socket has no more than its mode from its first moment.
	const umask = process.umask(0o777 & ~options.firstMode);
	try {
		daemon = await startDaemon({...options, onDeath: error => {
			onDeath(error);
		}});
	} catch (error) {
		return fail(error);
	}
	process.umask(umask);
	onDeath = ({message}) => {
		log.error(message);
		void stop(daemon, manager, 1, message);
	};
	if (death !== undefined) onDeath(death);
	const {pidFile} = options;
	const removeFiles = (): void => {
		daemon.removeSocketFiles();
		if (pidFile !== undefined) removeIfThere(pidFile);
	};
	process.once('exit', removeFiles);
	if (pidFile !== undefined) {
		try {
			writePidFile(pidFile);
		} catch (error) {
			return fail(new Error(`--pid-file: ${(error as Error).message}`));
		}
	}
	obey(signals, options, daemon, manager);
	for (const line of listenerLines(daemon.listeners)) log.notice(line);
	for (const line of exampleLines(daemon.listeners, process.argv[1]!)) log.plain(line);
	for (const sentence of options.warnings) log.warning(sentence);
	if (options.paused) log.notice('paused by a SIGUSR1 that came during the start: new messages are discarded');
	log.notice('ready');
	if (!signals.stop) manager.ready(daemon);
}

/** Lets signals act, those first that have come while the daemon started. */
function obey(signals: Signals, {toggles, access, tlsFiles}: Options, daemon: Daemon, manager: ServiceManager): void {
	let handled = toggles;
	let reloads = 0;
	signals.changed = () => {
		for (; handled < signals.toggles; handled++) {
			void daemon.pause('toggle').then(paused => {
				log.notice(paused ? 'paused: new messages are discarded' : 'resumed');
			});
		}
		if (signals.reloads > reloads && hasLostTerminal()) signals.stop = true;
		else if (signals.reloads > reloads) reload(access, tlsFiles, daemon);
		reloads = signals.reloads;
		if (signals.stop) void stop(daemon, manager, 0, 'ending');
	};
	signals.changed();
}

async function stop(daemon: Daemon, manager: ServiceManager, exitCode: number, why: string): Promise<void> {
	manager.stopping(why);
	setTimeout(() => process.exit(exitCode), STOP_WITHIN_MS).unref();
	await daemon.close();
	process.exit(exitCode);
}

function writePidFile(path: string): void {
	const file = openSync(path, 'w', 0o644);
	writeSync(file, `${process.pid}\n`);
	closeSync(file);
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// Somebody else has removed it, or it was never ours to remove.
	}
}
