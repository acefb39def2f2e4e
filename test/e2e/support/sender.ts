import {expect} from 'vitest';
import {Child} from './child.js';
import {cleanEnvironment} from './daemon.js';
import {peer} from './peers.js';

// One call a message, which the kernel takes as a whole or not at all: so it is known of each whether it was accepted.
// What was refused, while there is no daemon, is sent to the next. It goes on where it was, and makes up for no time.
const SENDER = `
import select, socket, sys, time
kind, path, rate = sys.argv[1], sys.argv[2], int(sys.argv[3])
def connected():
    while True:
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM if kind == 'dgram' else socket.SOCK_STREAM)
        try:
            sender.connect(path)
            return sender
        except OSError:
            sender.close()
            time.sleep(0.002)
sender = connected()
begun = time.monotonic()
number = 0
while number % 250 or not select.select([sys.stdin], [], [], max(0, begun + number / rate - time.monotonic()))[0]:
    number += 1
    message = b'<134>1 2026-11-20T15:10:37.123456+00:00 sender counter 4711 - - number=%d, with some text behind it' % number
    if kind == 'stream':
        message += b'\\n'
    while True:
        try:
            assert sender.send(message) == len(message)
            break
        except OSError:
            sender.close()
            sender = connected()
            begun = time.monotonic() - number / rate
print(number)
`;

/** A process that sends numbered messages to a unix socket, 50,000 a second where it can, each once and in order. */
export class Sender {
	readonly #child: Child;

	constructor(kind: 'dgram' | 'stream', path: string) {
		this.#child = new Child(peer('python3'), ['-c', SENDER, kind, path, '50000'], cleanEnvironment());
	}

	/** Stops it; resolves to the number of the last message that the kernel has accepted. */
	async stop(): Promise<number> {
		this.#child.end();
		expect(await this.#child.exited).toEqual({code: 0, signal: null});
		return Number(this.#child.stdout.toString());
	}
}
