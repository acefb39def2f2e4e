import {type Grammar, type GrammarFlag, type GrammarValue, namesOf, quote} from './grammar.js';

/** A script for zsh, to be sourced or to lie in a folder of `$fpath` as `_NAME`. */
export function zshScript({name, flags, commands, shells}: Grammar): string {
	const itself = `_${name}`;
	const specs = flags.flatMap(flagSpecs);
	if (commands.length > 0) specs.push('1:command:{_describe -t commands command subcommands}');
	const described = commands.map(command => `\t\t${quote(`${escape(command.name)}:${command.text}`)}\n`);
	return `#compdef ${name}
# zsh completion for ${name}, printed by: ${name} completion zsh

${itself}() {
	if [[ $words[2] == completion ]] && ((CURRENT > 2)); then
		if ((CURRENT == 3)); then compadd ${shells.join(' ')}; fi
		return
	fi
${described.length === 0 ? '' : `	local -a subcommands=(
${described.join('')}	)
`}	_arguments -s -S : \\
${specs.map(spec => `\t\t${quote(spec)}`).join(' \\\n')}
}

# Autoloaded, this file is the function's body at its first call.
if [[ $funcstack[1] == ${itself} ]]; then
	${itself} "$@"
else
	compdef ${itself} ${name}
fi
`;
}

/** One for each name of the flag, as `_arguments` in zshcompsys(1) reads them. */
function flagSpecs(flag: GrammarFlag): string[] {
	const names = namesOf(flag);
	return names.map(name => {
		const others = [...names.filter(other => other !== name), ...flag.excludes];
		const first = flag.alone ? '(- *)' : flag.repeatable ? '*' : others.length > 0 ? `(${others.join(' ')})` : '';
		// "=": the value follows that or is the next word. "+": it may follow at once.
		const joint = flag.value === undefined ? '' : name === flag.long ? '=' : '+';
		return `${first}${name}${joint}[${escape(flag.text)}]${flag.value === undefined ? '' : valueSpec(flag.value)}`;
	});
}

/** The blank as an action says that a value is needed, and that there is none to offer. */
function valueSpec({placeholder, kind, words}: GrammarValue): string {
	const action = kind === 'path' ? '_files' : words.length > 0 ? `(${words.join(' ')})` : ' ';
	return `:${escape(placeholder)}:${action}`;
}

function escape(text: string): string {
	return text.replace(/[\\:[\]]/g, String.raw`\$&`);
}
