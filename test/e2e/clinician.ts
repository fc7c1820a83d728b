import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A person of the demo at an own browser. */
export interface Clinician {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** Opens a browser of one's own and signs in at the development issuer as the person of that name. */
export async function signIn(browser: Browser, url: string, name: string): Promise<Clinician> {
  const context = await browser.newContext({ locale: 'nb-NO', viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('link', { name: 'Logg inn' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { name: 'Arbeidsliste', level: 1 }).waitFor();
  return { page, context };
}

/** The patient's line of the worklist. */
export const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** What axe finds on the page as it stands, by WCAG 2.1 A and AA and its best practices. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(found, `${where} (${page.url()})`).toEqual([]);
}
