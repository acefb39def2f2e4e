import {request, type IncomingHttpHeaders} from 'node:http';

/** Where an HTTP server listens: the path of a unix socket, or a TCP port of this machine. */
export type HttpAddress = string | number;

/** An HTTP answer, read to its end. */
export interface HttpAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** Asks an HTTP server; every request uses a connection of its own. */
export async function ask(
	address: HttpAddress,
	path: string,
	{method = 'GET', headers = {}}: {method?: string; headers?: Record<string, string>} = {},
): Promise<HttpAnswer> {
	const where = typeof address === 'string' ? {socketPath: address} : {host: '127.0.0.1', port: address};
	return new Promise((resolve, reject) => {
		const asked = request({...where, path, method, headers, agent: false}, response => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => {
				resolve({status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks)});
			});
		});
		asked.on('error', reject);
		asked.end();
	});
}
