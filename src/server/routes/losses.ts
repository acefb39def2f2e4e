import type {FastifyInstance} from 'fastify';
import type {Loss, LossTotal} from '../../losses/losses.js';
import {factsOf, isReasonName, REASON_NAMES, type ReasonName} from '../../losses/reasons.js';
import {utcTimestamp} from '../../syslog/timestamp-writer.js';
import {BadRequest} from '../bad-request.js';
import {lines, many, type Query, refuseOthers, time} from '../parameters.js';
import type {DaemonState} from '../status.js';
import {json} from './answer.js';

/** Answers `/losses`: what was lost, when, where and why. Readers may ask it, and those who control the daemon. */
export function lossesRoute(app: FastifyInstance, {losses}: Pick<DaemonState, 'losses'>): void {
	app.get('/losses', async (request, reply) => {
		const query = request.query as Query;
		refuseOthers(query, ['since', 'until', 'reason', 'l']);
		const now = new Date();
		const sinceUs = time(query, 'since', now) ?? -Infinity;
		const untilUs = time(query, 'until', now) ?? Infinity;
		const reasons = many(query, 'reason').map(readReason);
		const last = lines(query);
		const report = losses.report();
		const isWanted = ({reason}: {readonly reason: ReasonName}): boolean => reasons.length === 0 || reasons.includes(reason);
		const found = report.losses.filter(loss => isWanted(loss) && loss.toUs >= sinceUs && loss.fromUs <= untilUs);
		return json(reply, {
			losses: found.slice(Math.max(0, found.length - last)).map(lossOf),
			forgotten: report.forgotten,
			totals: report.totals.filter(isWanted).map(totalOf),
		});
	});
}

function readReason(text: string): ReasonName {
	if (isReasonName(text)) return text;
	throw new BadRequest(`reason: ${JSON.stringify(text)} is no reason; allowed are ${REASON_NAMES.join(', ')}`);
}

function lossOf({fromUs, toUs, fromSeq, toSeq, ...loss}: Loss): object {
	return {from: utcTimestamp(fromUs), to: utcTimestamp(toUs), ...totalOf(loss), from_seq: fromSeq, to_seq: toSeq};
}

/** What is lost, in part or whole: `fate` says which; `text` says why, for people. */
function totalOf({source, reason, count}: LossTotal): object {
	const {unit, fate, text} = factsOf(reason);
	return {source, reason, count, unit, fate, text};
}
