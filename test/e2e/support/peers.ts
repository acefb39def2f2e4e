import {accessSync, constants, existsSync, readdirSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {delimiter, dirname, join, resolve} from 'node:path';
import {describe, test} from 'vitest';

/**
 * The programs that the end-to-end tests talk to, and the Debian packages that bring them.
 *
 * rsyslog and syslog-ng-core exclude each other in Debian, so one of them has to be unpacked into a folder instead of
 * being installed: `.ci/run` does that with rsyslog, and sets CIRCOLOG_RSYSLOGD to the unpacked `…/usr/sbin/rsyslogd`.
 * Without the variable the folder where `.ci/run` puts it is looked at as well.
 */
const PEERS = {
	bash: 'bash',
	chromium: 'chromium',
	curl: 'curl',
	env: 'coreutils',
	fish: 'fish',
	groff: 'groff-base',
	journalctl: 'systemd',
	grep: 'grep',
	faketime: 'faketime',
	ip: 'iproute2',
	less: 'less',
	logger: 'bsdutils',
	man: 'man-db',
	mandoc: 'mandoc',
	npm: 'npm',
	nsenter: 'util-linux',
	openssl: 'openssl',
	prlimit: 'util-linux',
	python3: 'python3',
	rsyslogd: 'rsyslog',
	setpriv: 'util-linux',
	ssh: 'openssh-client',
	'ssh-keygen': 'openssh-client',
	sshd: 'openssh-server',
	strace: 'strace',
	'syslog-ng': 'syslog-ng-core',
	'systemd-analyze': 'systemd',
	'systemd-journal-remote': 'systemd-journal-remote',
	'systemd-socket-activate': 'systemd',
	'systemd-sysusers': 'systemd',
	taskset: 'util-linux',
	unshare: 'util-linux',
	zsh: 'zsh',
} as const;

/** A program that some tests need. */
export type PeerName = keyof typeof PEERS;

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

function candidates(name: PeerName): string[] {
	// Daemons are in /usr/sbin, which is not in the PATH of ordinary users; systemd keeps its own in /usr/lib/systemd.
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/usr/lib/systemd', '/lib/systemd'];
	const paths = folders.filter(folder => folder !== '').map(folder => join(folder, name));
	if (name === 'rsyslogd') {
		const chosen = process.env['CIRCOLOG_RSYSLOGD'];
		const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
		return [...(chosen ? [chosen] : []), ...paths, join(cache, 'circolog-peers/rsyslog/usr/sbin/rsyslogd')];
	}
	return paths;
}

/** Where the peer is, or undefined when this machine has none. */
export function findPeer(name: PeerName): string | undefined {
	return candidates(name).find(isExecutable);
}

/** Where the peer is; throws when it is absent. */
export function peer(name: PeerName): string {
	const path = findPeer(name);
	if (path === undefined) {
		throw new Error(`no ${name} here: apt-get install ${PEERS[name]}`);
	}
	return path;
}

/** The folders with modules and libraries of an rsyslogd that was unpacked instead of installed. */
export function unpackedRsyslog(binary: string): {modules: string; libraries: string} | undefined {
	const root = resolve(dirname(binary), '../..');
	const lib = join(root, 'usr/lib');
	if (root === '/' || !existsSync(lib)) {
		return undefined;
	}
	for (const triplet of readdirSync(lib)) {
		const libraries = join(lib, triplet);
		const modules = join(libraries, 'rsyslog');
		if (existsSync(join(modules, 'omuxsock.so'))) {
			return {modules, libraries};
		}
	}
	return undefined;
}

/** A suite that talks to real peers: skipped with a visible line, or failed if CIRCOLOG_REQUIRE_PEERS=1, when one is absent. */
export function describeWithPeers(names: readonly PeerName[], subject: string, suite: () => void): void {
	const absent = names.filter(name => findPeer(name) === undefined);
	if (absent.length === 0) {
		describe(subject, suite);
		return;
	}
	const packages = absent.map(name => PEERS[name]).join(' ');
	const reason = `no ${absent.join(', ')} on this machine; apt-get install ${packages}`
		+ (absent.includes('rsyslogd') ? ' (where syslog-ng-core is installed: .ci/run unpacks rsyslog beside it)' : '');
	if (process.env['CIRCOLOG_REQUIRE_PEERS'] === '1') {
		describe(subject, () => {
			test('every peer is installed', () => {
				throw new Error(reason);
			});
		});
		return;
	}
	console.warn(`SKIPPED: ${subject}: ${reason}`);
	describe.skip(`${subject} (${reason})`, suite);
}
