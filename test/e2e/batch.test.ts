import { type ClinicPatient, launchBrowser, type Platform, startPlatform } from '@samvakt/harness';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond, keepPicturesOfFailure, signIn } from './clinician.ts';

/* A nurse who hands over a whole list before the summer: a hundred patients, each of whom is to be read. */

const COUNT = 100;
/** So many are read here; the rest only waits. */
const READ = 8;
let platform: Platform;
let browser: Browser;
const patients: ClinicPatient[] = [];

beforeAll(async () => {
  const since = Date.now();
  platform = await startPlatform({ clock: Date.now, since, screens: true });
  browser = await launchBrowser();
  for (let number = 1; number <= COUNT; number += 1) {
    patients.push(
      await platform.clinic.follow({
        givenName: 'Solveig Charlotte',
        familyName: `Nordre-Storskjeret${String(number).padStart(3, '0')}`,
        condition: 'copd',
        teamId: platform.clinic.teams.followUp.id,
        since,
      }),
    );
  }
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});
afterEach(async (context) => {
  await keepPicturesOfFailure(context, browser);
  await Promise.all(browser.contexts().map((one) => one.close()));
});

async function open(width: number): Promise<Page> {
  const { page } = await signIn(browser, platform.url, 'Ingrid Havn');
  await page.setViewportSize({ width, height: 844 });
  await page.goto(`${platform.url}/handovers/several`);
  await page.getByRole('button', { name: 'Velg alle uten åpen overføring' }).click();
  await page.getByText(`${COUNT} valgt, 0 av ${COUNT} lest gjennom`).waitFor();
  return page;
}
const focusedId = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');
/** The id of the summary of the next patient, open and read from the server. */
async function openedOne(page: Page): Promise<string> {
  await page.locator('details[open]:has(> summary:focus) input[name^="read-"]').waitFor();
  return focusedId(page);
}

describe.each([1440, 390])('a hundred patients on %i pixels', (width) => {
  it('are read one by one by the keyboard, with how far one has come and the way on always in sight', async () => {
    const page = await open(width);
    await expectNothingBeyond(page, 'a hundred patients');
    await page.getByRole('button', { name: 'Neste uleste' }).first().click();
    const visited = new Set<string>();
    for (let read = 1; read <= READ; read += 1) {
      visited.add(await openedOne(page));
      if (read === READ) {
        // Far down: how far one has come, the way on and the patient who is read are all on the screen.
        const seen = { ratio: 1 };
        await expect.poll(() => inSight(page, page.getByText(`${read - 1} av ${COUNT} lest gjennom`))).toEqual(seen);
        await expect
          .poll(() => inSight(page, page.getByRole('button', { name: 'Neste uleste' }).first()))
          .toEqual(seen);
        await expect.poll(() => inSight(page, page.locator('summary:focus'))).toEqual(seen);
        await expectNothingBeyond(page, 'far down among a hundred');
        if (width === 390) await expectAccessible(page, 'far down among a hundred');
      }
      await page.keyboard.press('x');
      await page.getByText(`${read} av ${COUNT} lest gjennom`).first().waitFor();
      await page.keyboard.press('n');
    }
    expect(visited.size).toBe(READ);

    // What they lack alike is one line.
    await page.getByRole('button', { name: 'Send alle tilbudene' }).click();
    await page.getByRole('link', { name: `Les gjennom det som følger med for ${COUNT - READ} pasienter` }).waitFor();
    await page.getByRole('link', { name: `Velg hvor syke ${COUNT} av pasientene er` }).click();
    await expect.poll(() => focusedId(page)).toMatch(/^offer-severity-/);
  });
});

/** How much of it one sees, with nothing before it. */
async function inSight(page: Page, what: ReturnType<Page['locator']>): Promise<{ ratio: number }> {
  const box = await what.first().boundingBox();
  const size = page.viewportSize();
  if (!box || !size || box.y < 0 || box.y + box.height > size.height) return { ratio: 0 };
  const isOnTop = await what.first().evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there !== null && (element.contains(there) || there.contains(element));
  });
  return { ratio: isOnTop ? 1 : 0 };
}
