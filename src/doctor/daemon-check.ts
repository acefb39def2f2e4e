import {ClientError} from '../client/client-error.js';
import {cursorOf, request, requestJson} from '../client/request.js';
import type {Status} from '../client/status.js';
import {showMoment} from '../client/units.js';
import {fault, type Finding, ok} from './finding.js';
import {credentials, explainDenial, statOrNothing} from './permission.js';
import {unixSockets} from './process-table.js';

/** Default file name of the control socket. */
const CONTROL_SOCKET = 'ctl.sock';
/** Daemons elsewhere that are told of. */
const MAX_SUGGESTIONS = 5;

/** Whether the daemon is there. `status` is what it says; undefined where there is none. */
export async function checkDaemon(path: string, proc: string): Promise<{finding: Finding; status: Status | undefined}> {
	try {
		const status = await requestJson({path}, 'GET', '/status') as Partial<Status> | null;
		if (!isStatus(status)) return {finding: fault('daemon', `something else than circologd answers at ${path}`, whichSocket(path, proc)), status: undefined};
		return {finding: ok('daemon', `circologd ${status.version} answers at ${path}`), status};
	} catch (error) {
		if (!(error instanceof ClientError)) throw error;
		return {finding: unreachable('daemon', path, error, proc), status: undefined};
	}
}

/** Whether the log may be read. */
export async function checkReading(path: string, proc: string): Promise<Finding> {
	try {
		const answer = await request({path}, 'HEAD', '/?l=0');
		answer.resume();
		if (cursorOf(answer) === undefined) return fault('reading', `something else than circologd answers at ${path}`, whichSocket(path, proc));
		return ok('reading', `the log can be read at ${path}`);
	} catch (error) {
		if (!(error instanceof ClientError)) throw error;
		return unreachable('reading', path, error, proc);
	}
}

/** Whether messages are kept. */
export function checkPause({paused, paused_until: until}: Status): Finding {
	if (!paused) return ok('pause', 'messages are kept');
	const end = until === undefined ? '' : ` until ${showMoment(new Date(until))}`;
	return fault('pause', `circologd is paused${end}: new messages are thrown away, so none was sent on trial`, ['circolog-ctl resume']);
}

/** Explains why a socket of circologd's does not answer. */
function unreachable(check: 'daemon' | 'reading', path: string, error: ClientError, proc: string): Finding {
	const {code} = (error.cause ?? {}) as NodeJS.ErrnoException;
	const stats = statOrNothing(path);
	if (code === 'EACCES' || code === 'EPERM') {
		const {found, advice} = explainDenial(path, credentials());
		return fault(check, found, advice);
	}
	if (code === 'ENOENT' || code === 'ENOTDIR') return fault(check, `there is no socket ${path}: circologd does not run, or has its sockets elsewhere`, whichSocket(path, proc));
	if (stats !== undefined && !stats.isSocket()) return fault(check, `${path} is no socket`, whichSocket(path, proc));
	if (code === 'ECONNREFUSED') return fault(check, `nobody listens at ${path}: the daemon that made it has ended`, whichSocket(path, proc));
	if (code === 'EPROTOTYPE') return fault(check, `${path} is a datagram socket, which syslog messages are sent to`, whichSocket(path, proc));
	if (error.code === 'FAILED') return fault(check, `something else answers at ${path}, maybe another of circologd's sockets: ${error.message}`, whichSocket(path, proc));
	return fault(check, error.message, whichSocket(path, proc));
}

/** Daemons that listen elsewhere, or how to start one. */
function whichSocket(path: string, proc: string): string[] {
	const others = unixSockets(proc).filter(socket => socket.listens && socket.path !== path && socket.path.endsWith(`/${CONTROL_SOCKET}`)).slice(0, MAX_SUGGESTIONS);
	if (others.length > 0) {
		return ['# somebody listens elsewhere; if that is the one:', ...others.map(other => `circolog-ctl doctor --ctl-socket ${other.path}`)];
	}
	return ['sudo systemctl start circologd', '# or, without systemd:', 'circologd'];
}

function isStatus(status: Partial<Status> | null): status is Status {
	return typeof status?.version === 'string' && Array.isArray(status.sources) && Array.isArray(status.listeners) && status.buffer !== undefined;
}
