import fc from 'fast-check';

/** Patterns of some kinds of parts, in which a few characters come again and again, so that texts of these match often. */
export function patternOf(parts: readonly string[]): fc.Arbitrary<string> {
	return fc.letrec<{pattern: string}>(tie => ({
		pattern: fc.oneof({depthSize: 'small', withCrossShrink: true}, fc.constantFrom(...parts),
			fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
			fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
			fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2,3}')).map(([a, times]) => `(${a})${times}`)),
	})).pattern;
}

export const FEW: fc.Arbitrary<string> = patternOf(['a', 'b', 'ab', '.', '[ab]', '[^a]', String.raw`\w`, String.raw`\b`, String.raw`\B`, '^', '$', 'é', '']);

/** Texts for `FEW`, some of them not UTF-8. */
export const FEW_TEXT: fc.Arbitrary<Uint8Array> = fc.oneof(
	fc.array(fc.constantFrom('a', 'b', ' ', 'é', '_', '\n'), {maxLength: 30}).map(parts => Buffer.from(parts.join(''))), fc.uint8Array({maxLength: 20}),
);
