import {printable} from '../client/printable.js';
import {showCounted} from '../client/units.js';
import type {Finding, State} from './finding.js';

const STATE_COLUMNS = 'warning'.length;
const CHECK_COLUMNS = 'control-characters'.length;
/** Before lines of advice. */
const INDENT = '    ';

// Green, yellow and red (ECMA-48, section 8.3.117).
const COLORS: Readonly<Record<State, string>> = {ok: '32', warning: '33', fault: '31'};

/**
 * A finding for people, lines with their ends:
 *
 * ```
 * warning  queue-length        max_dgram_qlen is 10: …
 *     sudo sysctl -w net.unix.max_dgram_qlen=512
 * ```
 */
export function findingText({check, state, found, advice}: Finding, colored: boolean): string {
	const word = state.padEnd(STATE_COLUMNS);
	const shown = colored ? `\u001b[${COLORS[state]}m${word}\u001b[0m` : word;
	const lines = [`${shown}  ${check.padEnd(CHECK_COLUMNS)}  ${printable(found)}`, ...advice.map(line => (line === '' ? '' : `${INDENT}${printable(line)}`))];
	return lines.map(line => `${line}\n`).join('');
}

/** The last line: how many findings want something done. */
export function closingText(findings: readonly Finding[]): string {
	const count = (wanted: State): number => findings.filter(({state}) => state === wanted).length;
	const [faults, warnings] = [count('fault'), count('warning')];
	if (faults + warnings === 0) return 'all is well\n';
	return `${[...faults > 0 ? [showCounted(faults, 'fault')] : [], ...warnings > 0 ? [showCounted(warnings, 'warning')] : []].join(', ')}\n`;
}
