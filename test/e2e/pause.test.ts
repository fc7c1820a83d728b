import { changePauseEnd } from '@samvakt/store';
import { expect, it } from 'vitest';
import { expectAccessible, rowOf } from './clinician.ts';
import { setStage } from './stage.ts';

/* A nurse pauses a patient who goes on holiday, and the pause ends by itself: real browsers against the whole platform. */
const stage = setStage();

/** Not today, which is over in a moment where the test runs just before midnight. */
const tomorrow = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Oslo' }).format(Date.now() + 86_400_000);

it('a nurse pauses a patient on holiday, having seen what that would have hidden; it is shown, never hides red, and ends by itself', async () => {
  const patient = await stage.follow('Reidun', 'Sommersletta');
  const { page } = await stage.signIn('Ingrid Havn');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');
  await stage.saturation(patient, 89, 89);
  await rowOf(page, patient.name).getByText('Gul').waitFor();

  await page.getByRole('link', { name: patient.name }).first().click();
  await page.getByRole('link', { name: 'Sett varsler på pause' }).click();
  await page.getByRole('radio', { name: 'På ferie' }).check();
  await page.getByText('Velg hva pausen gjelder').waitFor();
  await page.getByRole('radio', { name: 'Hele oppfølgingen' }).check();
  const preview = page.getByRole('region', { name: 'Hva pausen ville ha skjult' });
  await preview.getByText('Lav oksygenmetning').waitFor();
  await preview.getByText('1 varsel', { exact: true }).waitFor();
  await page.getByRole('radio', { name: 'Nå' }).check();
  await page.getByLabel('Siste dag').fill(tomorrow());
  await page.getByLabel('Merknad').fill('Hos datteren på Hamar');
  await expectAccessible(page, 'the form of a pause');
  await page.getByRole('button', { name: 'Sett på pause' }).click();

  const pauses = page.getByRole('region', { name: 'Pauser' });
  await pauses.getByText('Hos datteren på Hamar').waitFor();
  await page.getByText('1 varsel på pause').waitFor();
  await expectAccessible(page, 'a patient whose alerts are paused');
  // The colleague reloads nothing: status unknown, never green, and the word paused.
  const row = rowOf(jonas, patient.name);
  await row.getByText('Ukjent').waitFor();
  await row.getByText(/^På pause til .*: 1 varsel venter$/).waitFor();
  await row.getByText(/Hele oppfølgingen/).waitFor();

  // Red breaks through.
  await stage.saturation(patient, 79, 79);
  await row.getByText('Rød').waitFor();
  await expect.poll(() => jonas.locator('[aria-live="assertive"]').textContent()).toContain(patient.name);
  await page.getByRole('button', { name: /^Ta varselet/ }).click();
  await page
    .locator('article [data-outcome="success"]')
    .getByText(/^Du har tatt varselet/)
    .waitFor();
  await page
    .getByRole('button', { name: /^Lukk varselet/ })
    .first()
    .click();
  await page.getByRole('radio', { name: 'Snakket med pasienten' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Lukk varselet', exact: true }).click();
  await row.getByText('Rød').waitFor({ state: 'hidden' });
  await stage.saturation(patient, 89, 89);
  await row.getByText(/^På pause til .*: 1 varsel venter$/).waitFor();

  // Its end is moved to a moment ahead, as no person could with a date; from there its own timer and the feed do the rest.
  const { rows } = await stage.platform.db.pool.query('select id, version from pause where episode_id = $1', [
    patient.episodeId,
  ]);
  const now = Date.now();
  await stage.platform.database.transaction((client) =>
    changePauseEnd(client, {
      pauseId: rows[0].id,
      version: rows[0].version,
      practitionerId: stage.platform.clinic.people.ingrid.id,
      now,
      endsAt: now + 500,
    }),
  );
  await row.getByText('Gul').waitFor();
  expect(await row.getByText(/På pause/).count()).toBe(0);
  await page.getByText('Pausen tok slutt').waitFor();
  await pauses.waitFor({ state: 'hidden' });
});
