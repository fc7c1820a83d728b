import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, type TestContext } from 'vitest';
import { actWhenSettled } from './settled.ts';

/** Pictures of what stood on the screen when a test failed; git does not keep them. */
const FAILED = fileURLToPath(new URL('failed', import.meta.url));

/** A person of the demo at an own browser. */
export interface Clinician {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** A browser of one's own, at the page that asks one to sign in. */
export async function openBrowser(browser: Browser, url: string): Promise<Clinician> {
  // Without movement: a dialogue that fades in is pale for an instant, and would be judged so.
  const context = await browser.newContext({
    locale: 'nb-NO',
    reducedMotion: 'reduce',
    viewport: { width: 1440, height: 900 },
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await actWhenSettled(page);
  await page.goto(url);
  await page.getByRole('link', { name: 'Logg inn' }).waitFor();
  return { page, context };
}

/** Signs in at the development issuer as the person of that name. */
export async function signIn(browser: Browser, url: string, name: string): Promise<Clinician> {
  const clinician = await openBrowser(browser, url);
  const { page } = clinician;
  await page.getByRole('link', { name: 'Logg inn' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { name: 'Arbeidsliste', level: 1 }).waitFor();
  return clinician;
}

/** The patient's line of the worklist. */
export const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** What is found at every one of so many looks stands there. */
const LOOKS = 5;

/** What axe finds on the page as it stands, by WCAG 2.1 A and AA and its best practices. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // What moves while it is looked at is looked at again: a button on its way from busy to ready has the contrast of neither.
  let found = await violationsOf(page);
  for (let look = 2; found.length > 0 && look <= LOOKS; look += 1) found = await violationsOf(page);
  expect(found, `${where} (${page.url()}): ${found.join('; ')}`).toEqual([]);
}

/** That nothing stands beyond the edge of a window this wide; a chart is drawn anew an instant after the window has changed. */
export async function expectNothingBeyond(page: Page, where: string): Promise<void> {
  const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(beyond, { message: `${where}: the page scrolls sideways` }).toBeLessThanOrEqual(0);
}

/** Reads the page in that language from here on. */
export async function speak(page: Page, language: 'Norsk' | 'English'): Promise<void> {
  await page.getByRole('button', { name: language, exact: true }).click();
  await page.locator(`html[lang="${language === 'English' ? 'en' : 'nb'}"]`).waitFor();
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Presses Tab until the element whose accessible name fits has the focus; fails when it has gone round. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const visited: string[] = [];
  for (let press = 0; press < 150; press += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
      const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
      return (label ?? '').trim();
    });
    if (name.test(focused)) return;
    visited.push(focused);
  }
  throw new Error(`the keyboard never reached ${name}; it passed ${visited.join(' | ')}`);
}

/** For `afterEach`: keeps a picture of every page that was open when a test failed. */
export async function keepPicturesOfFailure({ task }: TestContext, browser: Browser): Promise<void> {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replaceAll(/[^\p{L}\d]+/gu, '-');
  for (const [index, page] of browser
    .contexts()
    .flatMap((context) => context.pages())
    .entries()) {
    await page.screenshot({ path: path.join(FAILED, `${name}-${index + 1}.png`) });
  }
}
