import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {closeDescriptor} from '../../src/libc/descriptors.js';
import {openUnixDatagram} from '../../src/receiver/open-datagram.js';
import {clearSocketPath, socketFileRemover} from '../../src/server/socket-file.js';

let folder = '';
let path = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'circolog-test-'));
	path = join(folder, 'test.sock');
});
afterEach(() => {
	rmSync(folder, {recursive: true});
});

describe('the path of a new socket', () => {
	it('may be free', async () => {
		await expect(clearSocketPath(path)).resolves.toBeUndefined();
	});

	it.each(['datagram', 'stream'])('is cleared of a %s socket that nobody listens on', async kind => {
		if (kind === 'datagram') {
			closeDescriptor(openUnixDatagram(path));
		} else {
			// Only a process that dies leaves the file of a stream socket behind.
			const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
			expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
		}
		expect(existsSync(path)).toBe(true);
		await clearSocketPath(path);
		expect(existsSync(path)).toBe(false);
	});

	it('is left to a datagram socket that somebody listens on', async () => {
		const fd = openUnixDatagram(path);
		await expect(clearSocketPath(path)).rejects.toThrow(`${path} is in use`);
		expect(existsSync(path)).toBe(true);
		closeDescriptor(fd);
	});

	it('is left to a stream socket that somebody listens on', async () => {
		const server = createServer().listen(path);
		await once(server, 'listening');
		await expect(clearSocketPath(path)).rejects.toThrow(`${path} is in use`);
		server.close();
	});

	it('is left alone when it is no socket', async () => {
		writeFileSync(path, 'precious');
		await expect(clearSocketPath(path)).rejects.toThrow(`${path} exists and is not a socket`);
		expect(existsSync(path)).toBe(true);
	});
});

describe('the files of our own sockets', () => {
	it('are removed, but not those of a successor', () => {
		const other = join(folder, 'other.sock');
		const fds = [openUnixDatagram(path), openUnixDatagram(other)];
		const remove = socketFileRemover([path, other]);
		rmSync(other);
		writeFileSync(other, 'of the successor');
		remove();
		expect([existsSync(path), existsSync(other)]).toEqual([false, true]);
		fds.forEach(closeDescriptor);
	});
});
