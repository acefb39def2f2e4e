import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';

export default defineConfig({
	test: {
		// Most of the work is done by daemons, each in a process of its own; tests wait for them.
		maxWorkers: Math.ceil(availableParallelism() * 1.5),
		testTimeout: 30_000,
		hookTimeout: 30_000,
		projects: [
			{extends: true, test: {name: 'parts', include: ['test/*.test.ts', 'test/!(cmd|e2e|web)/**/*.test.ts']}},
			// What is tested here runs in processes of its own: the test files can share theirs.
			{extends: true, test: {name: 'programs', include: ['test/(cmd|e2e|web)/**/*.test.ts'], isolate: false}},
		],
	},
});
