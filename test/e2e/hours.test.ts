import { setLead } from '@samvakt/store';
import { expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond, speak } from './clinician.ts';
import { openAllHours } from './openAllHours.ts';
import { setStage } from './stage.ts';

/* A lead shortens a day: refused by the name of the hour, then with cover it goes through, and the covering team sees it. Real browsers. */
const stage = setStage();

/** The weekday in Oslo so many days from now, as the screen writes it. Neither today nor tomorrow: what is shortened must lie ahead whenever the test runs. */
function weekday(days: number): string {
  const oslo = new Intl.DateTimeFormat('nb-NO', { timeZone: 'Europe/Oslo', weekday: 'long' });
  return oslo.format(Date.now() + days * 86_400_000);
}

it('hours are shortened when somebody covers them, and not before', async () => {
  const { teams, people } = stage.platform.clinic;
  await openAllHours(stage.platform, { givenName: 'Solveig', familyName: 'Kveldsro' });
  await stage.platform.database.transaction((client) =>
    setLead(client, { setBy: null, now: Date.now(), teamId: teams.response.id, practitionerId: people.mona.id }),
  );
  const [day, dayAfter] = [weekday(3), weekday(4)];
  const { page: ingrid } = await stage.signIn('Ingrid Havn');
  const { page: mona } = await stage.signIn('Mona Tindlia');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');

  // A colleague reads; the lead changes.
  await jonas.getByRole('link', { name: 'Team', exact: true }).click();
  await jonas.getByText('Teamleder: Ingrid Havn').waitFor();
  expect(await jonas.getByText('Endre åpningstid og dekning').count()).toBe(0);
  await mona.getByRole('link', { name: 'Team', exact: true }).click();
  await mona.getByText('Ingen andre team har avtalt at vi dekker.').waitFor();

  await ingrid.getByRole('link', { name: 'Team', exact: true }).click();
  await ingrid.getByText('Endre åpningstid og dekning').click();
  await ingrid.getByLabel(new RegExp(`^${day}, til$`, 'i')).fill('14:00');
  await ingrid.getByLabel('Hvorfor endres åpningstid eller dekning?').fill('Kortere dag etter avtale');
  const save = ingrid.getByRole('button', { name: 'Lagre åpningstid og dekning' });
  await save.click();
  const refused = ingrid.locator('[data-outcome="danger"]');
  await refused
    .getByText(new RegExp(`Ingen tar rødt for Oppfølgingsteamet ${day} .* kl\\. 14:00 til ${dayAfter} .* kl\\. 00:00`))
    .waitFor();
  await refused.getByText('Det gjelder 1 pasient.').waitFor();
  await expectAccessible(ingrid, 'a refused change of hours');

  await ingrid.getByRole('radio', { name: 'Et annet team' }).check();
  await ingrid.getByLabel('Team som dekker').selectOption({ label: 'Responssenteret, Fjordvik kommune' });
  await save.click();
  await ingrid.getByText('Lagret. Det gjelder fra nå.').waitFor();
  await ingrid.getByRole('listitem').filter({ hasText: '14:00–24:00' }).getByText('Responssenteret (dekker)').waitFor();
  await ingrid.getByText('Hvem endret hva, og når').click();
  await ingrid.locator('[data-history]').getByText('Kortere dag etter avtale').waitFor();

  // The covering team sees it live, and cannot leave the hour alone.
  await mona.locator('[data-covers]').getByText('Oppfølgingsteamet').first().waitFor();
  await mona.getByText('Trekk dekningen for Oppfølgingsteamet').first().click();
  await mona.getByLabel('Hvorfor dere trekker dere').fill('Ikke bemannet den dagen');
  await mona.getByRole('button', { name: 'Trekk dekningen for Oppfølgingsteamet' }).click();
  await mona.getByText(new RegExp(`Ingen tar rødt for Oppfølgingsteamet ${day} .* kl\\. 14:00`)).waitFor();
  await mona.getByRole('link', { name: 'Dekning', exact: true }).click();
  // What she wrote was refused, and is not sent.
  await mona.getByRole('button', { name: 'Forlat siden' }).click();
  await mona
    .locator('[data-agreed]')
    .getByText(/^Oppfølgingsteamet: neste gang/)
    .waitFor();

  for (const language of ['English', 'Norsk'] as const) {
    await speak(ingrid, language);
    for (const [width, height] of [
      [390, 844],
      [1440, 900],
    ] as const) {
      await ingrid.setViewportSize({ width, height });
      await ingrid.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(ingrid, `the team’s page in ${language}, ${width} wide`);
      await expectNothingBeyond(ingrid, `${language}, ${width} wide`);
    }
  }
});
