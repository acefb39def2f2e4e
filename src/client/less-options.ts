/**
 * The variable LESS for `less`, and for pagers that are it by another name: quit where one screen is enough, show
 * colours, cut long lines, and leave the text on the screen. What the user has set stays, and is amended by what was
 * asked for now; `$` ends an option that takes a text.
 *
 * @param longLines What was asked for; undefined for nothing in particular.
 */
export function lessOptions(own: string | undefined, longLines: 'chop' | 'wrap' | undefined): string {
	if (own === undefined) return longLines === 'wrap' ? 'FRX' : 'FRSX';
	const amended = `${own}$ -R`;
	switch (longLines) {
		case 'chop': return `${amended} -S`;
		case 'wrap': return `${amended} -+S`;
		case undefined: return amended;
	}
}
