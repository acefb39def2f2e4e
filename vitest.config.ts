import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		// Most of the time goes into waiting for child processes, so no core is kept free, as it would be otherwise.
		maxWorkers: '100%',
		testTimeout: 30_000,
		hookTimeout: 30_000,
	},
});
