import {createSocket} from 'node:dgram';

// What one would write first: node:dgram, one callback a message, the newest messages kept in an array.
const KEPT_MESSAGES = 300_000;
const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;

const messages = new Array<Buffer>(KEPT_MESSAGES);
let count = 0;
const socket = createSocket({type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES}, message => {
	messages[count % KEPT_MESSAGES] = message;
	count += 1;
});
socket.bind(0, '127.0.0.1', () => process.send?.({port: socket.address().port}));
process.on('message', () => process.send?.({count}));
process.on('disconnect', () => process.exit());
