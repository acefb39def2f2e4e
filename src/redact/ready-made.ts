import {bearer} from './bearer.js';
import {creditCard} from './credit-card.js';
import {email} from './email.js';
import {ipv4} from './ipv4.js';
import {ipv6} from './ipv6.js';
import type {Rule} from './rule.js';
import {secret} from './secret.js';
import {urlQuery} from './url-query.js';

/** The ready-made rules, by which users know them. */
export const READY_MADE: readonly Rule[] = [ipv4, ipv6, email, urlQuery, creditCard, bearer, secret];
