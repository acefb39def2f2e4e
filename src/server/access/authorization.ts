import type {FastifyReply, FastifyRequest} from 'fastify';
import {BadRequest} from '../bad-request.js';
import type {Tokens} from './tokens.js';

const UNAUTHORIZED = 401;
/** Browsers know nothing of bearer tokens, but ask for a password, and send it along with everything that the page asks for. */
const CHALLENGES = ['Bearer realm="circolog"', 'Basic realm="circolog", charset="UTF-8"'];

/**
 * Lets a request in that has one of the tokens.
 *
 * @throws BadRequest with status 401; the answer then says how to come in.
 */
export function authorize({headers, raw}: FastifyRequest, reply: FastifyReply, tokens: Tokens): void {
	const token = tokenIn(headers.authorization ?? '');
	if (token !== undefined && tokens.admit(token, raw.socket)) return;
	reply.header('WWW-Authenticate', CHALLENGES).header('Cache-Control', 'no-store');
	const found = headers.authorization === undefined ? 'a token is needed here' : 'that is none of the tokens that are allowed here';
	throw new BadRequest(`${found}: send "Authorization: Bearer TOKEN", or TOKEN as the password of any user`, UNAUTHORIZED);
}

/** The token in a header, of RFC 6750, section 2.1, or the password of RFC 7617. */
function tokenIn(authorization: string): string | undefined {
	const [, scheme = '', value = ''] = /^(\w+) +([\w.~+/-]+=*) *$/.exec(authorization) ?? [];
	if (/^bearer$/i.test(scheme)) return value;
	if (!/^basic$/i.test(scheme)) return undefined;
	return Buffer.from(value, 'base64').toString('utf8').replace(/^[^:]*:/, '');
}
