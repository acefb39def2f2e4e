import {defineConfig} from 'vitest/config';

/** Draws the pictures of the page in docs/. */
export default defineConfig({
	test: {include: ['test/web/screenshots.ts'], testTimeout: 60_000},
});
