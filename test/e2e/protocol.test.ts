import { registerProtocol } from '@samvakt/store';
import { findProtocol, ProtocolSchema } from '@samvakt/triage';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond, rowOf } from './clinician.ts';
import { setStage } from './stage.ts';

/*
 * Another protocol version for one patient with an open red alert: two nurses of the accountable team at their own browsers, against the whole platform.
 */
const HOUR = 3_600_000;
const stage = setStage({ sinceMs: 48 * HOUR });
const copd = findProtocol('copd');
if (!copd) throw new Error('the protocol copd is not shipped');
const NEXT = copd.version + 1;

beforeAll(async () => {
  // For somebody whose own normal is low: nothing at 86.
  const numbers = Object.entries(copd.numbers).map(([name, number]) => {
    const value = { 'saturation-yellow': 85, 'saturation-red': 83, 'saturation-critical': 81 }[name];
    return [name, value === undefined ? number : { ...number, value, min: Math.min(number.min, value) }];
  });
  const protocol = ProtocolSchema.parse({ ...copd, version: NEXT, numbers: Object.fromEntries(numbers) });
  await registerProtocol(stage.platform.db.pool, { protocol, registeredAt: Date.now() });
});

const open = async (page: Page, name: string) => {
  await page.getByRole('link', { name }).first().click();
  await page.getByText(`Versjon ${NEXT} er registrert`).waitFor();
  await page.getByRole('link', { name: 'Bytt protokollversjon' }).click();
  await page.getByRole('radio', { name: new RegExp(`versjon ${NEXT}`) }).check();
  await page
    .getByRole('region', { name: 'Hva endringen ville ha gitt' })
    .getByText('Varsler som faller bort (1)')
    .waitFor();
};

it('a nurse puts another version in force, having seen what it changes; the red stays, with what the version says of it', async () => {
  const patient = await stage.follow('Aslaug', 'Lavnormal', 24 * HOUR);
  const { page } = await stage.signIn('Ingrid Havn');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');
  await stage.saturation(patient, 86, 86);
  await rowOf(page, patient.name).getByText('Rød').waitFor();

  await open(page, patient.name);
  await open(jonas, patient.name);
  const differs = page.getByRole('region', { name: 'Hva som er annerledes' });
  await differs.getByText(/→ 85 %/).waitFor();
  await expectAccessible(page, 'the form of another protocol version');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, 'the form of another protocol version, on a telephone');
  await expectNothingBeyond(page, 'the form of another protocol version, on a telephone');
  await page.setViewportSize({ width: 1440, height: 900 });
  const save = (on: Page) => on.getByRole('button', { name: 'Sett versjonen i verk' }).click();
  await save(page);
  await page.getByRole('link', { name: /^Grunn: må fylles ut/ }).waitFor();
  await page.getByLabel('Grunn').fill('Ligger lavt til vanlig, avtalt med lungelege');
  await save(page);

  // The open red is where it was, and beside it what the version in force says.
  await page.getByText(/satt i verk av Ingrid Havn/).waitFor();
  await page.getByText(`Versjon ${NEXT}, som gjelder nå, ville ikke varslet om dette.`).waitFor();
  await page
    .getByRole('button', { name: /^Ta varselet/ })
    .first()
    .waitFor();
  await rowOf(await worklist(page), patient.name)
    .getByText('Rød')
    .waitFor();
  await page.goBack();
  await page.getByText('En annen protokollversjon ble satt i verk').waitFor();
  await expectAccessible(page, 'a patient with another protocol version');

  // The colleague, who had chosen the same, sees who was faster without doing anything, and cannot do it twice.
  await jonas.getByText(/satt i verk av Ingrid Havn/).waitFor();
  expect(await jonas.getByRole('radio', { name: new RegExp(`versjon ${NEXT}`) }).count()).toBe(0);
  const { rows } = await stage.platform.db.pool.query(
    'select count(*)::int as adoptions, max(to_version) as version from protocol_adoption where episode_id = $1',
    [patient.episodeId],
  );
  expect(rows).toEqual([{ adoptions: 1, version: NEXT }]);
});

async function worklist(page: Page): Promise<Page> {
  await page.getByRole('link', { name: 'Arbeidsliste' }).first().click();
  await page.getByRole('heading', { name: 'Arbeidsliste', level: 1 }).waitFor();
  return page;
}
