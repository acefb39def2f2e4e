import {mapMemory} from './memory.js';

// One thread makes one call at a time, so one small scratch space serves all of them.
const memory = mapMemory(4096);

/** What calls are given addresses of. */
export const scratchBytes = new Uint8Array(memory.buffer);
export const scratchView = new DataView(memory.buffer);
/** Where a value stands. */
export const VALUE = memory.address;
/** Where the length of a value stands, counted from it. */
export const LENGTH_AT = 256;
export const LENGTH = VALUE + LENGTH_AT;
/** Where bytes stand that are sent. */
export const SENT_AT = 512;
export const SENT = VALUE + SENT_AT;
