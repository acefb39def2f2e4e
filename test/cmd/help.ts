/** A flag as users are told of it. */
export interface ToldFlag {
	/** `-n, --lines N`. */
	readonly usage: string;
	readonly default: string | undefined;
	readonly repeatable: boolean;
}

/** The flags that a help text tells of, by their long names with dashes. */
export function flagsOfHelp(help: string): Record<string, ToldFlag> {
	const items: {usage: string; text: string}[] = [];
	for (const line of withoutExamples(help).split('\n')) {
		const [, usage, text] = /^ {2,6}((?:-\w, )?--\S+(?: \S+)?) {2,}(.*)$/.exec(line) ?? [];
		if (usage !== undefined) items.push({usage, text: text!});
		else if (/^ {12}/.test(line) && items.length > 0) items.at(-1)!.text += ` ${line.trim()}`;
	}
	return Object.fromEntries(items.map(({usage, text}) => [longNameIn(usage), {
		usage,
		default: /\((?:may be repeated, )?default: (.+?)(?:, env: \w+)?\)$/.exec(text)?.[1],
		repeatable: text.includes('(may be repeated'),
	}]));
}

/** The commands that a help text tells of. */
export function commandsOfHelp(help: string): string[] {
	const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(withoutExamples(help)) ?? [];
	return [...list.matchAll(/^ {2}([a-z]\S*)/gm)].map(match => match[1]!);
}

/** `--lines` of `-n, --lines N`. */
export function longNameIn(usage: string): string {
	return /--[\w-]+/.exec(usage)![0];
}

function withoutExamples(help: string): string {
	return help.replace(/\nExamples:[^]*/, '\n');
}
