import type {Machine} from './json.js';
import {ratio, shown} from './numbers.js';
import {bestPeer, type Measurement, ratioTo, targetText} from './result.js';

/** What the picture shows, in two columns, and under which title. */
const COLUMNS: readonly (readonly {readonly id: string; readonly title: string}[])[] = [
	[
		{id: 'ingest/rate/unix-dgram/200', title: 'Taking: unix-dgram'},
		{id: 'ingest/rate/udp/200', title: 'Taking: UDP'},
		{id: 'ingest/rate/tcp-1/200', title: 'Taking: TCP, one connection'},
		{id: 'memory/message', title: 'Memory for a message'},
		{id: 'search/rare/count', title: 'Searching: a rare word'},
	],
	[
		{id: 'dump/syslog', title: 'Printing: syslog'},
		{id: 'dump/rfc5424', title: 'Printing: rfc5424'},
		{id: 'dump/json', title: 'Printing: json'},
		{id: 'follow/1', title: 'Following: one websocket'},
		{id: 'follow/100', title: 'Following: 100 websockets'},
		{id: 'startup', title: 'Starting'},
	],
];
const MARGIN = 24;
const COLUMN_WIDTH = 450;
const BETWEEN_COLUMNS = 40;
const HEADER_HEIGHT = 62;
const TITLE_HEIGHT = 24;
const BAR_HEIGHT = 14;
const BAR_STEP = 20;
const AFTER_PANEL = 18;
const FOOTER_HEIGHT = 40;
/** Room left of the bars for names, and right of them for numbers. */
const NAME_WIDTH = 132;
const VALUE_WIDTH = 84;
const GAP = 8;

/** Colours for light and for dark surroundings; the background comes with them, so that both can be read anywhere. */
const STYLE = `
	text {font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328}
	.paper {fill: #ffffff} .title {font-size: 17px; font-weight: 600} .panel {font-size: 13px; font-weight: 600}
	.quiet {fill: #59636e} .ours {fill: #0969da} .limit {fill: #d1d9e0} .peer {fill: #8b949e} .name.ours, .value.ours {font-weight: 600}
	@media (prefers-color-scheme: dark) {
		text {fill: #e6edf3} .paper {fill: #0d1117} .quiet {fill: #9198a1}
		.ours {fill: #4493f8} .limit {fill: #3d444d} .peer {fill: #6e7681}
	}
	text.limit, text.peer {fill: #1f2328}
	@media (prefers-color-scheme: dark) { text.limit, text.peer {fill: #e6edf3} }
`;

/** Draws the most telling measurements as bars; those that are not there are left out. */
export function picture(measurements: readonly Measurement[], machine: Machine): string {
	const columns = COLUMNS.map(column => column.flatMap(({id, title}) => {
		const found = measurements.find(line => line.id === id);
		return found?.ours === undefined ? [] : [{title, line: found}];
	}));
	const parts: string[] = [];
	let bottom = HEADER_HEIGHT;
	for (const [i, column] of columns.entries()) {
		let y = HEADER_HEIGHT;
		for (const {title, line} of column) y = panel(parts, MARGIN + i * (COLUMN_WIDTH + BETWEEN_COLUMNS), y, title, line);
		bottom = Math.max(bottom, y);
	}
	const width = 2 * MARGIN + 2 * COLUMN_WIDTH + BETWEEN_COLUMNS;
	const height = bottom + FOOTER_HEIGHT;
	const {cpu, cores, kernel, node} = machine;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="circologd beside its peers">`,
		`<style>${STYLE}</style>`,
		`<rect class="paper" width="${width}" height="${height}" rx="6"/>`,
		text(MARGIN, 30, 'title', 'circologd beside its peers and the limit of the machine'),
		text(MARGIN, 48, 'quiet', 'Messages of 200 bytes. The limit is a C program that throws them away, or one that writes what was made in advance.'),
		...parts,
		text(MARGIN, height - 18, 'quiet', `${cores} cores, ${cpu}, Linux ${kernel}, Node ${node}. Medians; npm run bench measures again.`),
		'</svg>', '',
	].join('\n');
}

/** One measurement: a title with ratios, a bar for everyone, and the targets. Returns where the next begins. */
function panel(parts: string[], x: number, y: number, title: string, line: Measurement): number {
	parts.push(text(x, y + 12, 'panel', title), text(x + COLUMN_WIDTH, y + 12, 'quiet', ratios(line), 'end'));
	const sign = line.better === 'more' ? -1 : 1;
	const peers = [...line.peers].sort((a, b) => sign * (a.spread.median - b.spread.median));
	const bars = [
		...(line.limit === undefined ? [] : [{name: line.limit.name, kind: 'limit', value: line.limit.spread.median}]),
		{name: 'circologd', kind: 'ours', value: line.ours!.median},
		...peers.map(({name, spread}) => ({name, kind: 'peer', value: spread.median})),
	];
	const longest = Math.max(...bars.map(({value}) => value));
	let top = y + TITLE_HEIGHT;
	for (const {name, kind, value} of bars) {
		const length = Math.max(1, (COLUMN_WIDTH - NAME_WIDTH - VALUE_WIDTH - GAP) * value / longest);
		const middle = top + BAR_HEIGHT - 3;
		parts.push(
			text(x + NAME_WIDTH - GAP, middle, `name ${kind}`, name, 'end'),
			`<rect class="${kind}" x="${x + NAME_WIDTH}" y="${top}" width="${length.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
			text(x + NAME_WIDTH + length + GAP, middle, `value ${kind}`, shown(value, line.unit)),
		);
		top += BAR_STEP;
	}
	if (line.targets.length === 0) return top + AFTER_PANEL;
	parts.push(text(x + NAME_WIDTH, top + BAR_HEIGHT - 3, 'quiet', line.targets.map(targetText).join(', ')));
	return top + BAR_STEP + AFTER_PANEL;
}

function ratios(line: Measurement): string {
	const best = bestPeer(line);
	const toLimit = ratioTo(line, line.limit);
	const toPeer = ratioTo(line, best);
	return [
		...(toLimit === undefined ? [] : [`${ratio(toLimit)} of the limit`]),
		...(toPeer === undefined ? [] : [`${ratio(toPeer)} × ${best!.name}`]),
		...(line.better === 'less' ? ['less is better'] : []),
	].join(', ');
}

function text(x: number, y: number, style: string, content: string, anchor = 'start'): string {
	const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return `<text class="${style}" x="${x.toFixed(1)}" y="${y}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped}</text>`;
}
