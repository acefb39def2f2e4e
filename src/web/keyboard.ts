import type {Row} from './message.js';
import {searchedTerms} from './marker.js';
import type {Session} from './session.js';

/** Has the keyboard move through the messages, wherever the focus is but in a field. */
export function listenToKeys(session: Session): void {
	addEventListener('keydown', event => {
		if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
		const act = ACTIONS[event.key];
		if (act === undefined || document.querySelector('dialog[open]') !== null) return;
		// A button keeps its own keys.
		if ((event.key === ' ' || event.key === 'Enter') && (event.target as Element).closest('button, a, summary') !== null) return;
		event.preventDefault();
		void act(session);
	});
}

type Action = (session: Session) => void | Promise<void>;

/** Part of what is in sight that a page moves by. */
const PAGE_SHARE = 0.9;

const ACTIONS: Readonly<Record<string, Action>> = {
	'/': () => {
		document.querySelector<HTMLInputElement>('#query')?.focus();
	},
	' ': async session => session.follow(!session.log.isFollowing),
	'j': session => {
		step(session, 1);
	},
	'ArrowDown': session => {
		step(session, 1);
	},
	'k': session => {
		step(session, -1);
	},
	'ArrowUp': session => {
		step(session, -1);
	},
	'Enter': session => {
		const row = currentRow(session);
		if (row !== undefined) session.toggle(row);
	},
	'g': toStart,
	'Home': toStart,
	'G': toEnd,
	'End': toEnd,
	'PageUp': session => {
		session.log.follow(false);
		scroll(-PAGE_SHARE);
	},
	'PageDown': () => {
		scroll(PAGE_SHARE);
	},
	'n': async session => findMatch(session, 'next'),
	'N': async session => findMatch(session, 'previous'),
	'e': async session => find(session, 'next', [['severity', 'err']], 'error'),
	'E': async session => find(session, 'previous', [['severity', 'err']], 'error'),
	'c': session => {
		const row = currentRow(session);
		if (row?.cursor !== undefined) session.showContext(row);
	},
	'w': session => {
		session.view.set({wrap: !session.view.state.wrap});
	},
	'Escape': session => {
		if (session.isPanelOver) session.setPanel(false);
	},
	'?': session => {
		session.setHelp(true);
	},
};

function isTyping({target}: KeyboardEvent): boolean {
	return target instanceof Element && target.closest('input, select, textarea') !== null;
}

async function toStart(session: Session): Promise<void> {
	await session.log.toStart();
	session.select(session.log.rows[0]);
}

async function toEnd(session: Session): Promise<void> {
	await session.follow(true);
}

/** Wherever the focus is, there is but one thing to scroll. */
function scroll(share: number): void {
	const list = document.querySelector('.list');
	list?.scrollBy({top: share * list.clientHeight});
}

function currentRow({log, current}: Session): Row | undefined {
	return log.rows.find(({key}) => key === current);
}

/** Moves by one message; from nowhere, to the last. */
function step(session: Session, by: 1 | -1): void {
	const {rows} = session.log;
	const index = rows.findIndex(({key}) => key === session.current);
	const row = index === -1 ? rows.at(-1) : rows[index + by];
	if (row !== undefined) session.select(row);
	if (index !== -1 && index + by < 2) void session.log.older();
}

async function findMatch(session: Session, direction: 'next' | 'previous'): Promise<void> {
	const {highlight, context, q} = session.view.state;
	const terms = searchedTerms(highlight).map(({query}) => query).join(' OR ');
	// In context, what was searched for is what one wants to find.
	const query = terms === '' && context ? q : terms;
	await find(session, direction, query === '' ? [] : [['q', query]], 'match');
}

/** Moves to the nearest message that fulfils more than what is shown; the daemon finds it, however far it is. */
async function find(session: Session, direction: 'next' | 'previous', more: readonly (readonly [string, string])[], what: string): Promise<void> {
	const {log} = session;
	const current = currentRow(session);
	// From nowhere, "next" is the first from the beginning, as everything is above.
	const row = await log.find(current, direction, more);
	if (row === undefined) session.announce(`No ${direction === 'next' ? 'further' : 'earlier'} ${what}`);
	else await session.goTo(row);
}
