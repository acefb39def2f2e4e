/**
 * Where a file is that the build has made; `path` begins in `dist`. The bundle, this source and what is compiled of it lie
 * equally deep, so that each of them finds it.
 */
export function builtFile(path: string): URL {
	return new URL(`../../dist/${path}`, import.meta.url);
}
