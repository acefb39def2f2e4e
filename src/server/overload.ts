import {BadRequest} from './bad-request.js';

const SERVICE_UNAVAILABLE = 503;

/** A request for which there is no room at present: the same may be answered later. */
export class Overload extends BadRequest {
	/** When to try again. */
	readonly retryAfterSeconds = 5;

	constructor(message: string) {
		super(message, SERVICE_UNAVAILABLE);
		this.name = 'Overload';
	}
}
