import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/** The largest id; the one above it means nobody at all. */
const MAX_ID = 2 ** 32 - 2;
const LOOKUP_TIMEOUT_MS = 5000;

/** What accounts are looked up in: /etc/passwd or /etc/group, and what else the system asks. */
export type AccountKind = 'passwd' | 'group';

/**
 * The number of a user or group: itself, or of a name that /etc/passwd or /etc/group has, or getent(1) finds elsewhere.
 *
 * @returns undefined for one that there is not.
 */
export function accountId(kind: AccountKind, name: string): number | undefined {
	if (/^\d{1,10}$/.test(name)) return Number(name) <= MAX_ID ? Number(name) : undefined;
	return idIn(fileText(`/etc/${kind}`), name) ?? idIn(asked(kind, name), name);
}

/** The id in the line of a name, which has its third field (passwd(5), group(5)). */
function idIn(text: string, name: string): number | undefined {
	const fields = text.split('\n').map(line => line.split(':')).find(([first]) => first === name);
	return fields !== undefined && /^\d{1,10}$/.test(fields[2] ?? '') ? Number(fields[2]) : undefined;
}

function fileText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/** What getent finds in directories of accounts; nothing where it cannot be asked. */
function asked(kind: AccountKind, name: string): string {
	const {status, stdout} = spawnSync('getent', [kind, '--', name], {encoding: 'utf8', timeout: LOOKUP_TIMEOUT_MS, stdio: ['ignore', 'pipe', 'ignore']});
	return status === 0 ? stdout : '';
}
