import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ignores: ['**/dist/']},
	...tseslint.configs.strictTypeChecked,
	...tseslint.configs.stylisticTypeChecked,
	{
		languageOptions: {
			parserOptions: {projectService: {allowDefaultProject: ['eslint.config.js']}, tsconfigRootDir: import.meta.dirname},
		},
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true}],
			// Typed arrays are read inside their bounds on hot paths; the assertion costs nothing at run time.
			'@typescript-eslint/no-non-null-assertion': 'off',
			// Fastify's handlers are async functions, also where they have nothing to wait for.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{files: ['**/*.js'], ...tseslint.configs.disableTypeChecked},
);
