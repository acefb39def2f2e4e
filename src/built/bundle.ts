import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Script} from 'node:vm';
import {builtFile} from './built-file.js';

/** One of the programs in `dist/bundle`, as a CommonJS module that has not run yet. */
export interface Bundle {
	/** Runs it; returns what it exports. */
	run(): unknown;
	/** What V8 has compiled of it by now, for `codeCacheFile`. */
	compiled(): Buffer;
	/** Whether there was something compiled that V8 took: not where node, or a flag of V8, is another than at the build. */
	readonly wasCompiled: boolean;
}

/** Where that lies which V8 has compiled of it. */
export function codeCacheFile(name: string): string {
	return fileURLToPath(builtFile(`bundle/${name}.code`));
}

/**
 * Loads a program, and what V8 compiled of it when it was built: to compile it anew would take a third of the daemon's start.
 * From version 22 on node can do so by itself, but writes what it compiles while it runs: the daemon writes nothing.
 */
export function openBundle(name: string): Bundle {
	const filename = fileURLToPath(builtFile(`bundle/${name}.cjs`));
	// The build leaves ASCII, which V8 keeps as one byte a character.
	const source = readFileSync(filename, 'latin1');
	const cachedData = readIfThere(codeCacheFile(name));
	const script = new Script(source, {filename, ...cachedData && {cachedData}});
	return {
		run() {
			const module = {exports: {}};
			const main = script.runInThisContext() as (...args: unknown[]) => void;
			main(module.exports, createRequire(filename), module, filename, dirname(filename));
			return module.exports;
		},
		compiled: () => script.createCachedData(),
		wasCompiled: script.cachedDataRejected === false,
	};
}

function readIfThere(path: string): Buffer | undefined {
	try {
		return readFileSync(path);
	} catch {
		return undefined;
	}
}
