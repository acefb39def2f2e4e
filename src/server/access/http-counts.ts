/** What has become of connections and requests, of all HTTP listeners together. */
export class HttpCounts {
	/** Connections that are open now. */
	connections = 0;
	/** Connections that there have been. */
	total = 0;
	/** Connections refused, because all others were at work. */
	refused = 0;
	/** Connections closed that asked for nothing, to make room for newer ones. */
	displaced = 0;
	/** Requests that took too long to arrive. */
	timedOut = 0;
	/** Requests whose address and headers were too large. */
	tooLarge = 0;
	/** Requests without a token that is allowed. */
	unauthorized = 0;
	/** TLS connections that came to nothing. */
	tlsFailed = 0;
}
