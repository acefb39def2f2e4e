import {mkdirSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {interpretCommandLine, listOption, option, toggle} from '../../src/cmd/command-line.js';
import {completionScript} from '../../src/cmd/completion.js';
import {address, socketPath, text} from '../../src/cmd/values.js';
import {CIRCOLOGD} from '../e2e/support/daemon.js';
import {temporaryFolder} from '../e2e/support/folder.js';
import {describeWithPeers} from '../e2e/support/peers.js';
import {commandsOfHelp, flagsOfHelp} from './help.js';
import {offers, SHELLS} from './shells/offers.js';
import {CTL, runToEnd, TAIL} from './support.js';

const COMMANDS: [string, string][] = [CIRCOLOGD, TAIL, CTL].map(path => [basename(path), path]);

const flags = {
	socket: option('--query-socket <PATH>', 'socket', socketPath, undefined, {excludes: '--query-addr'}),
	address: option('--query-addr <ADDR>', 'address', address(0), undefined, {excludes: '--query-socket'}),
	format: option('-o, --fmt <FORMAT>', 'how it looks', text, 'json', {words: ['cat', 'json', 'json-seq']}),
	sources: listOption('--source <NAME>', 'sources', text, {words: ['udp', 'tcp']}),
	follow: toggle('-f, --follow', `what's [not]: "$HOME" \`id\` 100% \\ (of) {it}; <#> *?!`),
};
const plain = {name: 'plain', description: 'Takes flags.', flags};
const chosen = {name: 'the-chosen', description: 'Takes commands.', flags, commands: {pause: `don't: "$HOME" \`id\` [\\]`, start: 'begin'}};

function script(commandLine: typeof plain, shell: string): string {
	return completionScript(commandLine, ['completion', shell])!;
}

describe.each(SHELLS)('completion in %s', shell => {
	describeWithPeers([shell], 'the real shell', () => {
		test.each(COMMANDS)('%s: offers the flags and commands of --help, and no others', async (name, path) => {
			const help = (await runToEnd(path, ['--help'])).stdout;
			const {code, stdout, stderr} = await runToEnd(path, ['completion', shell], {CIRCOLOG_QUERY_ADDR: 'wrong'});
			expect({code, stderr}).toEqual({code: 0, stderr: ''});
			const told = flagsOfHelp(help);
			expect(Object.keys(told).length).toBeGreaterThan(3);
			expect(await offers(shell, stdout, `${name} --`)).toEqual(Object.keys(told).sort());
			const names = Object.values(told).flatMap(({usage}) => usage.replace(/ [^-].*/, '').split(', '));
			expect(await offers(shell, stdout, `${name} -`)).toEqual(names.sort());
			const commands = commandsOfHelp(help);
			if (commands.length > 0) expect(await offers(shell, stdout, `${name} `)).toEqual([...commands, 'completion'].sort());
		});

		test.each<[string, string[]]>([
			['plain --sou', ['--source']],
			['plain --fol', ['--follow']],
			['plain --nothing', []],
			['plain --fmt ', ['cat', 'json', 'json-seq']],
			['plain --fmt j', ['json', 'json-seq']],
			['plain --fmt=j', ['json', 'json-seq']],
			['plain -o j', ['json', 'json-seq']],
			['plain --follow --fmt c', ['cat']],
			['plain --source udp --source t', ['tcp']],
			['plain --source udp --sou', ['--source']],
			['plain --query-addr ', []],
			['plain completion ', ['bash', 'fish', 'zsh']],
			['plain completion f', ['fish']],
			['the-chosen ', ['completion', 'pause', 'start']],
			['the-chosen pa', ['pause']],
			['the-chosen --follow st', ['start']],
			['the-chosen --query-socket /x st', ['start']],
			['the-chosen --fmt c', ['cat']],
			['the-chosen completion ', ['bash', 'fish', 'zsh']],
			['the-chosen pause --sou', ['--source']],
		])('%s → %j', async (line, expected) => {
			const commandLine = line.startsWith('plain ') ? plain : chosen;
			const found = await offers(shell, script(commandLine, shell), line);
			// fish repeats the flag before the value.
			expect(found.map(each => each.replace(/^--fmt=/, ''))).toEqual(expected);
		});

		test('a flag that takes a path is offered files', async () => {
			const folder = join(temporaryFolder(), 'files');
			mkdirSync(folder);
			writeFileSync(join(folder, 'one.sock'), '');
			writeFileSync(join(folder, 'two.sock'), '');
			const found = await offers(shell, script(plain, shell), `plain --query-socket ${folder}/`);
			expect(found.map(each => basename(each))).toEqual(['one.sock', 'two.sock']);
			expect(await offers(shell, script(plain, shell), `plain ${folder}/`)).toEqual([]);
		});
	});
});

test('flags that bash users type with one dash are completed too', async () => {
	expect(await offers('bash', script(plain, 'bash'), 'plain -fmt j')).toEqual(['json', 'json-seq']);
});

describe('the word completion', () => {
	test.each(COMMANDS)('%s --help tells of it', async (name, path) => {
		expect((await runToEnd(path, ['--help'])).stdout).toMatch(new RegExp(`^Usage: ${name} .*\n {7}${name} completion bash\\|zsh\\|fish\n`));
	});

	test.each([
		[['completion']], [['completion', 'tcsh']], [['completion', 'toString']], [['completion', 'bash', 'zsh']],
	])('%j is refused where words mean nothing else', args => {
		expect(completionScript(plain, args)).toBeUndefined();
		for (const commandLine of [plain, chosen]) {
			expect(interpretCommandLine(commandLine, args, {}))
				.toEqual({exitCode: 2, stdout: '', stderr: `${commandLine.name}: completion needs one shell: bash, zsh, fish\n`});
		}
	});

	test('means nothing as a value', () => {
		expect(interpretCommandLine(plain, ['--source', 'completion'], {})).toMatchObject({values: {sources: ['completion']}});
	});
});
