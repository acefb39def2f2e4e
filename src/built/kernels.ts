/**
 * A step of the build: makes WebAssembly of the kernels, which are written in its text format. Functions are inlined wherever
 * they are called, for V8 inlines none: packing takes a fifth less time by it, writing lines a tenth. So a function costs
 * nothing, and a kernel may be written for its reader.
 */
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import binaryen from 'binaryen';
import {builtFile} from './built-file.js';

const {Features} = binaryen;
/** What Node 20 has of WebAssembly, and the kernels use. */
const FEATURES = (Features.MutableGlobals | Features.SIMD128 | Features.SignExt | Features.NontrappingFPToInt | Features.BulkMemory
	| Features.BulkMemoryOpt | Features.Multivalue) as binaryen.Features;
/** Instructions of a function that is inlined although it is called more than once: any that we have. */
const INLINED_INSTRUCTIONS = 2000;

const SOURCES = new URL('../../src/', import.meta.url);

binaryen.setOptimizeLevel(3);
binaryen.setShrinkLevel(0);
binaryen.setAllowInliningFunctionsWithLoops(true);
binaryen.setFlexibleInlineMaxSize(INLINED_INSTRUCTIONS);

makeKernel('kernel/kernel', ['kernel/kernel.wat', ...readdirSync(new URL('kernel/parts', SOURCES)).sort().map(part => `kernel/parts/${part}`)]);
for (const name of ['take-apart', 'columns', 'unpack']) makeKernel(`hub/packing/${name}`, [`hub/packing/${name}.wat`]);

/** Makes one module of these files, each of which goes on where the one before ended. */
function makeKernel(name: string, files: readonly string[]): void {
	const module = binaryen.parseText(files.map(file => readFileSync(new URL(file, SOURCES), 'utf8')).join(''));
	module.setFeatures(FEATURES);
	if (module.validate() !== 1) throw new Error(`${name} is not valid`);
	module.optimize();
	const file = builtFile(`${name}.wasm`);
	mkdirSync(dirname(file.pathname), {recursive: true});
	writeFileSync(file, module.emitBinary());
	module.dispose();
}
