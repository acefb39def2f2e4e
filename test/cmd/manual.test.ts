import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {run} from '../e2e/support/child.js';
import {CIRCOLOGD, cleanEnvironment} from '../e2e/support/daemon.js';
import {describeWithPeers, peer} from '../e2e/support/peers.js';
import {commandsOfHelp, flagsOfHelp, longNameIn, type ToldFlag} from './help.js';
import {CTL, runToEnd, TAIL} from './support.js';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'man');
const PAGES: [string, string][] = [['circologd.8', CIRCOLOGD], ['circolog-tail.1', TAIL], ['circolog-ctl.1', CTL]];
const COLUMNS = 80;
const ENVIRONMENT = {...cleanEnvironment(), LC_ALL: 'C.UTF-8', MANROFFSEQ: '', MANWIDTH: String(COLUMNS), MAN_KEEP_FORMATTING: ''};

/** The source of a page, with hyphens that are typed as hyphens. */
function source(page: string): string {
	return readFileSync(join(FOLDER, page), 'utf8').replaceAll('\\-', '-');
}

function section(page: string, title: string): string {
	const [, text = ''] = new RegExp(`^\\.Sh ${title}\n([^]*?)(?=^\\.Sh |$(?![^]))`, 'm').exec(source(page)) ?? [];
	return text;
}

/** The flags that the section OPTIONS tells of, in the words of the help. */
function flagsOfPage(page: string): Record<string, ToldFlag> {
	const [, ...items] = section(page, 'OPTIONS').split(/^\.It Fl /m);
	return Object.fromEntries(items.map(item => {
		const [head = ''] = item.split('\n');
		const usage = `-${head}`.replace(' , ', ', -').replace(' Ar ', ' ');
		return [longNameIn(usage), {
			usage,
			default: /^Default: (.+)\.$/m.exec(item)?.[1],
			repeatable: /^May be repeated\.$/m.test(item),
		}];
	}));
}

describe.each(PAGES)('%s', (page, command) => {
	test('tells of every flag in --help, and of no other', async () => {
		const told = Object.keys(flagsOfPage(page));
		const known = Object.keys(flagsOfHelp((await runToEnd(command, ['--help'])).stdout));
		expect(known.length).toBeGreaterThan(3);
		expect({missing: known.filter(name => !told.includes(name)), unknown: told.filter(name => !known.includes(name))})
			.toEqual({missing: [], unknown: []});
	});

	test('tells of each flag what --help does', async () => {
		const known = flagsOfHelp((await runToEnd(command, ['--help'])).stdout);
		const told = Object.entries(flagsOfPage(page)).filter(([name]) => name in known);
		expect(told.length).toBeGreaterThan(3);
		for (const [name, flag] of told) expect(flag).toEqual(known[name]);
	});

	test('tells of every command in --help, and of no other', async () => {
		const known = commandsOfHelp((await runToEnd(command, ['--help'])).stdout);
		const told = [...section(page, 'DESCRIPTION').matchAll(/^\.It Cm (\w+)/gm)].map(match => match[1]!);
		expect(told.filter(name => name !== 'completion').sort()).toEqual(known.sort());
	});

	test.each(['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'ENVIRONMENT', 'FILES', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO'])('has %s', title => {
		expect(section(page, title).trim()).not.toBe('');
	});

	describeWithPeers(['mandoc'], 'mandoc', () => {
		test('finds nothing to warn of', async () => {
			const {stdout, stderr} = await run(peer('mandoc'), ['-T', 'lint', '-W', 'warning', join(FOLDER, page)], {env: ENVIRONMENT, allowed: [0, 1, 2, 3, 4]});
			expect(stdout.toString() + stderr).toBe('');
		});
	});

	describeWithPeers(['groff'], 'groff', () => {
		test('finds nothing to warn of', async () => {
			const {stderr} = await run(peer('groff'), ['-mandoc', '-ww', '-z', '-Tutf8', join(FOLDER, page)], {env: ENVIRONMENT});
			expect(stderr).toBe('');
		});
	});

	describeWithPeers(['man'], 'man', () => {
		test(`shows it within ${COLUMNS} columns, with nothing to warn of`, async () => {
			const {stdout, stderr} = await run(peer('man'), ['--warnings=w', '-E', 'UTF-8', '-l', join(FOLDER, page)], {env: ENVIRONMENT});
			expect(stderr).toBe('');
			const lines = stdout.toString().split('\n');
			expect(lines).toContain('SEE ALSO');
			expect(lines.filter(line => line.length > COLUMNS)).toEqual([]);
			expect(stdout.toString()).toContain(basename(command));
		});
	});
});

test('the package brings every page', () => {
	const {man, files} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {man: string[]; files: string[]};
	expect([...man].sort()).toEqual(readdirSync(FOLDER).map(page => `man/${page}`).sort());
	expect(man.map(page => basename(page)).sort()).toEqual(PAGES.map(([page]) => page).sort());
	expect(files).toContain('man');
});
