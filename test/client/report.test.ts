import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Reporter} from '../../src/client/report.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {standIn} from './stand-in.js';

test('numbers that the daemon cannot tell in time do not hide its state', async () => {
	const path = join(temporaryFolder(), 'ctl.sock');
	const {asked} = await standIn(path, {
		refuse(response) {
			const isStatus = asked.at(-1) === '/status';
			response.writeHead(isStatus ? 200 : 503).end(isStatus ? '{"version":"1"}' : 'it took too long\n');
		},
	});
	expect(await new Reporter(() => ({path})).ask()).toEqual({
		status: {version: '1'}, statsError: `circologd at ${path} answers 503: it took too long`,
	});
	expect(asked).toEqual(['/status', '/stats']);
});

test('a daemon that does not tell its state is an error', async () => {
	const path = join(temporaryFolder(), 'ctl.sock');
	await expect(new Reporter(() => ({path})).ask()).rejects.toMatchObject({code: 'UNREACHABLE'});
});
