import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond, speak } from './clinician.ts';
import { openAllHours } from './openAllHours.ts';
import { setStage } from './stage.ts';

/* A lead plans shorter hours from a date ahead, colleagues and the covering team see it, and the lead takes it back. Real browsers. */
const stage = setStage();

const DAY = 86_400_000;

const planned = (page: Page) => page.locator('[data-planned]').first().getByRole('listitem');

async function expectFits(page: Page, where: string): Promise<void> {
  for (const language of ['English', 'Norsk'] as const) {
    await speak(page, language);
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(page, `${where} in ${language}, ${width} wide`);
      await expectNothingBeyond(page, `${where} in ${language}, ${width} wide`);
    }
  }
}

it('hours that are planned are seen by all whom they concern, hold nothing yet, and are taken back with a reason', async () => {
  await openAllHours(stage.platform, { givenName: 'Ragnhild', familyName: 'Framnes' });
  const { page: ingrid } = await stage.signIn('Ingrid Havn');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');
  const { page: mona } = await stage.signIn('Mona Tindlia');
  for (const page of [ingrid, jonas, mona]) await page.getByRole('link', { name: 'Team', exact: true }).click();

  // From a time ahead, and only where somebody takes the hours that are left.
  await ingrid.getByText('Endre åpningstid og dekning').click();
  await ingrid.getByLabel('Fredag, til').fill('14:00');
  await ingrid.getByRole('radio', { name: 'Fra et senere tidspunkt' }).check();
  const reason = ingrid.getByLabel('Hvorfor endres åpningstid eller dekning?');
  await reason.fill('Sommerturnus');
  const save = ingrid.getByRole('button', { name: 'Lagre åpningstid og dekning' });
  await save.click();
  await ingrid.getByText('Velg et tidspunkt som ikke har vært ennå.').first().waitFor();
  await ingrid
    .getByLabel('Gjelder fra', { exact: true })
    .fill(`${new Date(Date.now() + 20 * DAY).toISOString().slice(0, 10)}T08:00`);
  await save.click();
  await ingrid
    .locator('[data-outcome="danger"]')
    .getByText(/Ingen tar rødt for Oppfølgingsteamet fredag .* kl\. 14:00/)
    .waitFor();
  await ingrid.getByRole('radio', { name: 'Et annet team' }).check();
  await ingrid.getByLabel('Team som dekker').selectOption({ label: 'Responssenteret, Fjordvik kommune' });
  await save.click();
  await ingrid.getByText(/^Lagret\. Det gjelder fra .* kl\. 08:00\.$/).waitFor();

  // The lead, a colleague and the covering team see it; nothing holds yet.
  for (const page of [ingrid, jonas]) {
    await page.getByRole('heading', { name: 'Planlagt åpningstid og dekning' }).waitFor();
    await planned(page)
      .getByText(/^Fra .* kl\. 08:00$/)
      .waitFor();
    await planned(page)
      .getByText(/Avtalt dekning: Responssenteret/)
      .waitFor();
    await planned(page)
      .getByText(/^Planlagt av Ingrid Havn .*: Sommerturnus$/)
      .waitFor();
  }
  expect(await jonas.getByText(/^Trekk endringen fra/).count()).toBe(0);
  await mona.locator('[data-covers]').getByText('Oppfølgingsteamet').first().waitFor();
  const holds = async () => {
    const { rows } = await stage.platform.db.pool.query(
      `select cover from declaration where team_id = $1 and period @> $2::timestamptz`,
      [stage.platform.clinic.teams.followUp.id, new Date()],
    );
    return rows;
  };
  expect(await holds()).toEqual([{ cover: null }]);
  await expectFits(ingrid, 'planned hours');

  // Taken back, with a reason, by the keyboard alone.
  const take = planned(ingrid)
    .getByText(/^Trekk endringen fra .* kl\. 08:00$/)
    .first();
  await take.focus();
  await ingrid.keyboard.press('Enter');
  const back = planned(ingrid).getByRole('button', { name: /^Trekk endringen fra/ });
  await back.focus();
  await ingrid.keyboard.press('Enter');
  await planned(ingrid).getByText('Skriv hvorfor.').waitFor();
  await planned(ingrid).getByLabel('Hvorfor trekkes den?').focus();
  await ingrid.keyboard.type('Vikar på plass likevel');
  await back.focus();
  await ingrid.keyboard.press('Enter');
  await ingrid.getByText('Den planlagte endringen er trukket. Det som gjelder før den, fortsetter.').waitFor();
  for (const page of [ingrid, jonas]) {
    await page.getByRole('heading', { name: 'Planlagt åpningstid og dekning' }).waitFor({ state: 'detached' });
  }
  await mona.getByText('Ingen andre team har avtalt at vi dekker.').waitFor();
  await ingrid.getByText('Hvem endret hva, og når').click();
  const history = ingrid.locator('[data-history]');
  await history.getByText('Planlagt endring trukket').waitFor();
  await history.getByText('Vikar på plass likevel').waitFor();
  await history.getByText(/^Skulle gjelde fra .* men ble trukket eller erstattet før det\.$/).waitFor();
  expect(await holds()).toEqual([{ cover: null }]);
  await expectFits(ingrid, 'hours that were planned and taken back');
});
