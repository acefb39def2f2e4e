import {defineConfig} from 'vitest/config';

/** What takes minutes, and has the machine for itself while it does: load, fuzzing, faults. Started by run.js. */
export default defineConfig({
	test: {
		include: ['test/soak/**/*.soak.ts'],
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 60_000,
		// Progress is a part of what is looked at.
		disableConsoleIntercept: true,
	},
});
