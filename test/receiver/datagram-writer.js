// Sends itself datagrams with numbered texts and takes them into the hub, as fast as it can until told to stop. It runs what
// is built: workers know no TypeScript.
import {parentPort, workerData} from 'node:worker_threads';
import {Hub} from '../../dist/hub.js';
import {Ipv6Table} from '../../dist/hub/ipv6-table.js';
import {HubMemory} from '../../dist/hub/memory.js';
import {WakeUp} from '../../dist/hub/wake-up.js';
import {closeDescriptor} from '../../dist/libc/descriptors.js';
import {viewMemory} from '../../dist/libc/memory.js';
import {AF_UNIX, datagramSocket, sendDatagram} from '../../dist/libc/sockets.js';
import {Ledger} from '../../dist/losses/ledger.js';
import {LedgerMemory} from '../../dist/losses/ledger-memory.js';
import {DatagramBatch} from '../../dist/receiver/datagram-batch.js';
import {DatagramSource} from '../../dist/receiver/datagram-source.js';
import {Intake} from '../../dist/receiver/intake.js';
import {openUnixDatagram} from '../../dist/receiver/open-datagram.js';
import {scratchLayout} from '../../dist/receiver/scratch.js';
import {unixAddress} from '../../dist/receiver/socket-address.js';
import {OriginMask} from '../../dist/redact/origin-mask.js';
import {evenText} from './even-text.js';

/** As many wait in a unix socket at the least. */
const BATCH_DATAGRAMS = 10;

const {address, bytes, scratchAt, path, stop} = workerData;
const stopped = new Int32Array(stop);
const memory = new HubMemory(viewMemory(address, bytes).buffer);
const hub = new Hub(memory);
const {slotStride: stride, slotBytes: capacity} = scratchLayout(memory.geometry.maxMessageBytes, false);
const batch = new DatagramBatch({address: address + scratchAt, offset: scratchAt, stride, capacity}, false);
const fd = openUnixDatagram(path);
const source = new DatagramSource(fd, 0, {hub, intake: new Intake(hub, 0, new WakeUp(), new Ledger(new LedgerMemory(1)), undefined), ipv6: new Ipv6Table(memory), originMask: new OriginMask({readyMade: [], patterns: []}), batch});
const sender = datagramSocket(AF_UNIX);
const to = unixAddress(path);
parentPort.postMessage('ready');
for (let seq = 1; Atomics.load(stopped, 0) === 0;) {
	for (let i = 0; i < BATCH_DATAGRAMS; i++) sendDatagram(sender, to, evenText(seq++));
	source.drain(Infinity);
}
source.close();
closeDescriptor(sender);
