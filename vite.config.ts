import {defineConfig} from 'vite';

/** Builds the page that the daemon serves at /ui/. */
export default defineConfig({
	root: 'src/web',
	// Relative, so that the page also works behind a path prefix.
	base: './',
	oxc: {jsx: {runtime: 'automatic', importSource: 'preact'}},
	build: {
		outDir: '../../dist/web',
		emptyOutDir: true,
		target: 'es2022',
		// A file of its own for everything: the policy allows no data: addresses.
		assetsInlineLimit: 0,
		modulePreload: {polyfill: false},
	},
});
