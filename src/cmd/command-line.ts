import {Command, CommanderError, Option} from 'commander';
import {COMMON_FLAGS, type Flag, type Flags, type FlagValues, longName, spelling, variableOf} from './flags.js';
import {normalizeArguments} from './one-dash.js';
import {UsageError} from './usage-error.js';
import {version} from './version.js';

export {group, listOption, option, switchOrNumber, toggle} from './flags.js';

/** The shells that there are completion scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A command as it presents itself to users. */
export interface CommandLine<F extends Flags> {
	/** `circologd`: begins every line of error. */
	readonly name: string;
	/** For the help: what the command is for, in a sentence. */
	readonly description: string;
	/** By the names under which `parseCommandLine` returns the values; the help keeps their order. */
	readonly flags: F;
	/** Commands that the first argument chooses from, with a phrase each for the help. */
	readonly commands?: Readonly<Record<string, string>>;
	/** What may follow the flags, for the usage line: `[query...]`. Without it, nothing may. */
	readonly operands?: string;
	/** Refuses flags that do not go together, by throwing a `UsageError`. */
	check?(values: FlagValues<F>): void;
	/** Whole command lines, shown at the end of the help. */
	readonly examples?: readonly string[];
}

/** What the user asked for. `command` is `undefined` for a command line without commands. */
export interface Parsed<F extends Flags> {
	readonly values: FlagValues<F>;
	readonly command: string | undefined;
	/** What followed the flags; only there where `CommandLine.operands` is. */
	readonly operands?: readonly string[];
}

/** A command line after which there is nothing to run: help, version, or an error. */
export interface Ending {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/**
 * Reads the command line and the environment, or ends the process: with 0 after `--help` and `--version`, with 2 and
 * one line on stderr after a mistake.
 *
 * ```ts
 * const {values} = await parseCommandLine({
 * 	name: 'circologd',
 * 	description: 'Keeps the newest part of a detailed syslog in memory.',
 * 	flags: {
 * 		syslogdSockets: listOption('--syslogd-socket <PATH>', 'unix datagram socket to receive on', socketPath, {
 * 			shownDefault: 'syslog.sock in the runtime folder',
 * 		}),
 * 		queryAddress: option('--query-addr <ADDR>', 'also answer queries over TCP', address(0)),
 * 		bufferSize: option('--buffer-size <N>', 'most messages kept', wholeNumber(1, 1e9), '300000'),
 * 	},
 * 	examples: ['circologd --buffer-bytes 256M'],
 * });
 * values.syslogdSockets; // string[]
 * values.queryAddress; // Address | undefined
 * values.bufferSize; // number
 * ```
 *
 * `--help`, `--version`, `completion SHELL`, one-dash spellings of long flags and the environment variables (`CIRCOLOG_BUFFER_SIZE`;
 * lists with commas; an empty variable counts as absent) come by themselves. What the command line says goes before
 * what the environment says. The parsers are in `values.ts`.
 */
export async function parseCommandLine<F extends Flags>(
	commandLine: CommandLine<F>, argv: readonly string[] = process.argv, env: NodeJS.ProcessEnv = process.env,
): Promise<Parsed<F>> {
	const args = argv.slice(2);
	const outcome = await completion(commandLine, args) ?? interpretCommandLine(commandLine, args, env);
	if ('values' in outcome) return outcome;
	process.stdout.write(outcome.stdout);
	process.stderr.write(outcome.stderr);
	return process.exit(outcome.exitCode);
}

/**
 * Does the work of `parseCommandLine`, but for `completion SHELL`, and leaves the process alone.
 *
 * @param args Without the names of the interpreter and the script.
 */
export function interpretCommandLine<F extends Flags>(
	commandLine: CommandLine<F>, args: readonly string[], env: NodeJS.ProcessEnv,
): Parsed<F> | Ending {
	let stdout = '';
	let stderr = '';
	let chosen: string | undefined;
	const program = describe(commandLine, (command) => {
		chosen = command;
	});
	program.usage(`${program.usage()}\n       ${commandLine.name} completion ${SHELLS.join('|')}`);
	program.configureOutput({
		writeOut: (text) => (stdout += text),
		writeErr: (text) => (stderr += text),
		outputError: () => undefined,
	});
	for (const command of program.commands) command.copyInheritedSettings(program);
	try {
		program.parse(normalizeArguments(Object.values(commandLine.flags), args), {from: 'user'});
		const given = givenFlags(Object.values(commandLine.flags), program);
		refuseForeign(given, chosen);
		const values = readFlags(commandLine.flags, given, env);
		commandLine.check?.(values);
		return {values, command: chosen, ...commandLine.operands !== undefined && {operands: program.args}};
	} catch (error) {
		if (error instanceof UsageError) return {exitCode: 2, stdout: '', stderr: `${commandLine.name}: ${oneLine(error.message)}\n`};
		if (!(error instanceof CommanderError)) throw error;
		if (error.exitCode === 0) return {exitCode: 0, stdout, stderr: ''};
		// Help that nobody asked for: the command is missing.
		if (error.code === 'commander.help') return {exitCode: 2, stdout: '', stderr};
		if (args[0] === 'completion' && /excessArguments|unknownCommand/.test(error.code)) {
			return {exitCode: 2, stdout: '', stderr: `${commandLine.name}: completion needs one shell: ${SHELLS.join(', ')}\n`};
		}
		const [excess] = [program, ...program.commands].findLast((command) => command.args.length > 0)?.args ?? [];
		const sentence = error.code === 'commander.excessArguments' ? `unexpected argument '${excess ?? ''}'` : rephrase(error.message);
		const hint = error.code === 'commander.unknownOption' && commandLine.operands !== undefined ? '; words that begin with a dash go behind --' : '';
		return {exitCode: 2, stdout: '', stderr: `${commandLine.name}: ${oneLine(sentence)}${hint}\n`};
	}
}

/** The script that was asked for, whose makers are loaded only for that. */
async function completion(commandLine: CommandLine<Flags>, args: readonly string[]): Promise<Ending | undefined> {
	if (args[0] !== 'completion') return undefined;
	const {completionScript} = await import('./completion.js');
	const stdout = completionScript(commandLine, args);
	return stdout === undefined ? undefined : {exitCode: 0, stdout, stderr: ''};
}

/** The command in commander's terms. Values are collected as text only: `readFlags` knows where each came from. */
function describe(commandLine: CommandLine<Flags>, choose: (command: string) => void): Command {
	const flags = Object.values(commandLine.flags);
	const program = new Command(commandLine.name).description(commandLine.description).exitOverride();
	for (const flag of flags) {
		const inTerms = optionOf(flag);
		if (flag.group !== undefined) inTerms.helpGroup(`${flag.group}:`);
		if (flag.only !== undefined) inTerms.helpGroup(`With ${flag.only}:`);
		if (flag.takesValue) inTerms.argParser((text: string, previous: string[] | undefined) => [...(previous ?? []), text]);
		program.addOption(inTerms);
	}
	program.version(`${commandLine.name} ${version()}`, COMMON_FLAGS.version.flags, COMMON_FLAGS.version.text);
	program.helpOption(COMMON_FLAGS.help.flags, COMMON_FLAGS.help.text);
	program.configureHelp({
		optionTerm: ({flags: term}) => (/^-\w\b/.test(term) ? '' : '    ') + shown(term),
		subcommandTerm: (command) => {
			const own = flags.filter(({only}) => only === command.name());
			return [command.name(), ...own.map((flag) => `[${shown(flag.flags)}]`)].join(' ');
		},
	});
	if (flags.some(flag => flag.group !== undefined)) program.addHelpText('after', `\n${variablesNote(flags)}`);
	if (commandLine.examples) program.addHelpText('afterAll', ['\nExamples:', ...commandLine.examples].join('\n  '));
	if (commandLine.operands !== undefined) program.argument(commandLine.operands);
	if (!commandLine.commands) return program.action(() => undefined);
	for (const [name, text] of Object.entries(commandLine.commands)) {
		const command = program.command(name).description(text).action(() => {
			choose(name);
		});
		command.helpInformation = () => program.helpInformation();
	}
	return program.helpCommand(false);
}

/** The flag in commander's terms, which knows `--no-hostname` for the opposite of `--hostname`: here it is a flag like others. */
function optionOf(flag: Flag<unknown>): Option {
	const inTerms = new Option(flag.flags, help(flag));
	inTerms.negate = false;
	return inTerms;
}

/** Stands once for all flags where there are so many that they have groups. */
function variablesNote(flags: readonly Flag<unknown>[]): string {
	const [first] = flags;
	return `Each flag has an environment variable: ${variableOf(first!) ?? ''} is for --${longName(first!)}.`;
}

/** A flag with its value as the help shows it. */
function shown(term: string): string {
	return term.replace(/[<>]/g, '');
}

function help(flag: Flag<unknown>): string {
	const variable = variableOf(flag);
	const notes = variable === undefined || flag.group !== undefined ? [] : [`env: ${variable}`];
	if (flag.implied !== undefined) notes.unshift(`${flag.implied} without a value`);
	if (flag.shownDefault !== undefined) notes.unshift(`default: ${flag.shownDefault}`);
	if (flag.repeatable) notes.unshift('may be repeated');
	return notes.length === 0 ? flag.text : `${flag.text} (${notes.join(', ')})`;
}

/** What the command line says of flags: their values as text, or `true` for one without. */
type Given = ReadonlyMap<Flag<unknown>, readonly string[] | true>;

/** What the command line says, as `describe` had it collected. */
function givenFlags(flags: readonly Flag<unknown>[], program: Command): Given {
	const given = new Map<Flag<unknown>, string[] | true>();
	for (const [i, flag] of flags.entries()) {
		const said = program.getOptionValue(program.options[i]!.attributeName()) as string[] | true | undefined;
		if (said !== undefined) given.set(flag, said);
	}
	return given;
}

/** @throws {UsageError} Where a flag was given that belongs to another command. */
function refuseForeign(given: Given, command: string | undefined): void {
	const foreign = [...given.keys()].find(({only}) => only !== undefined && only !== command);
	if (foreign) throw new UsageError(`${spelling(foreign)} belongs to ${foreign.only ?? ''}: ${command ?? ''} does not take it`);
}

function readFlags<F extends Flags>(flags: F, given: Given, env: NodeJS.ProcessEnv): FlagValues<F> {
	const values = Object.entries(flags).map(([name, flag]): [string, unknown] => {
		const said = given.get(flag);
		const rival = [...given.keys()].find((other) => exclude(flag, other));
		if (rival) {
			if (said) throw new UsageError(`${spelling(flag)} and ${spelling(rival)} cannot be given together`);
			return [name, flag.read([], refusal(spelling(flag)))];
		}
		if (!said && isSaidOtherwise(flag, given, Object.values(flags), env)) return [name, flag.read([], refusal(spelling(flag)))];
		if (said === true) return [name, flag.read(['1'], refusal(spelling(flag)))];
		if (said) return [name, flag.read(said, refusal(spelling(flag)))];
		const variable = variableOf(flag);
		const text = variable === undefined ? '' : env[variable] ?? '';
		const parts = (flag.repeatable ? text.split(',') : [text]).filter((part) => part !== '');
		return [name, flag.read(parts, refusal(variable ?? spelling(flag)))];
	});
	return Object.fromEntries(values) as FlagValues<F>;
}

/** Whether a flag's variable does not count, because another flag says the same. */
function isSaidOtherwise(flag: Flag<unknown>, given: Given, flags: readonly Flag<unknown>[], env: NodeJS.ProcessEnv): boolean {
	const names = (one: Flag<unknown>, other: Flag<unknown>): boolean => one.yieldsTo.includes(`--${longName(other)}`);
	return flags.some(other => {
		if (names(flag, other)) return given.has(other) || Boolean(env[variableOf(other) ?? '']);
		return names(other, flag) && given.has(other);
	});
}

function exclude(one: Flag<unknown>, other: Flag<unknown>): boolean {
	return one.excludes.includes(`--${longName(other)}`) || other.excludes.includes(`--${longName(one)}`);
}

function refusal(where: string): (text: string, allowed: string) => never {
	return (text, allowed) => {
		throw new UsageError(`${where}: ${JSON.stringify(text)} is not allowed: ${allowed}`);
	};
}

/** Commander's sentences in our form: no "error:", and its suggestion on the same line. */
function rephrase(message: string): string {
	return message.replace(/^error: /, '').replace(/\n\(Did you/, ' (did you');
}

/** Arguments are shown in errors, and may hold anything. */
function oneLine(text: string): string {
	return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
