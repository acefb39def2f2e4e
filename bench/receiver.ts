/** How messages get to a receiver. */
export type Transport = 'unix-dgram' | 'udp' | 'tcp';

/** What a receiver has taken since it started. */
export interface Taken {
	readonly messages: number;
	/** Messages that it knows to be lost. */
	readonly countedLost: number;
	/** When the last one came (CLOCK_MONOTONIC, ns), if it knows. */
	readonly lastNs?: number;
}

/** Something that takes syslog messages, and can be measured beside others. */
export interface Receiver {
	readonly name: string;
	/** `keeper`: it keeps what it takes, as circologd does, with as little work as that can be done with. */
	readonly role: 'circologd' | 'limit' | 'keeper' | 'peer';
	readonly version?: string;
	readonly pid: number;
	/** Where to send, spelled as circologd announces it; a transport that is absent is not spoken. */
	readonly endpoints: Readonly<Partial<Record<Transport, string>>>;
	/**
	 * What it has taken; absent where there is no way to know, and a sender that is never left waiting has lost nothing.
	 *
	 * @param size Bytes of each message sent since the last `forget`.
	 */
	taken?(transport: Transport, size: number): Promise<Taken>;
	/** Throws away what it has taken, so that memory does not fill up; the counts may begin at 0 again. */
	forget?(): void;
	/** Ends it. */
	stop(): Promise<void>;
}
