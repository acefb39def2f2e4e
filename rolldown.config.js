import {defineConfig} from 'rolldown';

/**
 * Puts what is compiled, and the packages that it uses, into a few files: looking for a thousand modules, and reading
 * each, takes longer than all else when the daemon starts. What is loaded only when it is needed stays in files of its own.
 */
export default defineConfig({
	input: {
		circologd: 'dist/cmd/circologd.js',
		'circolog-tail': 'dist/cmd/circolog-tail.js',
		'circolog-ctl': 'dist/cmd/circolog-ctl.js',
		'receiver-thread': 'dist/receiver/thread.js',
	},
	platform: 'node',
	external: [
		// It finds its binaries beside itself.
		'koffi',
		// What Fastify asks for only for what nobody here wants of it, in whose place it would be read, and kept: half of all.
		'@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request', 'pino',
	],
	output: {
		dir: 'dist/bundle',
		// A text with characters beyond Latin-1 takes two bytes for each, for as long as the daemon runs.
		comments: {legal: true, annotation: false, jsdoc: false},
		minify: {mangle: false, compress: false, codegen: {removeWhitespace: false, asciiOnly: true}},
		entryFileNames: '[name].js',
		chunkFileNames: '[name]-[hash].js',
		cleanDir: true,
	},
});
