import type {Drain} from './drain.js';
import type {Group} from './group.js';

/** In the place of a key of the tree, so many different words in templates that are otherwise the same are a variable. */
const MIN_VALUES = 5;
/** Tokens besides it that must not be variables. */
const MIN_WORDS = 2;

/** Groups that are shown as one pattern. */
export interface Template {
	readonly tokens: Int32Array;
	readonly groups: readonly Group[];
}

/**
 * Puts groups together that the tree has kept apart: those whose templates have become the same, and those that differ
 * in one of the tree's keys only, if that has many values. So `user alice logged in` and `user bob logged in` are
 * `user <*> logged in` if there are five users or more, while `Failed none for` and `Failed password for` stay apart.
 */
export function templatesOf(groups: readonly Group[], drain: Drain): Template[] {
	const alike = byKey(groups.map(group => ({tokens: group.tokens, groups: [group]})), ({tokens}) => tokens);
	let templates = [...alike.values()].map(same => joined(same, same[0]!.tokens));
	for (let position = drain.prefixTokens - 1; position >= 0; position--) {
		const classes = byKey(templates, ({tokens}) => position < tokens.length ? drain.widened(tokens, position) : tokens);
		templates = [...classes.values()].flatMap(same => {
			if (same.length < MIN_VALUES) return same;
			const widened = drain.widened(same[0]!.tokens, position);
			return drain.words(widened) >= MIN_WORDS ? [joined(same, widened)] : same;
		});
	}
	return templates;
}

function byKey(templates: readonly Template[], keyOf: (template: Template) => Int32Array): Map<string, Template[]> {
	const classes = new Map<string, Template[]>();
	for (const template of templates) {
		const key = keyOf(template).join();
		const same = classes.get(key);
		if (same === undefined) classes.set(key, [template]);
		else same.push(template);
	}
	return classes;
}

function joined(templates: readonly Template[], tokens: Int32Array): Template {
	return {tokens, groups: templates.flatMap(({groups}) => groups)};
}
