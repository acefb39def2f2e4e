/** What a service manager wants to be told, and where. */
export interface NotifySettings {
	/** Path of its socket, or `@` and an abstract name; undefined where nobody wants to be told. */
	readonly socket: string | undefined;
	/** How long it waits for a sign of life before it takes the daemon for hung; undefined for ever. */
	readonly watchdogMs: number | undefined;
	/** What is wrong with the variables, a sentence each: they are then as if they were not there. */
	readonly faults: readonly string[];
}

/** Room for a path or an abstract name in `sockaddr_un` (unix(7)). */
const MAX_SOCKET_BYTES = 107;
const VARIABLES = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'];

/**
 * Reads the variables of sd_notify(3) and sd_watchdog_enabled(3), and takes them out of the environment: they are not for
 * programs that this process starts.
 *
 * @param env Is changed.
 */
export function takeNotifySettings(env: NodeJS.ProcessEnv, pid: number): NotifySettings {
	const {NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdogUs, WATCHDOG_PID: watched} = env;
	for (const variable of VARIABLES) Reflect.deleteProperty(env, variable);
	const faults: string[] = [];
	const isMine = watched === undefined || watched === String(pid);
	const isSocket = socket === undefined || (/^[/@]./s.test(socket) && Buffer.byteLength(socket) <= MAX_SOCKET_BYTES);
	if (!isSocket) faults.push(`NOTIFY_SOCKET: "${socket}" is not allowed: an absolute path, or @ and an abstract name; the service manager is told nothing`);
	const ms = watchdogUs !== undefined && /^\d{1,15}$/.test(watchdogUs) ? Number(watchdogUs) / 1000 : NaN;
	const isTime = watchdogUs === undefined || ms > 0;
	if (isMine && !isTime) faults.push(`WATCHDOG_USEC: "${watchdogUs}" is not allowed: a number of microseconds; there is no watchdog`);
	return {
		socket: isSocket ? socket : undefined,
		watchdogMs: isMine && isTime && watchdogUs !== undefined && isSocket && socket !== undefined ? ms : undefined,
		faults,
	};
}
