import {ratio, scatter, shown} from './numbers.js';
import {bestPeer, type Measurement, ratioTo, targetText} from './result.js';

const HEADINGS = ['', 'circologd', '', 'limit', 'of limit', 'best peer', '', 'to peer', 'target'];
/** Columns of words; those of numbers are aligned at their right. */
const WORDS = [0, 5, 8];
const GAP = '  ';

/** The results as aligned text, a line each, with a blank line between groups. */
export function table(measurements: readonly Measurement[]): string {
	const lines = aligned([HEADINGS, ...measurements.map(row)], WORDS);
	return measurements.map((line, i) => [
		groupOf(line) === groupOf(measurements[i - 1] ?? line) ? '' : '\n',
		`${lines[i + 2]}\n`,
		...[...line.notes, ...limitsOf(line)].map(note => `    ${note}\n`),
	].join('')).reduce((text, part) => text + part, `${lines[0]}\n${lines[1]}\n`);
}

/** How far the limit itself is from what was not reached. */
function limitsOf({targets}: Measurement): string[] {
	return targets.flatMap(({met, limit}) => met === false && limit !== undefined ? [limit] : []);
}

/** What each peer did where there is more than one; empty where there is none. */
export function peersTable(measurements: readonly Measurement[]): string {
	const several = measurements.filter(({peers}) => peers.length > 1);
	const names = [...new Set(several.flatMap(({peers}) => peers.map(({name}) => name)))];
	const rows = several.map(({what, unit, peers}) => [what, ...names.map(name => {
		const found = peers.find(peer => peer.name === name);
		return found === undefined ? '' : shown(found.spread.median, unit);
	})]);
	return rows.length === 0 ? '' : `${aligned([['every peer', ...names], ...rows], [0]).join('\n')}\n`;
}

/** Rows of equal columns, with a rule beneath the first. */
function aligned(rows: readonly (readonly string[])[], words: readonly number[]): string[] {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)));
	const lines = [...rows.slice(0, 1), widths.map(width => '─'.repeat(width)), ...rows.slice(1)];
	return lines.map(cells => cells
		.map((cell, column) => words.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))
		.join(GAP).trimEnd());
}

function row(line: Measurement): string[] {
	const {what, unit, ours, limit, targets} = line;
	const best = bestPeer(line);
	const toLimit = ratioTo(line, limit);
	const toPeer = ratioTo(line, best);
	return [
		what,
		ours === undefined ? '–' : shown(ours.median, unit),
		ours === undefined ? '' : scatter(ours),
		limit === undefined ? '' : shown(limit.spread.median, unit),
		toLimit === undefined ? '' : ratio(toLimit),
		best?.name ?? '',
		best === undefined ? '' : shown(best.spread.median, unit),
		toPeer === undefined ? '' : `${ratio(toPeer)} ×`,
		targets.map(targetText).join('  '),
	];
}

function groupOf({id}: Measurement): string {
	const [group = '', part = ''] = id.split('/');
	return group === 'ingest' ? `${group}/${part}` : group;
}
