import type {Page} from 'playwright-core';
import {waitFor} from '../../e2e/support/wait.js';

/** What a page in a phone's browser is like. */
export const PHONE = {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true};

/** Waits until a text is seen in the list. */
export async function shows(page: Page, text: string): Promise<void> {
	await page.locator('.row .text', {hasText: text}).first().waitFor();
}

/** Texts of the rows that are there. */
export async function texts(page: Page): Promise<string[]> {
	return page.locator('.row .text').allTextContents();
}

/** Searches for something, as users do. */
export async function search(page: Page, query: string): Promise<void> {
	await page.getByRole('combobox', {name: 'Search'}).fill(query);
	await page.keyboard.press('Enter');
}

/** Waits until the address has a parameter with a value; without one, until it has not. */
export async function addressHas(page: Page, name: string, value: RegExp | undefined): Promise<string> {
	return waitFor(`${name} in the address`, () => {
		const found = new URL(page.url()).searchParams.get(name);
		return value === undefined ? found === null && 'none' : found !== null && value.test(found) && found;
	}, {describe: () => `; it is ${page.url()}`});
}
