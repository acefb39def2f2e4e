import {cpus, release, totalmem} from 'node:os';
import type {Bench} from '../bench.js';
import {bestPeer, type Measurement, ratioTo} from './result.js';

/** What the numbers were measured on. */
export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	readonly memoryBytes: number;
	readonly kernel: string;
	readonly node: string;
	readonly maxDgramQlen: number;
}

/** Describes this machine. */
export function machine(bench: Bench): Machine {
	const all = cpus();
	return {
		cpu: all[0]?.model.replace(/\s+/g, ' ') ?? 'unknown', cores: all.length, memoryBytes: totalmem(), kernel: release(),
		node: process.versions.node, maxDgramQlen: bench.kernelQueue.datagrams,
	};
}

/** The results with every round, for programs. */
export function json(bench: Bench, measurements: readonly Measurement[], seconds: number): string {
	const lines = measurements.map(line => ({
		...line,
		ratioToLimit: ratioTo(line, line.limit),
		bestPeer: bestPeer(line)?.name,
		ratioToBestPeer: ratioTo(line, bestPeer(line)),
	}));
	const about = {
		measuredAt: new Date().toISOString(), seconds: Math.round(seconds), quick: bench.quick, rounds: bench.rounds,
		machine: machine(bench), loadBefore: bench.loadBefore, peers: Object.fromEntries(bench.peers), uncounted: bench.uncounted,
	};
	return `${JSON.stringify({...about, measurements: lines}, undefined, '\t')}\n`;
}
