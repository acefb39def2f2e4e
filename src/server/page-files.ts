import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';

/** A file of the page, as it is sent. */
export interface PageFile {
	readonly contentType: string;
	readonly bytes: Buffer;
	readonly gzip: Buffer;
	/** Its name changes with its content, so that it may be kept for ever. */
	readonly isHashed: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
	html: 'text/html; charset=utf-8',
	js: 'text/javascript; charset=utf-8',
	css: 'text/css; charset=utf-8',
	svg: 'image/svg+xml',
};
const INDEX = 'index.html';
const ASSETS = 'assets';

/**
 * The files of the page, by their addresses below `/ui/`; `''` is the page itself. Read and compressed when first asked
 * for, and kept: they come to some 100 kB, and a daemon whose page nobody opens does without.
 */
export class PageFiles {
	readonly #folder: string;
	#files: ReadonlyMap<string, PageFile> | undefined;

	/** @param folder Where the page was built. */
	constructor(folder: string) {
		this.#folder = folder;
	}

	/** The file at an address; undefined where there is none. Throws Node's error where the page has not been built. */
	get(address: string): PageFile | undefined {
		this.#files ??= this.#read();
		return this.#files.get(address);
	}

	#read(): ReadonlyMap<string, PageFile> {
		const assets = readdirSync(join(this.#folder, ASSETS)).map(name => `${ASSETS}/${name}`);
		return new Map([['', this.#file(INDEX)], ...assets.map((name): [string, PageFile] => [name, this.#file(name)])]);
	}

	#file(name: string): PageFile {
		const bytes = readFileSync(join(this.#folder, name));
		const contentType = CONTENT_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
		return {contentType, bytes, gzip: gzipSync(bytes, {level: 9}), isHashed: name !== INDEX};
	}
}
