import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import type {Accumulator} from '../../analysis/accumulator.js';
import {DEFAULT_BUCKETS, Histogram, MAX_BUCKETS} from '../../analysis/histogram.js';
import {DEFAULT_PATTERNS, MAX_PATTERNS, Patterns} from '../../analysis/patterns.js';
import {MAX_VALUES} from '../../analysis/frequent-values.js';
import {DEFAULT_TOP_VALUES, Top} from '../../analysis/top.js';
import {FIELD_NAMES, type Field, parseField} from '../../fields/field.js';
import type {Chunk} from '../../hub/chunk.js';
import {BadRequest} from '../bad-request.js';
import {formatCursor, placeAfter} from '../cursor.js';
import {type Query, readSelection, type SelectionParameters, single, wholeNumber} from '../parameters.js';
import {type Range, scanForward} from '../scan.js';
import {type DaemonState, receivedUsOf} from '../status.js';
import {Turns} from '../turns.js';
import {isWanted, json} from './answer.js';
import {statsRoute} from './stats.js';

/** Answers with numbers about messages instead of the messages. */
export function countingRoutes(app: FastifyInstance, state: DaemonState): void {
	const {context} = state;

	app.get('/count', async (request, reply) => {
		let total = 0;
		await scan(state, request, reply, readSelection(queryOf(request), context), {
			readsText: false,
			add(_chunk, _selected, count) {
				total += count;
			},
		});
		return reply.type('text/plain; charset=utf-8').send(`${total}\n`);
	});

	app.get('/histogram', async (request, reply) => {
		const query = queryOf(request);
		const selection = readSelection(query, context, ['buckets', 'by']);
		const buckets = wholeNumber(query, 'buckets', 1, MAX_BUCKETS) ?? DEFAULT_BUCKETS;
		const by = single(query, 'by') === undefined ? undefined : field(query, 'by');
		const histogram = new Histogram({...span(state, selection), buckets}, context, by);
		await scan(state, request, reply, selection, histogram);
		return json(reply, histogram.result());
	});

	app.get('/top', async (request, reply) => {
		const query = queryOf(request);
		const selection = readSelection(query, context, ['field', 'n', 'sort']);
		const n = wholeNumber(query, 'n', 1, MAX_VALUES) ?? DEFAULT_TOP_VALUES;
		const sort = single(query, 'sort') ?? 'count';
		if (sort !== 'count' && sort !== 'bytes') {
			throw new BadRequest(`sort: ${JSON.stringify(sort)} is no order; allowed are count and bytes`);
		}
		const top = new Top(field(query, 'field'), context);
		await scan(state, request, reply, selection, top);
		return json(reply, top.result(n, sort));
	});

	app.get('/patterns', async (request, reply) => {
		const query = queryOf(request);
		const selection = readSelection(query, context, ['n']);
		const n = wholeNumber(query, 'n', 1, MAX_PATTERNS) ?? DEFAULT_PATTERNS;
		const patterns = new Patterns();
		await scan(state, request, reply, selection, patterns);
		return json(reply, patterns.result(n));
	});

	statsRoute(app, state);
}

/** Shows everything selected to the accumulator. The answer says up to where that is, so that the next can go on there. */
async function scan(state: DaemonState, request: FastifyRequest, reply: FastifyReply, {filter, cursor}: SelectionParameters, into: Accumulator): Promise<void> {
	const {reader, space, queries} = state;
	const {from, head} = placeAfter(reader, cursor);
	reply.header('Circolog-Cursor', formatCursor(reader, head));
	const range: Range = {from: Math.max(from, reader.tail), until: head};
	const turns = new Turns(state.queryTimeoutMs);
	const wanted = {reader, space, filter, readsText: into.readsText, range, turns, isWanted: isWanted(request)};
	await queries.run(async () => scanForward(wanted, (chunk: Chunk, selected, count) => {
		into.add(chunk, selected, count);
	}));
}

/** The time that a histogram covers: what was asked for, else what the ring holds. */
function span({reader}: DaemonState, {sinceUs, untilUs}: SelectionParameters): {fromUs: number; untilUs: number} {
	const nowUs = Date.now() * 1000;
	const oldestUs = receivedUsOf(reader, reader.tail) ?? nowUs;
	const newestUs = receivedUsOf(reader, reader.head - 1) ?? nowUs;
	const fromUs = Number.isFinite(sinceUs) ? sinceUs : Math.min(oldestUs, untilUs);
	return {fromUs, untilUs: Math.max(fromUs, Number.isFinite(untilUs) ? untilUs : newestUs) + 1};
}

function field(query: Query, name: string): Field {
	const text = single(query, name);
	const found = text === undefined ? undefined : parseField(text);
	if (found !== undefined) return found;
	const given = text === undefined ? 'is missing' : `${JSON.stringify(text)} is no field`;
	throw new BadRequest(`${name}: ${given}; allowed are ${FIELD_NAMES.join(', ')} and sd.ID.NAME`);
}

function queryOf(request: FastifyRequest): Query {
	return request.query as Query;
}
