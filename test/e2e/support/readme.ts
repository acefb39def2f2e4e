import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const README = join(import.meta.dirname, '../../../README.md');

/** The only code block of README.md that contains `text`: what people copy is what is tested. */
export function readmeBlock(text: string): string {
	const blocks = [...readFileSync(README, 'utf8').matchAll(/^```\w*\n([^]*?)^```$/gm)].map(match => match[1] ?? '');
	const found = blocks.filter(block => block.includes(text));
	if (found.length !== 1) {
		throw new Error(`README.md has ${found.length} code blocks with ${text}; the test needs one`);
	}
	return found[0]!;
}
