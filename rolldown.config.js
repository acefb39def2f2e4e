import {defineConfig} from 'rolldown';

/**
 * Each program, with the packages that it uses, becomes one CommonJS file: to look for a thousand modules, and to read each,
 * takes longer than all else when the daemon starts; and only of a script can be kept what V8 has compiled of it.
 */
const PROGRAMS = {
	circologd: 'dist/cmd/circologd.js',
	'circolog-tail': 'dist/cmd/circolog-tail.js',
	'circolog-ctl': 'dist/cmd/circolog-ctl.js',
	receiver: 'dist/receiver/thread.js',
};
/** What loads them. */
const STARTERS = {
	bundle: 'dist/built/bundle.js',
	'receiver-thread': 'dist/built/receiver-thread.js',
};

/** What makes a function of a program, as node does it with a module: its source in memory is the file then, not a copy. */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '})'];

const bundle = ([banner, footer]) => ([name, file]) => ({
	input: {[name]: file},
	platform: 'node',
	external: [
		// It finds its binaries beside itself.
		'koffi',
		// What Fastify asks for only for what nobody here wants of it, in whose place it would be read, and kept: half of all.
		'@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request', 'pino',
	],
	output: {
		dir: 'dist/bundle',
		format: 'cjs',
		codeSplitting: false,
		// A text with characters beyond Latin-1 takes two bytes for each, for as long as the daemon runs.
		comments: {legal: true, annotation: false, jsdoc: false},
		minify: {mangle: false, compress: false, codegen: {removeWhitespace: true, asciiOnly: true}},
		entryFileNames: '[name].cjs',
		banner,
		footer,
	},
});

export default defineConfig([...Object.entries(PROGRAMS).map(bundle(WRAPPER)), ...Object.entries(STARTERS).map(bundle([]))]);
