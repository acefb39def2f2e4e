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
	// It finds its binaries beside itself.
	external: ['koffi'],
	output: {
		dir: 'dist/bundle',
		entryFileNames: '[name].js',
		chunkFileNames: '[name]-[hash].js',
		cleanDir: true,
	},
});
