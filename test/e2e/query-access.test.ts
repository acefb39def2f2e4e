import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {start, runToEnd, TAIL} from '../cmd/support.js';
import {run} from './support/child.js';
import {Authority, tokenFile} from './support/credentials.js';
import {curl} from './support/curl.js';
import {CIRCOLOGD, cleanEnvironment, type Daemon, startDaemon} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {follow, refusedHandshake} from './support/follower.js';
import {ask} from './support/http.js';
import {describeWithPeers} from './support/peers.js';
import {sendStream} from './support/stream.js';
import {waitFor} from './support/wait.js';

/** What a daemon says that does not start, and its exit code. */
async function refusal(...flags: string[]): Promise<string> {
	const {code, stderr} = await run(CIRCOLOGD, flags, {
		env: {...cleanEnvironment(), RUNTIME_DIRECTORY: temporaryFolder()}, allowed: [0, 1, 2], deadlineMs: 10_000,
	});
	return `${code} ${stderr}`;
}

async function withMessage(...args: string[]): Promise<Daemon> {
	const daemon = await startDaemon({args});
	await sendStream(daemon.streamSocket, ['<13>1 - - app - - - hello\n']);
	await daemon.received(1);
	return daemon;
}

const bearer = (token: string): Record<string, string> => ({authorization: `Bearer ${token}`});
const basic = (password: string): Record<string, string> => ({authorization: `Basic ${Buffer.from(`anna:${password}`).toString('base64')}`});

describe('an address that other hosts can reach', () => {
	test.each([':0', '0.0.0.0:0', '[::]:0', '192.0.2.1:0', 'log.example:0'])('%s is refused without token or certificate, and nothing is opened', async address => {
		const said = await refusal('--query-addr', address);
		expect(said).toMatch(/^2 circologd: --query-addr: .* can be reached from other hosts/);
		for (const flag of ['--query-token-file', '--query-tls-cert', '--query-tls-key', '--query-tls-client-ca', '127.0.0.1:']) expect(said).toContain(flag);
		expect(said).not.toContain('listening');
	});

	test('is allowed with a token, with a warning that nothing is encrypted', async () => {
		const folder = temporaryFolder();
		const {path} = tokenFile(folder);
		const daemon = await startDaemon({folder, args: ['--query-addr', ':0', '--query-token-file', path]});
		expect(daemon.child.stderr).toContain('queries from other hosts are not encrypted');
	});
});

describe('a token', () => {
	test('opens everything over TCP, and nothing opens without', async () => {
		const {path, token} = tokenFile(temporaryFolder());
		const daemon = await withMessage('--query-addr', '127.0.0.1:0', '--query-token-file', path);
		const port = daemon.port('http');
		for (const place of ['/', '/metrics', '/healthz', '/ui/', '/nothing', '/count']) {
			for (const headers of [{}, bearer(`${token}x`), bearer(token.slice(1)), basic('wrong'), {authorization: token}, bearer('')]) {
				const {status, headers: told, body} = await ask(port, place, {headers});
				expect(status, place).toBe(401);
				expect(told['www-authenticate']).toMatch(/^Bearer realm="circolog", Basic realm="circolog"/);
				expect(body.toString()).toContain('Authorization: Bearer TOKEN');
				expect(body.toString()).not.toContain('hello');
			}
		}
		for (const headers of [bearer(token), basic(token), {authorization: `bearer  ${token}`}]) {
			expect((await ask(port, '/?fmt=cat', {headers})).body.toString()).toBe('hello\n');
		}
		expect((await daemon.status()).http.unauthorized).toBe(36);
		// Who may use the unix socket, its mode says.
		expect(await daemon.lines()).toHaveLength(1);
	});

	test('opens a websocket, which is refused without', async () => {
		const {path, token} = tokenFile(temporaryFolder());
		const daemon = await withMessage('--query-addr', '127.0.0.1:0', '--query-token-file', path);
		const url = `ws://127.0.0.1:${daemon.port('http')}/ws`;
		expect(await refusedHandshake(url)).toMatchObject({status: 401});
		const follower = await follow(url, bearer(token));
		await follower.until(1);
	});

	test('does not let a page of another origin in', async () => {
		const {path, token} = tokenFile(temporaryFolder());
		const daemon = await withMessage('--query-addr', '127.0.0.1:0', '--query-token-file', path, '--ui-control');
		const port = daemon.port('http');
		const headers = {...basic(token), origin: 'http://evil.example'};
		expect((await ask(port, '/', {headers})).status).toBe(403);
		expect((await ask(port, '/ui/pause/on', {method: 'POST', headers})).status).toBe(403);
		expect((await ask(port, '/', {headers: {...basic(token), 'sec-fetch-site': 'cross-site'}})).status).toBe(403);
		expect((await refusedHandshake(`ws://127.0.0.1:${port}/ws`, headers)).status).toBe(403);
		// By another name, as from another host, it is allowed: a page has no token for a name that leads here by chance.
		expect((await ask(port, '/', {headers: {...bearer(token), host: 'web1.example.org:9080'}})).status).toBe(200);
	});

	test('that is taken away by SIGHUP ends what it had opened, and a bad file changes nothing', async () => {
		const folder = temporaryFolder();
		const {path, token} = tokenFile(folder);
		const daemon = await withMessage('--query-addr', '127.0.0.1:0', '--query-token-file', path);
		const port = daemon.port('http');
		const follower = await follow(`ws://127.0.0.1:${port}/ws`, bearer(token));
		await follower.until(1);
		const says = async (sentence: string): Promise<void> => {
			daemon.child.kill('SIGHUP');
			await waitFor(sentence, () => daemon.child.stderr.includes(sentence));
		};
		writeFileSync(path, 'short\n');
		await says('a token of 5 characters; allowed are 24 to 512: openssl rand -hex 24 makes one; tokens stay as before');
		expect((await ask(port, '/healthz', {headers: bearer(token)})).status).toBe(200);
		const {path: second, token: newer} = tokenFile(folder, 'second');
		writeFileSync(path, `${token}\n${readFileSync(second, 'utf8')}`);
		await says('circologd: tokens read anew\n');
		expect((await ask(port, '/healthz', {headers: bearer(newer)})).status).toBe(200);
		expect(follower.closed).toBeUndefined();
		writeFileSync(path, newer);
		await says('tokens read anew, and 1 connection ended whose token is gone');
		await waitFor('the end of the follower', () => follower.closed !== undefined);
		expect((await ask(port, '/healthz', {headers: bearer(token)})).status).toBe(401);
		expect((await ask(port, '/healthz', {headers: bearer(newer)})).status).toBe(200);
		await daemon.stop();
	});

	test('is read from a file that is nobody else\'s business, and is not told in an error', async () => {
		const folder = temporaryFolder();
		const path = join(folder, 'tokens');
		const secret = 'x'.repeat(23);
		const said = async (content: string, mode = 0o600): Promise<string> => {
			writeFileSync(path, content);
			chmodSync(path, mode);
			return refusal('--query-addr', '127.0.0.1:0', '--query-token-file', path);
		};
		expect(await said(`${secret}xx`, 0o604)).toContain('has the mode 604');
		expect(await said('')).toContain('has no token');
		expect(await said('# nothing\n\n')).toContain('has no token');
		expect(await said(`# one\n${secret}\n`)).toContain(`${path}:2: a token of 23 characters; allowed are 24 to 512`);
		expect(await said(`${secret}\u00e4\u00e4`)).toContain('letters, digits and');
		expect(await said(`${secret} ${secret}`)).not.toContain(secret);
		expect(await refusal('--query-addr', '127.0.0.1:0', '--query-token-file', folder)).toContain('no ordinary file');
		expect(await refusal('--query-addr', '127.0.0.1:0', '--query-token-file', join(folder, 'none'))).toContain('none cannot be read: ENOENT');
		expect(await refusal('--query-token-file', path)).toContain('--query-token-file is for queries over TCP, of which there are none');
	});
});

describeWithPeers(['openssl', 'curl', 'bash'], 'TLS', () => {
	test('lets in who has a certificate of the authority, and nobody else', async () => {
		const folder = temporaryFolder();
		const [ca, other] = await Promise.all([Authority.create(folder), Authority.create(folder, 'other')]);
		const [server, anna, eve] = await Promise.all([ca.sign('server'), ca.sign('anna'), other.sign('eve')]);
		const daemon = await withMessage('--query-addr', ':0', '--query-tls-cert', server.cert, '--query-tls-key', server.key, '--query-tls-client-ca', ca.pem);
		const url = /https:\/\/\*(:\d+)/.exec(daemon.child.stderr)?.[1] ?? '';
		const address = `https://localhost${url}`;
		const named = ['--query-addr', address, '--ca-file', ca.pem, '-o', 'cat'];
		expect((await curl(['--cacert', ca.pem, '--cert', anna.cert, '--key', anna.key, `${address}/?fmt=cat`])).text).toBe('hello\n');
		expect(await runToEnd(TAIL, [...named, '--cert', anna.cert, '--key', anna.key])).toEqual({code: 0, stdout: 'hello\n', stderr: ''});
		for (const version of ['1.0', '1.1']) {
			await expect(curl(['--cacert', ca.pem, '--cert', anna.cert, '--key', anna.key, '--tls-max', version, `${address}/`])).rejects.toThrow(/curl/);
		}
		for (const args of [[], ['--cert', eve.cert, '--key', eve.key]]) {
			await expect(curl(['--cacert', ca.pem, ...args, `${address}/`])).rejects.toThrow(/curl/);
			expect(await runToEnd(TAIL, [...named, ...args])).toMatchObject({code: 1, stdout: ''});
		}
		await expect(curl([`http://localhost${url}/`])).rejects.toThrow(/curl/);
		expect((await daemon.status()).http.tls_failed).toBeGreaterThan(5);
	});

	test('and a token: circolog-tail follows through a change of certificates, and says what is amiss', async () => {
		const folder = temporaryFolder();
		const {path, token} = tokenFile(folder);
		const ca = await Authority.create(folder);
		const server = await ca.sign('server');
		const daemon = await withMessage('--query-addr', '127.0.0.1:0', '--query-tls-cert', server.cert, '--query-tls-key', server.key, '--query-token-file', path);
		const [, port = ''] = /https:\/\/127\.0\.0\.1:(\d+)/.exec(daemon.child.stderr) ?? [];
		const named = ['--query-addr', `https://localhost:${port}`, '-o', 'cat'];
		const tail = start(TAIL, ['-f', ...named, '--ca-file', ca.pem, '--token-file', path]);
		await waitFor('the message', () => tail.stdout.toString() === 'hello\n');
		const failed = async (...args: string[]): Promise<string> => (await runToEnd(TAIL, [...named, ...args])).stderr;
		expect(await failed('--token-file', path)).toContain('its certificate is of an authority that is not known here (--ca-file)');
		expect(await failed('--ca-file', ca.pem)).toContain('answers 401: a token is needed here');
		expect((await runToEnd(TAIL, ['--query-addr', `localhost:${port}`])).stderr).toContain(`cannot reach circologd at localhost:${port}`);

		const other = await Authority.create(folder, 'other');
		const certificate = readFileSync(server.cert);
		writeFileSync(server.cert, readFileSync(other.pem));
		daemon.child.kill('SIGHUP');
		await waitFor('a warning', () => /cannot be used together: .*; certificates for queries stay as before/.test(daemon.child.stderr));
		expect((await curl(['--cacert', ca.pem, '--user', `:${token}`, `https://localhost:${port}/?fmt=cat`])).text).toBe('hello\n');
		writeFileSync(server.cert, certificate);
		const renewed = await other.sign('renewed');
		for (const kind of ['cert', 'key'] as const) writeFileSync(server[kind], readFileSync(renewed[kind]));
		daemon.child.kill('SIGHUP');
		await waitFor('the notice', () => daemon.child.stderr.includes('circologd: certificates for queries read anew'));
		expect((await curl(['--cacert', other.pem, '--user', `:${token}`, `https://localhost:${port}/?fmt=cat`])).text).toBe('hello\n');
		expect(await failed('--ca-file', ca.pem, '--token-file', path)).toContain('cannot reach');
		await sendStream(daemon.streamSocket, ['<13>1 - - app - - - again\n']);
		await waitFor('the next', () => tail.stdout.toString() === 'hello\nagain\n');
	});

	test('needs files that go together', async () => {
		const folder = temporaryFolder();
		const ca = await Authority.create(folder);
		const server = await ca.sign('server');
		const there = ['--query-addr', '127.0.0.1:0'];
		expect(await refusal(...there, '--query-tls-cert', server.cert)).toContain('--query-tls-cert needs --query-tls-key');
		expect(await refusal(...there, '--query-tls-client-ca', ca.pem)).toContain('--query-tls-client-ca needs --query-tls-cert and --query-tls-key');
		expect(await refusal(...there, '--query-tls-cert', ca.pem, '--query-tls-key', server.key)).toContain('cannot be used together');
		expect(await refusal(...there, '--query-tls-cert', server.key, '--query-tls-key', server.key)).toContain('has no certificate');
		chmodSync(server.key, 0o644);
		expect(await refusal(...there, '--query-tls-cert', server.cert, '--query-tls-key', server.key)).toContain('has the mode 644');
	});

	test('README and docs/operations.md show commands that do it', async () => {
		const block = (page: string, start: string): string => {
			const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
			return [...text.matchAll(/^```sh\n([^]*?)^```\n/gm)].map(match => match[1]!).find(each => each.startsWith(start)) ?? '';
		};
		const folder = temporaryFolder();
		const bash = async (script: string): Promise<string> =>
			(await run('bash', ['-c', `set -e\ncd ${folder}\n${script}`], {env: cleanEnvironment()})).stdout.toString();
		await bash(`umask 077\n${block('docs/operations.md', 'new()').replace('DNS:web1.example.org', 'DNS:localhost')}`);
		const {path} = tokenFile(folder, 'circolog.token');
		const at = (name: string): string => join(folder, name);
		const token = await withMessage('--query-addr', '127.0.0.1:0', '--query-token-file', path, '--query-tls-cert', at('web1.pem'), '--query-tls-key', at('web1.key'));
		const both = async (page: string, first: string, daemon: Daemon): Promise<void> => {
			const [, port = ''] = /https:\/\/127\.0\.0\.1:(\d+)/.exec(daemon.child.stderr) ?? [];
			const script = block(page, first).replaceAll('web1.example.org:9080', `localhost:${port}`).replace(/^(?:bin\/)?circolog-tail -f/m, `${TAIL} -n 10`)
				.replace('$(cat circolog.token)', '$(tail -n 1 circolog.token)');
			expect((await bash(script)).match(/app: hello\n/g)).toHaveLength(2);
		};
		await both('README.md', 'curl --cacert ca.pem -H', token);
		const certificates = await withMessage('--query-addr', '127.0.0.1:0', '--query-tls-client-ca', at('ca.pem'), '--query-tls-cert', at('web1.pem'), '--query-tls-key', at('web1.key'));
		await both('docs/operations.md', 'curl --cacert ca.pem --cert', certificates);
	});
});
