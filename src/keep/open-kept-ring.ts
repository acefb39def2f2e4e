import {linkSync, renameSync, unlinkSync} from 'node:fs';
import {geometryFor, LAYOUT_VERSION, type Limits} from '../hub/layout.js';
import {HubMemory} from '../hub/memory.js';
import {HubMove} from '../hub/move.js';
import {BeyondRepairError, repair, type Repair} from '../hub/repair.js';
import type {Description} from './description.js';
import {KeepError} from './keep-error.js';
import {KeptFile} from './kept-file.js';
import {type KeepPlace, KeptRing, newPath} from './kept-ring.js';
import {sourceRows} from './source-rows.js';

/** Memory that a hub is in, whatever else is known of it. */
interface Mapped {
	readonly mapped: {readonly buffer: ArrayBuffer};
}

/** Maps files to memory, and takes that back. */
export interface Mapper<P extends Mapped> {
	map(limits: Limits, file: KeptFile): P;
	unmap(place: P): void;
}

/** A kept ring, ready to be written to. */
export interface OpenedRing<P> {
	readonly kept: KeptRing;
	readonly place: P;
	readonly memory: HubMemory;
	/** The row of counters of each listener. */
	readonly rows: readonly number[];
	/** What was found; undefined for a ring that was not there. */
	readonly repaired: Repair | undefined;
}

/**
 * Goes on with the ring that is kept in a file, or begins one.
 *
 * @param limits Bounds that the ring is to have; one that was kept is resized to them.
 * @param asked How the listeners were asked for.
 * @throws {KeepError} Where the file is none of ours, or cannot be had; it is left as it is.
 */
export function openKeptRing<P extends Mapped>(at: KeepPlace, limits: Limits, asked: readonly string[], mapper: Mapper<P>): OpenedRing<P> {
	const file = KeptFile.open(at.path, at.onDisk);
	if (file === undefined) return begin(at, limits, asked, mapper);
	try {
		return resume(at, lastMoved(at, file), limits, asked, mapper);
	} catch (error) {
		file.close();
		throw error;
	}
}

function begin<P extends Mapped>(at: KeepPlace, limits: Limits, asked: readonly string[], mapper: Mapper<P>): OpenedRing<P> {
	removeLeftOver(at);
	const file = KeptFile.make(newPath(at.path), at.onDisk, limits.maxBytes, at.path);
	const place = mapper.map(limits, file);
	const memory = HubMemory.format(place.mapped.buffer, limits);
	const {sources, rows} = sourceRows([], asked);
	const description: Description = {
		layout: LAYOUT_VERSION, epoch: parseInt(memory.epoch, 16), limits, sources, sinceMs: Date.now(), starts: 1, dropped: 0, mended: 0,
	};
	file.places.write(description);
	try {
		// Not `rename`, which would take the place of what somebody else has put there meanwhile.
		linkSync(newPath(at.path), at.path);
	} catch (cause) {
		throw new KeepError(at.path, `cannot be made: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`, {cause});
	} finally {
		unlinkSync(newPath(at.path));
	}
	return {kept: new KeptRing(at, file, description), place, memory, rows, repaired: undefined};
}

function resume<P extends Mapped>(
	at: KeepPlace, file: KeptFile, limits: Limits, asked: readonly string[], mapper: Mapper<P>,
): OpenedRing<P> {
	const found = describedIn(at, file);
	file.reserve();
	const old = mapper.map(found.limits, file);
	// The flags that a daemon was started with last are what counts.
	const bounds = {...found.limits, maxMessages: limits.maxMessages};
	const {memory, repaired} = repairedHub(at, old.mapped.buffer, bounds, found);
	memory.tail = Math.max(memory.tail, memory.head - limits.maxMessages);
	const {sources, rows} = sourceRows(found.sources, asked);
	const description: Description = {
		...found, limits: bounds, sources, starts: found.starts + 1,
		dropped: found.dropped + repaired.dropped, mended: found.mended + repaired.mended,
	};
	file.places.write(description);
	const kept = new KeptRing(at, file, description);
	if (bounds.maxBytes === limits.maxBytes && bounds.maxMessageBytes === limits.maxMessageBytes) return {kept, place: old, memory, rows, repaired};

	const next = kept.beginMove(limits);
	const place = mapper.map(limits, next);
	const target = HubMemory.format(place.mapped.buffer, limits);
	new HubMove(memory, target).finish();
	memory.hasMoved = true;
	kept.endMove(next, limits);
	mapper.unmap(old);
	return {kept, place, memory: target, rows, repaired};
}

function repairedHub(at: KeepPlace, buffer: ArrayBuffer, limits: Limits, {epoch, sources}: Description): {memory: HubMemory; repaired: Repair} {
	try {
		return repair(buffer, limits, epoch, sources.length);
	} catch (cause) {
		if (!(cause instanceof BeyondRepairError)) throw cause;
		throw new KeepError(at.path, `is too damaged to be made use of: ${cause.message}; remove it, or name another file`, {cause});
	}
}

/** Makes sure that the file keeps a ring, and one that can be read. */
function describedIn(at: KeepPlace, file: KeptFile): Description {
	const {isHub, layout} = file.header();
	const found = file.places.read();
	const advice = 'remove it, or name another file';
	if (found === undefined) {
		if (!isHub) throw new KeepError(at.path, `(${file.bytes} bytes) keeps no ring: ${advice}`);
		if (layout !== LAYOUT_VERSION) throw new KeepError(at.path, otherLayout(layout));
		throw new KeepError(at.path, `(${file.bytes} bytes) is damaged, or has been cut: what describes the ring is missing at its end; ${advice}`);
	}
	if (found.layout !== LAYOUT_VERSION) throw new KeepError(at.path, otherLayout(found.layout));
	if (!file.fits(found.limits.maxBytes) || !isGeometry(found.limits)) {
		throw new KeepError(at.path, `has the wrong size for its ring of ${found.limits.maxBytes} bytes: ${file.bytes} bytes; ${advice}`);
	}
	return found;
}

function otherLayout(layout: number): string {
	return `keeps a ring of layout ${layout}, and this circologd reads layout ${LAYOUT_VERSION}: `
		+ 'read it with the circologd that made it, or remove it; it was left as it is';
}

function isGeometry(limits: Limits): boolean {
	try {
		geometryFor(limits);
		return true;
	} catch {
		return false;
	}
}

/** The file in which the ring goes on: that beside `file`, if its writer died after the ring had moved there; else `file`. */
function lastMoved(at: KeepPlace, file: KeptFile): KeptFile {
	const next = file.header().hasMoved ? KeptFile.open(newPath(at.path), at.onDisk) : undefined;
	const [old, described] = [file.places.read(), next?.places.read()];
	if (next === undefined || old === undefined || described?.epoch !== old.epoch || !next.fits(described.limits.maxBytes)) {
		next?.close();
		removeLeftOver(at);
		return file;
	}
	renameSync(newPath(at.path), at.path);
	file.close();
	return next;
}

/** Removes what somebody has left who died while he made a file. */
function removeLeftOver(at: KeepPlace): void {
	const left = KeptFile.open(newPath(at.path), at.onDisk);
	if (left === undefined) return;
	unlinkSync(newPath(at.path));
	left.close();
}
