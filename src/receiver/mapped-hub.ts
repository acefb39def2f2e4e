import {unfeltMaxMessages} from '../hub/layout.js';
import {HubMemory} from '../hub/memory.js';
import {type KeptFile, wholePages} from '../keep/kept-file.js';
import type {KeptRing} from '../keep/kept-ring.js';
import {openKeptRing} from '../keep/open-kept-ring.js';
import type {MappedMemory} from '../libc/memory.js';
import {Mappings} from './mappings.js';
import {type HubPlace, listenerName} from './protocol.js';
import {scratchLayout} from './scratch.js';
import type {ReceiverOptions} from './receiver.js';

/** Bounds of the ring, checked by the caller against `geometryFor`. */
export interface RingLimits {
	readonly maxBytes: number;
	/** The bound N; undefined for one that is never felt, whatever `maxBytes` is. */
	readonly maxMessages: number | undefined;
	readonly maxMessageBytes: number;
}

/** A hub's memory, as this thread and the receiver know it. */
export interface MappedHub {
	readonly mapped: MappedMemory;
	readonly place: HubPlace;
}

/** What a hub is opened for. */
type OpenOptions = Pick<ReceiverOptions, 'limits' | 'compress' | 'redaction' | 'listeners' | 'keep' | 'onResumed'>;

/** The hub that the receiver is to begin with: a new one, or one that was kept. */
export function openHub(mappings: Mappings, {limits, compress, redaction, listeners, keep, onResumed}: OpenOptions): {
	memory: HubMemory; place: MappedHub; rows: readonly number[]; kept: KeptRing | undefined;
} {
	const bounds = {...limits, maxMessages: maxMessagesOf(limits, compress)};
	if (keep === undefined) {
		const place = mapHub(mappings, bounds, redaction.isOn);
		return {memory: HubMemory.format(place.mapped.buffer, bounds), place, rows: [...listeners.keys()], kept: undefined};
	}
	const {repaired, ...opened} = openKeptRing(keep, bounds, listeners.map(spec => listenerName(spec)), {
		map: (each, file) => mapHub(mappings, each, redaction.isOn, file),
		unmap: ({mapped}) => {
			mappings.give(mapped);
		},
	});
	if (repaired !== undefined) onResumed(repaired, opened.memory);
	return opened;
}

/** Maps memory for a hub, which may be kept in a file, and behind it the receiver's scratch space. */
export function mapHub(mappings: Mappings, {maxBytes, maxMessageBytes}: Pick<RingLimits, 'maxBytes' | 'maxMessageBytes'>, redacts: boolean, file?: KeptFile): MappedHub {
	const scratchAt = wholePages(maxBytes);
	const mapped = mappings.take(scratchAt + scratchLayout(maxMessageBytes, redacts).bytes, ({address}) => file?.mapAt(address, maxBytes));
	return {mapped, place: {address: mapped.address, bytes: mapped.buffer.byteLength, scratchAt}};
}

/** The bound N of a ring; where none was asked for, one that is never felt. */
export function maxMessagesOf({maxBytes, maxMessages}: RingLimits, isCompressed: boolean): number {
	return maxMessages ?? unfeltMaxMessages(maxBytes, isCompressed);
}
