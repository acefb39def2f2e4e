import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';

/** `token68` of RFC 7235, section 2.1, which a bearer token is (RFC 6750). */
const TOKEN = /^[\w.~+/-]+=*$/;
/** With 16 different characters, as hexadecimal digits are, 96 bits that nobody can guess. */
const MIN_TOKEN_CHARACTERS = 24;
const MAX_TOKEN_CHARACTERS = 512;
const MAX_TOKENS = 256;
const MAX_FILE_BYTES = 256 * 1024;
/** What everybody may do with a file, as its mode says. */
const OTHERS = 0o007;
const HOW_TO_MAKE_ONE = 'openssl rand -hex 24 makes one';

/** A file with a secret that cannot be used. The message names the file, says what is wrong, and what is allowed; it never tells the secret. */
export class SecretFileError extends Error {
	override readonly name = 'SecretFileError';
	readonly code = 'SECRET_FILE';
}

/**
 * The tokens in a file, one a line. Lines that are empty or begin with # say nothing.
 *
 * @throws SecretFileError when it cannot be read, others than its owner and group may read it, or what is in it is no token.
 */
export function readTokens(path: string): string[] {
	const lines = readSecret(path).toString('utf8').split('\n').map((text, i) => ({text: text.trim(), line: i + 1}));
	const tokens = lines.filter(({text}) => text !== '' && !text.startsWith('#'));
	if (tokens.length === 0) throw new SecretFileError(`${path} has no token; a line for each is what it needs: ${HOW_TO_MAKE_ONE}`);
	if (tokens.length > MAX_TOKENS) throw new SecretFileError(`${path} has ${tokens.length} tokens; ${MAX_TOKENS} are allowed`);
	for (const {text, line} of tokens) {
		const {length} = text;
		if (length < MIN_TOKEN_CHARACTERS || length > MAX_TOKEN_CHARACTERS) {
			throw new SecretFileError(`${path}:${line}: a token of ${length} characters; allowed are ${MIN_TOKEN_CHARACTERS} to ${MAX_TOKEN_CHARACTERS}: ${HOW_TO_MAKE_ONE}`);
		}
		if (!TOKEN.test(text)) throw new SecretFileError(`${path}:${line}: a token has letters, digits and -._~+/ only, and = at its end: ${HOW_TO_MAKE_ONE}`);
	}
	return tokens.map(({text}) => text);
}

/**
 * Reads a file that is nobody else's business.
 *
 * @throws SecretFileError when it cannot be read, is no ordinary file, or everybody may read it.
 */
export function readSecret(path: string): Buffer {
	let fd: number | undefined;
	try {
		// Does not wait for anybody to write, should it be a pipe.
		fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
		const stats = fstatSync(fd);
		if (!stats.isFile()) throw new SecretFileError(`${path} is no ordinary file`);
		if ((stats.mode & OTHERS) !== 0) {
			const mode = (stats.mode & 0o777).toString(8).padStart(3, '0');
			throw new SecretFileError(`${path} has the mode ${mode}, so that everybody on this host can use it; allowed is nothing for others: chmod o= ${path}`);
		}
		if (stats.size > MAX_FILE_BYTES) throw new SecretFileError(`${path} has ${stats.size} bytes; ${MAX_FILE_BYTES} are allowed`);
		return readFileSync(fd);
	} catch (error) {
		if (error instanceof SecretFileError) throw error;
		throw new SecretFileError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, {cause: error});
	} finally {
		if (fd !== undefined) closeSync(fd);
	}
}
