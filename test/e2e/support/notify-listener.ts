import {onTestFinished} from 'vitest';
import {closeDescriptor} from '../../../src/libc/descriptors.js';
import {mapMemory} from '../../../src/libc/memory.js';
import {pollReadable} from '../../../src/libc/poll.js';
import {AF_UNIX, bindSocket, datagramSocket, SCM_CREDENTIALS, setSocketOption, SO_PASSCRED, SOL_SOCKET} from '../../../src/libc/sockets.js';
import {DatagramBatch} from '../../../src/receiver/datagram-batch.js';
import {BATCH_DATAGRAMS} from '../../../src/receiver/message-headers.js';
import {unixAddress} from '../../../src/receiver/socket-address.js';

const MAX_BYTES = 4096;

/** Something that a service manager was told. */
export interface Notification {
	/** As `READY=1`, in their order. */
	readonly assignments: readonly string[];
	/** Process id of the sender, as the kernel tells it. */
	readonly pid: number;
	readonly atMs: number;
}

/** The service manager's end of sd_notify(3). */
export class NotifyListener {
	readonly received: Notification[] = [];
	readonly #fd = datagramSocket(AF_UNIX);

	/** @param path Path of the socket, or `@` and an abstract name. */
	constructor(path: string) {
		setSocketOption(this.#fd, SOL_SOCKET, SO_PASSCRED, 1);
		bindSocket(this.#fd, path.startsWith('@') ? Buffer.from(`\x01\x00\x00${path.slice(1)}`, 'latin1') : unixAddress(path));
		const slots = mapMemory(BATCH_DATAGRAMS * MAX_BYTES);
		const batch = new DatagramBatch({address: slots.address, offset: 0, stride: MAX_BYTES, capacity: MAX_BYTES}, false);
		const poll = pollReadable(this.#fd, () => {
			const count = batch.receive(this.#fd);
			for (let i = 0; i < count; i++) {
				const text = Buffer.from(slots.buffer, batch.offset(i), batch.headers.length(i)).toString('utf8');
				const pid = batch.headers.words[batch.headers.control(i, SOL_SOCKET, SCM_CREDENTIALS)] ?? 0;
				this.received.push({assignments: text.split('\n'), pid, atMs: performance.now()});
			}
			batch.headers.reset(Math.max(0, count));
		});
		onTestFinished(() => {
			poll.close();
			closeDescriptor(this.#fd);
		});
	}

	/** Those that say this. */
	saying(assignment: string): Notification[] {
		return this.received.filter(({assignments}) => assignments.includes(assignment));
	}

	/** All assignments so far. */
	get assignments(): string[] {
		return this.received.flatMap(({assignments}) => assignments);
	}
}
