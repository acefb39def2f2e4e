import {readFileSync, writeFileSync} from 'node:fs';
import type {Undo} from './undo.js';

const PATH = '/proc/sys/net/unix/max_dgram_qlen';
/** What systemd sets, and so what nearly every host has. */
const WANTED_DATAGRAMS = 512;

/** How many datagrams may wait in a unix socket, and whether the benchmark has changed that for its duration. */
export interface KernelQueue {
	readonly datagrams: number;
	readonly was: number;
}

/** Makes room for 512 datagrams in unix sockets made from now on; without the right to, all stays as it is. */
export function raiseKernelQueue(undo: Undo): KernelQueue {
	const was = Number(readFileSync(PATH, 'latin1'));
	if (was === WANTED_DATAGRAMS) return {datagrams: was, was};
	try {
		writeFileSync(PATH, String(WANTED_DATAGRAMS));
	} catch {
		return {datagrams: was, was};
	}
	undo.add(() => {
		writeFileSync(PATH, String(was));
	});
	return {datagrams: WANTED_DATAGRAMS, was};
}
