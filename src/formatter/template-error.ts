/** A template that cannot be used. The message is a sentence that says what is wrong and what is allowed. */
export class TemplateError extends Error {
	readonly code = 'ERR_TEMPLATE';

	constructor(sentence: string) {
		super(`template: ${sentence}`);
		this.name = 'TemplateError';
	}
}
