import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startDaemon} from './support/daemon.js';
import {memoryFolder} from './support/folder.js';
import {ask} from './support/http.js';
import {sendStream} from './support/stream.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
/** What stands in the tables as code. */
const TOLD = new Set(PAGE.split('\n').filter(line => line.startsWith('| ')).flatMap(line => [...line.matchAll(/`([^`]+)`/g)].map(match => match[1]!)));

/** The names in a JSON value, all the way down. */
function namesIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(namesIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, each]) => [name, ...namesIn(each)]);
}

test('docs/operations.md tells of every metric, and of no other', async () => {
	const daemon = await startDaemon({args: ['--keep', join(memoryFolder(), 'ring')]});
	const {body} = await ask(daemon.querySocket, '/metrics');
	const known = [...body.toString().matchAll(/^# TYPE circolog_(\w+) /gm)].map(match => match[1]!);
	expect(known.length).toBeGreaterThan(20);
	expect(known.filter(name => !TOLD.has(name))).toEqual([]);
	expect([...TOLD].filter(name => name.endsWith('_total') && !known.includes(name))).toEqual([]);
});

test('docs/operations.md tells of everything in /status', async () => {
	const daemon = await startDaemon();
	await sendStream(daemon.streamSocket, ['<13>1 - - app - - - one\n']);
	await daemon.received(1);
	await daemon.command('/pause/on?for=1h');
	const untold = [...new Set(namesIn(await daemon.status()))].filter(name => !TOLD.has(name));
	// These hold what is told of, or name it.
	expect(untold.sort()).toEqual(['counters', 'name', 'sources']);
});
