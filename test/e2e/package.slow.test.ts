import {mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, relative} from 'node:path';
import {expect, test} from 'vitest';
import {Child, run} from './support/child.js';
import {cleanEnvironment, Daemon, untilReady} from './support/daemon.js';
import {temporaryFolder} from './support/folder.js';
import {describeWithPeers, peer} from './support/peers.js';

const ROOT = join(import.meta.dirname, '../..');
const COMMANDS = ['circologd', 'circolog-tail', 'circolog-ctl'];
/** What is bundled, and compiled when it is. */
const PROGRAMS = [...COMMANDS, 'receiver'];
/** What a package has beside what was built. */
const SOURCES = [
	'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json', ...COMMANDS.map(name => `bin/${name}`), 'bin/package.json', 'docs/operations.md', 'docs/query.md', 'docs/redaction.md',
	...filesIn('man'), ...filesIn('packaging'),
];

const KERNELS = ['dist/hub/packing/columns.wasm', 'dist/hub/packing/take-apart.wasm', 'dist/hub/packing/unpack.wasm', 'dist/kernel/kernel.wasm'];

function filesIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'})
		.map(name => join(folder, name)).filter(name => statSync(join(ROOT, name)).isFile());
}

/** Packs as for a release; resolves to the tarball's path. */
async function pack(): Promise<string> {
	const folder = temporaryFolder();
	await run(peer('npm'), ['pack', ROOT, '--silent', '--pack-destination', folder], {env: cleanEnvironment()});
	const [tarball = ''] = readdirSync(folder);
	return join(folder, tarball);
}

describeWithPeers(['npm', 'man', 'logger'], 'the package', () => {
	test('has what is needed, and nothing else', async () => {
		const {stdout} = await run('tar', ['tzf', await pack()]);
		const packed = stdout.toString().trim().split('\n').map(name => relative('package', name)).sort();
		expect(packed.filter(name => !name.startsWith('dist/'))).toEqual([...SOURCES].sort());
		// The page is one document, its script and styles under names that change with them, and an icon.
		const isOfThePage = (name: string): boolean => name.startsWith('dist/web/');
		const bundled = packed.filter(name => name.startsWith('dist/bundle/'));
		expect(packed.filter(name => name.startsWith('dist/') && !isOfThePage(name) && !bundled.includes(name))).toEqual([...KERNELS].sort());
		const programs = [...PROGRAMS.flatMap(name => [`${name}.cjs`, `${name}.code`]), 'bundle.cjs', 'receiver-thread.cjs'];
		expect(bundled).toEqual(programs.map(name => `dist/bundle/${name}`).sort());
		expect(packed.filter(isOfThePage).map(name => name.split('.').at(-1)).sort()).toEqual(['css', 'html', 'js', 'svg']);
	});

	test('installs into an empty folder, and all of it works there', async () => {
		const prefix = temporaryFolder();
		const settings = {env: {...process.env, npm_config_update_notifier: 'false'}, deadlineMs: 120_000};
		await run(peer('npm'), [
			'install', '--global', '--prefix', prefix, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', await pack(),
		], settings);
		const at = (name: string): string => join(prefix, 'bin', name);
		expect(readdirSync(join(prefix, 'bin')).sort()).toEqual([...COMMANDS].sort());

		// Moving it to another place makes V8 compile nothing anew.
		const {openBundle} = createRequire(join(prefix, 'lib/node_modules/circolog/bin/'))('../dist/bundle/bundle.cjs') as typeof import('../../src/built/bundle.js');
		expect(PROGRAMS.filter(name => openBundle(name).wasCompiled)).toEqual(PROGRAMS);

		const folder = join(prefix, 'sockets');
		mkdirSync(folder);
		const env = {...cleanEnvironment(), RUNTIME_DIRECTORY: folder};
		const child = new Child(at('circologd'), [], env);
		await untilReady(child);
		await run(peer('logger'), ['--rfc5424', '--socket', join(folder, 'syslog.sock'), 'hello from the package'], {env});
		const daemon = new Daemon(child, folder);
		await daemon.received(1);
		expect((await run(at('circolog-tail'), ['-o', 'cat'], {env})).stdout.toString()).toBe('hello from the package\n');
		expect((await run(at('circolog-ctl'), ['status'], {env})).stdout.toString()).toMatch(/^circologd \d+\.\d+\.\d+, recording/);
		expect((await daemon.curl('/ui/')).status).toBe(200);
		await daemon.stop();

		for (const command of COMMANDS) {
			const {stdout} = await run(peer('man'), ['-M', join(prefix, 'share/man'), command], {env: {...env, MANWIDTH: '80'}});
			expect(stdout.toString()).toContain('SYNOPSIS');
		}
	}, 180_000);

	test('has a licence that its file bears out', () => {
		const {license} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {license: string};
		expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(new RegExp(`^${license} License\n`));
	});
});
