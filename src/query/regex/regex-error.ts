/** A pattern that cannot be understood, or that would cost too much. */
export class RegexError extends Error {
	/** Where in the pattern the fault is, in UTF-16 units. */
	readonly at: number;

	/** @param message What is wrong, and what is allowed, without a full stop. */
	constructor(at: number, message: string) {
		super(message);
		this.name = 'RegexError';
		this.at = at;
	}
}
