/** A text to search for. */
export interface Literal {
	/** At least one byte; US-ASCII alone where case is ignored. */
	readonly text: Uint8Array;
	/** Whether letters of US-ASCII are found in either case. */
	readonly ignoreCase: boolean;
}
