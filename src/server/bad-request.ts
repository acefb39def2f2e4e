/** A request that cannot be answered as it was asked; the message is the sentence that the client gets. */
export class BadRequest extends Error {
	readonly statusCode: number;

	/** @param statusCode HTTP status, 400 to 499; 503 for an `Overload`. */
	constructor(message: string, statusCode = 400) {
		super(message);
		this.name = 'BadRequest';
		this.statusCode = statusCode;
	}
}
