import {type Grammar, type GrammarFlag, namesOf, quote} from './grammar.js';

/** A script for bash 4 or newer; the package bash-completion is not needed. */
export function bashScript({name, flags, commands, shells}: Grammar): string {
	const itself = `_${name.replaceAll('-', '_')}`;
	const flagNames = flags.flatMap(namesOf);
	return `# bash completion for ${name}, printed by: ${name} completion bash

${itself}() {
	local IFS=$' \\t\\n' word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
	COMPREPLY=()
	# The "=" of --flag=value is a word of its own.
	if [[ $word == = ]]; then
		word=
	elif [[ $before == = ]] && ((COMP_CWORD > 2)); then
		before=\${COMP_WORDS[COMP_CWORD - 2]}
	fi
	# Long flags may have one dash.
	if [[ $before == -[a-z]?* ]]; then before=-$before; fi
	case $before in
${valueBranches(flags)}	esac
	if [[ \${COMP_WORDS[1]} == completion ]] && ((COMP_CWORD > 1)); then
		if ((COMP_CWORD == 2)); then ${offer(shells)}; fi
		return
	fi
	if [[ $word == -* ]]; then
		${offer(flagNames)}
		return
	fi
${commands.length === 0 ? anyWords(flagNames) : firstCommand(commands.map(command => command.name))}}

complete -F ${itself} ${name}
`;
}

/** What follows a flag that takes a value. */
function valueBranches(flags: readonly GrammarFlag[]): string {
	const withPaths = flags.filter(({value}) => value?.kind === 'path');
	const withWords = flags.filter(({value}) => value?.kind === 'words' && value.words.length > 0);
	const withOthers = flags.filter(({value}) => value?.kind === 'words' && value.words.length === 0);
	return [
		// Readline completes paths itself where nothing is offered: it knows ~, and quotes blanks.
		branch(withPaths, 'compopt -o default'),
		...withWords.map(flag => branch([flag], offer(flag.value!.words))),
		branch(withOthers),
	].join('');
}

function branch(flags: readonly GrammarFlag[], ...lines: string[]): string {
	if (flags.length === 0) return '';
	return `	${flags.flatMap(namesOf).join('|')})\n${[...lines, 'return ;;'].map(line => `\t\t${line}\n`).join('')}`;
}

/** Where any words may be said, flags are all there is to offer. */
function anyWords(flagNames: readonly string[]): string {
	return `	if [[ -z $word ]]; then ${offer(flagNames)}; fi\n`;
}

function firstCommand(names: readonly string[]): string {
	return `	local each
	for each in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
		case $each in
		${names.join('|')})
			return ;;
		esac
	done
	${offer(names)}
`;
}

function offer(words: readonly string[]): string {
	return `mapfile -t COMPREPLY < <(compgen -W ${quote(words.join(' '))} -- "$word")`;
}
