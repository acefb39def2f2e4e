/** A mistake in a command line or in the environment. The message is one sentence without the name of the command. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
	readonly code = 'USAGE';
}
