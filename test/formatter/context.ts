import type {FormatterContext} from '../../src/formatter/formatter.js';

/** A context in which every host is called `here`, to be changed where a test needs another. */
export const CONTEXT: FormatterContext = {
	epoch: '0123456789ab',
	bootId: '00112233445566778899aabbccddeeff',
	sourceNames: ['unix-dgram:/run/log', 'udp:127.0.0.1:514'],
	hostOf: () => new TextEncoder().encode('here'),
};
