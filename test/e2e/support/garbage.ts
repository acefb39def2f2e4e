/** A reproducible source of random numbers from 0 to 2^32 - 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
}

// Bytes that mean something to a syslog parser are more dangerous than evenly random ones.
const MEANINGFUL = Buffer.from('<>1390 -[]"=\\\n\r\0\t@:.\u{FEFF}Nov 20T+Z\x7f\xff', 'utf8');

/** Up to `maxBytes` random bytes: half of them of any value, half of them such as have a meaning in syslog. */
export function garbage(random: () => number, maxBytes: number): Buffer {
	const bytes = Buffer.alloc(random() % (maxBytes + 1));
	for (let i = 0; i < bytes.length; i++) {
		const number = random();
		bytes[i] = number % 2 === 0 ? number >>> 24 : MEANINGFUL[(number >>> 8) % MEANINGFUL.length]!;
	}
	return bytes;
}
