import {createInterface} from 'node:readline';

/** Asks on the terminal, as `rm -i` does, and resolves to whether the answer was yes. The end of input is a no. */
export async function confirm(question: string): Promise<boolean> {
	process.stderr.write(`${question} [y/N] `);
	const lines = createInterface({input: process.stdin});
	const answer = await new Promise<string | undefined>((resolve) => {
		lines.once('line', resolve).once('close', () => {
			resolve(undefined);
		});
	});
	lines.close();
	if (answer === undefined) process.stderr.write('\n');
	return /^\s*y(?:es)?\s*$/i.test(answer ?? '');
}
