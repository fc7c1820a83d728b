import { copdForm, type Home, type Said } from '@samvakt/harness';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond, rowOf, speak } from './clinician.ts';
import { setStage } from './stage.ts';

/* A patient answers the form of the week while the nurse has the page open: read whole, with the keyboard alone, in a real browser. */
const DAY = 86_400_000;
const stage = setStage({ sinceMs: 20 * DAY });
let home: Home;
let page: Page;

beforeAll(async () => {
  home = await stage.homeOf(await stage.follow('Målfrid', 'Åsvangen', 20 * DAY));
  await answers(Date.now() - 14 * DAY);
  await answers(Date.now() - 7 * DAY, { cough: 'more', contact: true });
  ({ page } = await stage.signIn('Ingrid Havn'));
  await rowOf(page, 'Målfrid Åsvangen').getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: 'Målfrid Åsvangen' }).waitFor();
});

async function answers(at: number, said?: Said): Promise<void> {
  await home.gateway.enqueueResponse(copdForm(at, said));
  await home.gateway.drained();
}

const forms = () => page.getByRole('region', { name: /^(Skjema|Forms)$/ });
const listed = () => forms().getByRole('listitem');
/** From wherever the focus is, by Tab alone. */
async function tabTo(what: Locator): Promise<void> {
  for (let pressed = 0; pressed < 200; pressed += 1) {
    if (await what.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('it cannot be reached by Tab');
}

it('the forms stand latest first, each with colour, word, score, and what somebody must still read', async () => {
  await listed().nth(1).waitFor();
  const [newest, oldest] = await listed().allTextContents();
  expect(newest).toMatch(/Kolsplager i dag.*Gul.*Ønsker å bli kontaktet.*Skår 4 av 24.*Ikke gjennomgått ennå/);
  expect(oldest).toMatch(/Kolsplager i dag.*Grønn.*Skår 3 av 24/);
});

it('a form that comes while the page is open stands first, and its alert beside it', async () => {
  await answers(Date.now(), { sleep: 'sat-up', more: 'Naboen sov her i natt' });
  await listed().nth(2).waitFor();
  expect(await listed().first().textContent()).toMatch(/Rød.*Ikke gjennomgått ennå/);
  await page.getByRole('article', { name: /Hvordan sov du i natt\? Jeg måtte .*\(rødt svar\)$/ }).waitFor();
  await page.getByRole('region', { name: 'Tidslinje' }).getByText('Skjema besvart (rødt)').waitFor();
});

it('the whole form is opened and closed from its alert and from the list, by keyboard alone', async () => {
  const alert = page.getByRole('article', { name: /Hvordan sov du i natt/ });
  for (const place of [alert, listed().first()]) {
    const summary = place.locator('summary').filter({ hasText: /Vis alle svar|Skjul svarene/ });
    await tabTo(summary);
    await page.keyboard.press('Enter');
    const answer = place.getByText('Naboen sov her i natt');
    await answer.waitFor();
    expect(await place.getByText('Bare hardt arbeid eller trening').isVisible()).toBe(true);
    await expectAccessible(page, 'a patient with a whole form open');
    await page.keyboard.press('Space');
    await answer.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await answer.waitFor();
  }
});

it('who closes the alert has reviewed the form, and it says so on the page', async () => {
  await page
    .getByRole('button', { name: /^Lukk varselet: .*Hvordan sov du/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Snakket med pasienten' }).check();
  await dialog.getByRole('button', { name: 'Lukk varselet' }).click();
  await listed()
    .first()
    .getByText(/^Gjennomgått av Ingrid Havn .*Snakket med pasienten$/)
    .waitFor();
  expect(await listed().nth(1).textContent()).toMatch(/Ønsker å bli kontaktet/);
});

it('the same in English, and on a narrow screen without anything beyond its edge', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await speak(page, 'English');
  await listed()
    .first()
    .getByText(/^Reviewed by Ingrid Havn/)
    .waitFor();
  await listed().first().getByText('I had to sit up to breathe').waitFor();
  await expectNothingBeyond(page, 'a patient with a whole form open, narrow, in English');
  await expectAccessible(page, 'a patient with a whole form open, narrow, in English');
});
