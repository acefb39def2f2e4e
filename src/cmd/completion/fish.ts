import type {Grammar, GrammarFlag} from './grammar.js';

/** A script for fish 3 or newer. */
export function fishScript({name, flags, commands, shells}: Grammar): string {
	const complete = (...rest: string[]): string => ['complete', '-c', name, ...rest].join(' ');
	const free = `not __fish_seen_subcommand_from ${commands.map(command => command.name).join(' ')}`;
	return [
		`# fish completion for ${name}, printed by: ${name} completion fish`,
		'',
		complete('-f'),
		...flags.map(flag => complete(...flagParts(flag))),
		...commands.map(command => complete('-n', quoted(free), '-a', command.name, '-d', quoted(command.text))),
		complete('-n', quoted('__fish_seen_subcommand_from completion'), '-a', quoted(shells.join(' '))),
		'',
	].join('\n');
}

function flagParts({long, short, text, value, excludes}: GrammarFlag): string[] {
	return [
		...(excludes.length === 0 ? [] : ['-n', quoted(`not __fish_contains_opt ${excludes.map(other => other.slice(2)).join(' ')}`)]),
		...(short === undefined ? [] : ['-s', short.slice(1)]),
		'-l', long.slice(2),
		...(value === undefined ? [] : value.kind === 'path' ? ['-r', '-F'] : ['-x']),
		...(value === undefined || value.words.length === 0 ? [] : ['-a', quoted(value.words.join(' '))]),
		'-d', quoted(text),
	];
}

/** Fish knows two escapes between single quotes. */
function quoted(text: string): string {
	return `'${text.replace(/['\\]/g, String.raw`\$&`)}'`;
}
