import {chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {candidateFolders, chooseRuntimeFolder, findSocket, type Surroundings} from '../src/runtime-folder.js';

const uid = process.getuid!();
let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'circolog-runtime-'));
	mkdirSync(join(root, 'run'));
	mkdirSync(join(root, 'user'));
	mkdirSync(join(root, 'tmp'));
});

afterEach(() => {
	rmSync(root, {recursive: true, force: true});
});

/** `run`: whether the daemon may write to what stands for /run. Root may always write: so a missing one stands for no. */
function where(env: Record<string, string> = {}, {run = false, user = uid} = {}): Surroundings {
	return {env, uid: user, temporaryFolder: join(root, 'tmp'), systemFolder: join(root, run ? 'run' : 'no-run', 'circolog')};
}

function modeOf(path: string): number {
	return statSync(path).mode & 0o7777;
}

test('candidates come in the order of the contract', () => {
	const env = {RUNTIME_DIRECTORY: '/run/a:/run/b', XDG_RUNTIME_DIR: '/run/user/1000'};
	expect(candidateFolders({env, uid: 1000, temporaryFolder: '/tmp', systemFolder: '/run/circolog'}))
		.toEqual(['/run/a', '/run/circolog', '/run/user/1000/circolog', '/tmp/circolog-1000']);
	expect(candidateFolders({env: {RUNTIME_DIRECTORY: '', XDG_RUNTIME_DIR: ''}, uid: 0, temporaryFolder: '/tmp', systemFolder: '/run/circolog'}))
		.toEqual(['/run/circolog', '/tmp/circolog-0']);
});

describe('the daemon', () => {
	test('takes the folder that systemd has made, before all others', () => {
		const given = join(root, 'given');
		mkdirSync(given);
		expect(chooseRuntimeFolder(where({RUNTIME_DIRECTORY: given}, {run: true}))).toBe(given);
		expect(existsSync(join(root, 'run/circolog'))).toBe(false);
	});

	test('refuses to start where $RUNTIME_DIRECTORY cannot be used, and names it', () => {
		const file = join(root, 'file');
		writeFileSync(file, '', {mode: 0o755});
		expect(() => chooseRuntimeFolder(where({RUNTIME_DIRECTORY: file}))).toThrow(`${file} cannot hold the sockets: ENOTDIR`);
		expect(() => chooseRuntimeFolder(where({RUNTIME_DIRECTORY: '/proc/no/such'}))).toThrow('/proc/no/such cannot hold the sockets');
	});

	test('makes /run/circolog with mode 0755 whatever the umask', () => {
		const umask = process.umask(0o077);
		const folder = chooseRuntimeFolder(where({XDG_RUNTIME_DIR: join(root, 'user')}, {run: true}));
		process.umask(umask);
		expect(folder).toBe(join(root, 'run/circolog'));
		expect(modeOf(folder)).toBe(0o755);
	});

	test('leaves the mode of a folder that exists', () => {
		mkdirSync(join(root, 'run/circolog'));
		chmodSync(join(root, 'run/circolog'), 0o2750);
		expect(modeOf(chooseRuntimeFolder(where({}, {run: true})))).toBe(0o2750);
	});

	test('falls back to the user’s runtime folder, then to the temporary folder, with mode 0700', () => {
		const user = chooseRuntimeFolder(where({XDG_RUNTIME_DIR: join(root, 'user')}));
		expect(user).toBe(join(root, 'user/circolog'));
		const temporary = chooseRuntimeFolder(where({XDG_RUNTIME_DIR: join(root, 'missing')}));
		expect(temporary).toBe(join(root, `tmp/circolog-${uid}`));
		expect([user, temporary].map(modeOf)).toEqual([0o700, 0o700]);
		expect(chooseRuntimeFolder(where())).toBe(temporary);
	});

	test('refuses a folder in the temporary folder that others may write to, or that is not its own', () => {
		const path = join(root, `tmp/circolog-${uid}`);
		mkdirSync(path);
		chmodSync(path, 0o770);
		expect(() => chooseRuntimeFolder(where())).toThrow(`${path} is not safe`);
		chmodSync(path, 0o700);
		expect(chooseRuntimeFolder(where())).toBe(path);
		const foreign = join(root, `tmp/circolog-${uid + 1}`);
		mkdirSync(foreign, {mode: 0o700});
		expect(() => chooseRuntimeFolder(where({}, {user: uid + 1}))).toThrow(`${foreign} is not safe`);
	});

	test('follows no symbolic link there', () => {
		mkdirSync(join(root, 'elsewhere'), {mode: 0o700});
		symlinkSync(join(root, 'elsewhere'), join(root, `tmp/circolog-${uid}`));
		expect(() => chooseRuntimeFolder(where())).toThrow('is not safe');
	});
});

describe('clients', () => {
	test('find the socket in the first folder that has it', () => {
		const env = {RUNTIME_DIRECTORY: join(root, 'given'), XDG_RUNTIME_DIR: join(root, 'user')};
		expect(findSocket('query.sock', where(env))).toBe(join(root, 'given/query.sock'));
		for (const folder of ['tmp', 'user']) {
			const path = folder === 'tmp' ? join(root, `tmp/circolog-${uid}`) : join(root, 'user/circolog');
			mkdirSync(path, {mode: 0o700});
			writeFileSync(join(path, 'query.sock'), '');
			expect(findSocket('query.sock', where(env))).toBe(join(path, 'query.sock'));
		}
		expect(findSocket('ctl.sock', where(env))).toBe(join(root, 'given/ctl.sock'));
	});

	test('trust no socket in the temporary folder that somebody else may have put there', () => {
		const path = join(root, `tmp/circolog-${uid}`);
		mkdirSync(path);
		chmodSync(path, 0o777);
		writeFileSync(join(path, 'query.sock'), '');
		expect(findSocket('query.sock', where())).toBe(join(root, 'no-run/circolog/query.sock'));
	});
});
