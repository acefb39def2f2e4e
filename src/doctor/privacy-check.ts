import {ClientError} from '../client/client-error.js';
import type {Privacy} from '../client/privacy.js';
import {requestJson} from '../client/request.js';
import {showBytes} from '../client/units.js';
import {type Finding, ok, warning} from './finding.js';

/** Asks how private the log is; nothing where the daemon is one that does not tell. */
export async function checkPrivacy(controlSocket: string): Promise<Finding[]> {
	try {
		return [privacyFinding(await requestJson({path: controlSocket}, 'GET', '/privacy') as Privacy)];
	} catch (error) {
		if (error instanceof ClientError) return [];
		throw error;
	}
}

/** Whether the log can get onto a disk: by swap, where the ring is not locked in memory, or by a core. */
export function privacyFinding({swap, lock, dump, keep}: Privacy): Finding {
	if (keep?.on_disk === true) {
		return warning('privacy', `the ring is kept on a disk, in ${keep.path}`, ['# name a file on a tmpfs, and give no --keep-on-disk:', 'circologd --keep /run/circolog/ring']);
	}
	if (dump.cores === 'on') {
		return warning('privacy', 'the kernel would write a core of the daemon, with the log in it', ['# in the unit: LimitCORE=0', 'sudo systemctl edit circologd']);
	}
	if (lock.state === 'locked') return ok('privacy', `${showBytes(lock.locked_bytes)} are locked in memory, and no core is made`);
	if (swap.devices.length === 0) return ok('privacy', 'this host has no swap, and no core is made');
	if (swap.allowed === false) return ok('privacy', 'the daemon may not be swapped out, and no core is made');
	const limit = lock.limit_bytes === null ? '' : `, RLIMIT_MEMLOCK allows ${showBytes(lock.limit_bytes)}`;
	return warning('privacy', `the log may be swapped out to ${swap.devices.join(', ')}: only ${showBytes(lock.locked_bytes)} of ${showBytes(lock.wanted_bytes)} are locked in memory${limit}`, [
		'# in the unit: LimitMEMLOCK=infinity and MemorySwapMax=0',
		'sudo systemctl edit circologd',
		'# or, without systemd, in the shell that starts it:',
		'ulimit -l unlimited',
	]);
}
