/** A file that a ring cannot be kept in. The message names the file, what is wrong with it, and what to do. */
export class KeepError extends Error {
	override readonly name = 'KeepError';
	readonly code = 'KEEP';

	constructor(path: string, reason: string, options?: ErrorOptions) {
		super(`--keep: ${path} ${reason}`, options);
	}
}
