import {Ledger} from '../../src/losses/ledger.js';
import {LedgerMemory} from '../../src/losses/ledger-memory.js';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {Hub} from '../../src/hub.js';
import {Ipv6Table} from '../../src/hub/ipv6-table.js';
import {HubMemory} from '../../src/hub/memory.js';
import {HubMove} from '../../src/hub/move.js';
import {HubReader} from '../../src/hub/reader.js';
import {WakeUp} from '../../src/hub/wake-up.js';
import {closeDescriptor} from '../../src/libc/descriptors.js';
import {mapMemory} from '../../src/libc/memory.js';
import {AF_INET, AF_UNIX, datagramSocket, sendDatagram, socketName} from '../../src/libc/sockets.js';
import {DatagramBatch} from '../../src/receiver/datagram-batch.js';
import {DatagramSource} from '../../src/receiver/datagram-source.js';
import {Intake} from '../../src/receiver/intake.js';
import {openUdp, openUnixDatagram} from '../../src/receiver/open-datagram.js';
import {scratchLayout} from '../../src/receiver/scratch.js';
import {internetAddress, portOf, unixAddress} from '../../src/receiver/socket-address.js';
import {OriginMask} from '../../src/redact/origin-mask.js';
import {temporaryFolder} from '../e2e/support/folder.js';

/** As many datagrams wait in a unix socket at the least, whatever net.unix.max_dgram_qlen is on this machine. */
export const QUEUE_DATAGRAMS = 10;

const MAX_MESSAGES = 1_000_000;

/** A datagram socket, unix or UDP, that is read into a hub when the test says so, or else when it lets others have their turn. */
export class DatagramBench {
	readonly memory: HubMemory;
	readonly reader: HubReader;
	readonly batch: DatagramBatch;
	readonly fd: number;
	readonly #hub: Hub;
	readonly #source: DatagramSource;
	readonly #slots: {address: number; offset: number; stride: number; capacity: number};
	readonly #address: Uint8Array;
	readonly #senders: readonly number[];
	#isClosed = false;

	constructor({maxBytes, maxMessageBytes}: {maxBytes: number; maxMessageBytes: number}, kind: 'unix-dgram' | 'udp' = 'unix-dgram') {
		const {slotStride, slotBytes, bytes} = scratchLayout(maxMessageBytes, false);
		const {address, buffer} = mapMemory(maxBytes + bytes);
		this.memory = HubMemory.format(buffer, {maxBytes, maxMessages: MAX_MESSAGES, maxMessageBytes});
		this.reader = new HubReader(this.memory);
		this.#slots = {address: address + maxBytes, offset: maxBytes, stride: slotStride, capacity: slotBytes};
		this.batch = new DatagramBatch(this.#slots, kind === 'udp');
		if (kind === 'udp') {
			const {fd, port} = openUdp('127.0.0.1', 0);
			this.fd = fd;
			this.#address = internetAddress('127.0.0.1', port);
			this.#senders = [datagramSocket(AF_INET), datagramSocket(AF_INET)];
		} else {
			const path = join(temporaryFolder(), 'test.sock');
			this.fd = openUnixDatagram(path);
			this.#address = unixAddress(path);
			this.#senders = [datagramSocket(AF_UNIX), datagramSocket(AF_UNIX)];
		}
		const hub = new Hub(this.memory);
		this.#hub = hub;
		this.#source = new DatagramSource(this.fd, 0, {
			hub, intake: new Intake(hub, 0, new WakeUp(), new Ledger(new LedgerMemory(1)), undefined), ipv6: new Ipv6Table(this.memory), originMask: new OriginMask({readyMade: [], patterns: []}),
			allowList: undefined, batch: this.batch, inherited: false,
		});
		onTestFinished(() => {
			this.close();
			this.#senders.forEach(closeDescriptor);
		});
	}

	/** Puts a datagram of one of two senders into the socket's queue, at once. Over UDP, each has a port of its own. */
	send(datagram: string, sender: 0 | 1 = 0): void {
		sendDatagram(this.#senders[sender]!, this.#address, Buffer.from(datagram, 'latin1'));
	}

	/** The port of a sender that has sent something over UDP. */
	port(sender: 0 | 1): number {
		return portOf(socketName(this.#senders[sender]!));
	}

	/** Stops reading, as the receiver does at its end. */
	close(): void {
		if (!this.#isClosed) this.#source.close();
		this.#isClosed = true;
	}

	/** Takes all that waits. */
	drain(): void {
		this.#source.drain(Infinity);
	}

	/** Moves the hub to other memory, as the receiver does. */
	resize(maxBytes: number): void {
		const {address, buffer} = mapMemory(maxBytes + scratchLayout(this.memory.geometry.maxMessageBytes, false).bytes);
		HubMove.begin(this.memory, buffer, {maxBytes, maxMessages: MAX_MESSAGES}).finish();
		this.memory.attach(buffer);
		this.#hub.resume();
		this.#slots.address = address + maxBytes;
		this.#slots.offset = maxBytes;
		this.#source.forgetSlots();
	}

	clear(): void {
		this.#hub.clear();
	}
}
