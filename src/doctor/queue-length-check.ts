import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Finding, ok, warning} from './finding.js';

/** With less, a burst has senders wait. */
const MIN_QUEUE_LENGTH = 100;
/** What systemd sets where it runs. */
const GOOD_QUEUE_LENGTH = 512;
const NAME = 'net.unix.max_dgram_qlen';

/** How many datagrams wait in a unix socket before their senders have to (unix(7)). */
export function checkQueueLength(proc: string): Finding {
	const path = join(proc, 'sys', NAME.replaceAll('.', '/'));
	let length: number;
	try {
		length = Number(readFileSync(path, 'latin1'));
	} catch (error) {
		return warning('queue-length', `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}): how many datagrams may wait is not known`, []);
	}
	if (length >= MIN_QUEUE_LENGTH) return ok('queue-length', `${length} datagrams may wait in a unix socket (${NAME})`);
	return warning('queue-length', `only ${length} datagrams may wait in a unix socket (${NAME}): in a burst, senders wait or drop messages`, [
		'# now, and after each boot:',
		`sudo sysctl -w ${NAME}=${GOOD_QUEUE_LENGTH}`,
		`echo ${NAME}=${GOOD_QUEUE_LENGTH} | sudo tee /etc/sysctl.d/60-circolog.conf`,
		'# sockets keep what they were made with: restart circologd, with its socket units if it has any, then the syslog daemon',
	]);
}
