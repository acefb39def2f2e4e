import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {type Offer, offersFor} from './completion.js';
import {useChanges} from './observable.js';
import {faultOf} from './query-error.js';
import {recentQueries} from './recent-queries.js';
import type {Session} from './session.js';

const LIST_ID = 'offers';

/** Where queries are written: with completion, the last queries, and errors under the word that they are about. */
export function SearchBox({session}: {readonly session: Session}): JSX.Element {
	const {log, view} = session;
	useChanges(log, view);
	const input = useRef<HTMLInputElement>(null);
	const mirror = useRef<HTMLDivElement>(null);
	const [text, setText] = useState(view.state.q);
	const [offers, setOffers] = useState<readonly Offer[]>([]);
	const [chosen, setChosen] = useState(-1);
	const asked = useRef(0);
	useEffect(() => {
		setText(view.state.q);
	}, [view.state.q]);

	const told = log.hasNothing ? faultOf(log.error) : undefined;
	const isElsewhere = told?.parameter === 'since' || told?.parameter === 'until';
	const fault = log.connection === 'refused' && !isElsewhere && text === view.state.q ? told : undefined;
	const close = (): void => {
		asked.current += 1;
		setOffers([]);
		setChosen(-1);
	};
	const search = (query: string): void => {
		close();
		setText(query);
		session.search({q: query.trim()});
	};
	const complete = async (query: string, caret: number): Promise<void> => {
		const mine = (asked.current += 1);
		const found = query === ''
			? recentQueries().map((recent): Offer => ({label: recent, hint: 'asked before', query: recent, caret: recent.length}))
			: await offersFor(query, caret, log.rows);
		if (mine !== asked.current) return;
		setOffers(found);
		setChosen(-1);
	};
	const take = ({query, caret}: Offer): void => {
		setText(query);
		const {current: element} = input;
		if (element === null) return;
		element.value = query;
		element.setSelectionRange(caret, caret);
		element.focus();
		void complete(query, caret);
	};
	const pressed = (event: KeyboardEvent): void => {
		const {key} = event;
		// Whoever types fast is ahead of what has been drawn.
		const {value, selectionStart} = event.currentTarget as HTMLInputElement;
		if (key === 'ArrowDown' && offers.length === 0) void complete(value, selectionStart ?? value.length);
		else if (key === 'ArrowDown') setChosen((chosen + 1) % offers.length);
		else if (key === 'ArrowUp' && offers.length > 0) setChosen((chosen <= 0 ? offers.length : chosen) - 1);
		else if (key === 'Tab' && offers.length > 0 && !event.shiftKey && value !== '') take(offers[Math.max(0, chosen)]!);
		else if (key === 'Enter' && offers[chosen] !== undefined) take(offers[chosen]);
		else if (key === 'Enter') search(value);
		else if (key === 'Escape' && offers.length > 0) close();
		else if (key === 'Escape') input.current?.blur();
		else return;
		event.preventDefault();
	};

	return (
		<form class="search" role="search" onSubmit={event => {
			event.preventDefault();
			search(input.current?.value ?? text);
		}}>
			<div class="query-field">
				<div class="mirror" ref={mirror} aria-hidden="true">
					{fault?.span !== undefined && <>{text.slice(0, fault.span.start)}<span class="fault">{text.slice(fault.span.start, fault.span.end) || ' '}</span>{text.slice(fault.span.end)}</>}
				</div>
				<input
					ref={input} id="query" type="text" value={text} placeholder="Search: words, app_name:sshd, severity:<=err, …" aria-label="Search"
					autoComplete="off" autoCapitalize="off" spellcheck={false} role="combobox" aria-expanded={offers.length > 0} aria-controls={LIST_ID}
					aria-autocomplete="list" aria-activedescendant={chosen >= 0 ? `offer-${chosen}` : undefined}
					aria-invalid={fault !== undefined} aria-describedby={fault === undefined ? undefined : 'fault'}
					onInput={({currentTarget}) => {
						setText(currentTarget.value);
						void complete(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length);
					}}
					onFocus={() => {
						if (text === '') void complete('', 0);
					}}
					onBlur={close} onKeyDown={pressed}
					onScroll={({currentTarget}) => {
						if (mirror.current !== null) mirror.current.scrollLeft = currentTarget.scrollLeft;
					}}
				/>
				{text !== '' && <button type="button" class="clear" aria-label="Empty the search" onClick={() => {
					search('');
					input.current?.focus();
					void complete('', 0);
				}}>×</button>}
				<ul id={LIST_ID} class="offers" role="listbox" aria-label="Completions" hidden={offers.length === 0}>
					{offers.map((offer, i) => (
						<li
							key={offer.query} id={`offer-${i}`} role="option" aria-selected={i === chosen}
							// The field keeps the keyboard.
							onMouseDown={event => {
								event.preventDefault();
								if (text === '') search(offer.query);
								else take(offer);
							}}
						><span>{offer.label}</span>{' '}<small>{offer.hint}</small></li>
					))}
				</ul>
			</div>
			{told !== undefined && !isElsewhere && <p id="fault" class="fault-text" role="alert">{told.sentence}</p>}
		</form>
	);
}
