import {READY_MADE} from '../redact/ready-made.js';
import {NotAllowed} from './values.js';

const NAMES = READY_MADE.map(({name}) => name);

/** Names that stand for several ready-made rules. */
export const RULE_GROUPS: Readonly<Record<string, readonly string[]>> = {all: NAMES, ip: ['ipv4', 'ipv6']};

/** Names of ready-made rules and of groups, with commas between them. */
export function redactionRules(value: string): string[] | NotAllowed {
	const names = value.split(',').map(name => name.trim());
	const unknown = names.filter(name => !NAMES.includes(name) && !Object.hasOwn(RULE_GROUPS, name));
	if (unknown.length > 0) {
		const [first] = unknown;
		return new NotAllowed(`${names.length === 1 ? '' : `there is no rule ${JSON.stringify(first)}; `}${Object.keys(RULE_GROUPS).join(', ')} or some of ${NAMES.join(', ')}`);
	}
	return names.flatMap(name => RULE_GROUPS[name] ?? [name]);
}
