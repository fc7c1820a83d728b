import type { ClinicPatient } from '@samvakt/harness';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond, speak, tabTo } from './clinician.ts';
import { setStage } from './stage.ts';

/* What a plan or a limit would have told, seen before it is set, by whoever sets it and whoever confirms it: real browsers against the whole platform. */
const DAY = 86_400_000;
const FORM_DUE = /Kolsplager i dag innen/;
const WHAT_IF = 'Hva endringen ville ha gitt';
const stage = setStage({ sinceMs: 11 * DAY });

/** Followed for ten days, of whom nothing has come. */
const silentPatient = (givenName: string): Promise<ClinicPatient> => stage.follow(givenName, 'Stillvik', 10 * DAY);

async function expectFits(page: Page, where: string): Promise<void> {
  await expectAccessible(page, where);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, `${where}, on a telephone`);
  await expectNothingBeyond(page, `${where}, on a telephone`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

it('a nurse sees what a measuring plan would have told before it is set, by the keyboard alone', async () => {
  const patient = await silentPatient('Dagny');
  const { page } = await stage.signIn('Ingrid Havn');
  await tabTo(page, new RegExp(patient.name));
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Endre måleplanen' }).waitFor();
  await tabTo(page, /^Endre måleplanen$/);
  await page.keyboard.press('Enter');

  // As it is, nothing differs; the standard plan asks for the saturation, and it has not come.
  const replay = page.getByRole('region', { name: WHAT_IF });
  await replay.getByText('Ingen varsler ville ha vært annerledes.').waitFor();
  await tabTo(page, /^Legg til en måling$/);
  await page.keyboard.press('Enter');
  await replay.getByText('Nye varsler (1)').waitFor();
  await expectFits(page, 'the form of a measuring plan with what it would have told');
  await tabTo(page, /^Fjern måling 1$/);
  await page.keyboard.press('Enter');
  await replay.getByText('Varsler som faller bort (1)').waitFor();
  await replay.getByText('Nye varsler (1)').waitFor();
  // The days are one stop: arrows go between them.
  await tabTo(page, /^30 dager$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await replay.getByRole('radio', { name: '365 dager', checked: true }).waitFor();
  await replay.getByText('Varsler som faller bort (1)').waitFor();

  await page.getByRole('textbox', { name: 'Begrunnelse' }).focus();
  await page.keyboard.type('Måler heller puls om morgenen');
  await tabTo(page, /^Ta planen i bruk$/);
  await page.keyboard.press('Enter');
  const shown = page.getByRole('region', { name: 'Måleplan' });
  await shown.getByText('Pasienten har sin egen plan.').waitFor();
  await shown.getByText(/Satt av Ingrid Havn .*: Måler heller puls om morgenen/).waitFor();
  await page.getByText('Måleplanen ble endret').waitFor();
  const { rows } = await stage.platform.db.pool.query(
    `select version, replay_shown.days, without_replay from measuring_plan join replay_shown on replay_shown.id = replay_id
     where measuring_plan.episode_id = $1`,
    [patient.episodeId],
  );
  expect(rows).toEqual([{ version: 1, days: 365, without_replay: null }]);

  // Back to the protocol's own: what that would have told is seen first, too.
  await page.getByRole('link', { name: 'Endre måleplanen' }).click();
  await page.getByRole('button', { name: 'Bruk standardplanen igjen' }).click();
  await page.getByText('Standardplanen i protokollen tas i bruk igjen.').waitFor();
  await replay.getByText('Varsler som faller bort (1)').waitFor();
  await page.getByRole('textbox', { name: 'Begrunnelse' }).fill('Puls var for mye');
  await page.getByRole('button', { name: 'Ta planen i bruk' }).click();
  await shown.getByText('Standardplanen i protokollen gjelder.').waitFor();
});

it('a nurse adds a form to the plan by the keyboard alone, sees what it would have told, and then when it is due next', async () => {
  const patient = await silentPatient('Torbjørg');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');
  // A colleague has taken the form of the standard plan away.
  await jonas.goto(`${stage.platform.url}/episodes/${patient.episodeId}/measuring-plan`);
  await jonas.getByRole('button', { name: 'Fjern skjema 2' }).click();
  await jonas.getByRole('textbox', { name: 'Begrunnelse' }).fill('Svarer på telefon');
  await jonas.getByRole('region', { name: WHAT_IF }).getByText('Varsler som faller bort (1)').waitFor();
  await jonas.getByRole('button', { name: 'Ta planen i bruk' }).click();
  await jonas.getByRole('region', { name: 'Måleplan' }).getByText('Pasienten har sin egen plan.').waitFor();
  expect(await jonas.getByRole('region', { name: 'Måleplan' }).getByText(FORM_DUE).count()).toBe(0);

  const { page } = await stage.signIn('Ingrid Havn');
  await tabTo(page, new RegExp(patient.name));
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Endre måleplanen' }).waitFor();
  await tabTo(page, /^Endre måleplanen$/);
  await page.keyboard.press('Enter');
  const replay = page.getByRole('region', { name: WHAT_IF });
  await replay.getByText('Ingen varsler ville ha vært annerledes.').waitFor();
  await tabTo(page, /^Legg til et skjema$/);
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Skjema 2' }).waitFor();
  await replay.getByText('Nye varsler (1)').waitFor();
  await expectFits(page, 'the form of a measuring plan to which a form has been added');
  await tabTo(page, /^Begrunnelse$/);
  await page.keyboard.type('Vil svare på skjema igjen');
  await tabTo(page, /^Ta planen i bruk$/);
  await page.keyboard.press('Enter');

  const shown = page.getByRole('region', { name: 'Måleplan' });
  const setAt = Date.now();
  await shown.getByText(/Satt av Ingrid Havn .*: Vil svare på skjema igjen/).waitFor();
  const due = shown.getByRole('listitem').filter({ hasText: FORM_DUE }).first();
  await due.waitFor();
  expect(await due.textContent()).toMatch(
    new RegExp(`^(${sundaysSince(setAt, 'nb-NO')}).*Kolsplager i dag innen 20:00`),
  );
  await speak(page, 'English');
  const english = page.getByRole('region', { name: 'Measuring plan' }).getByRole('listitem');
  const dueInEnglish = english.filter({ hasText: 'COPD symptoms today by' }).first();
  await dueInEnglish.waitFor();
  expect(await dueInEnglish.textContent()).toMatch(
    new RegExp(`^(${sundaysSince(setAt, 'en-GB')}).*COPD symptoms today by 20:00`),
  );
  await expectFits(page, 'a patient with a form in the plan of their own, in English');
});

/** What the page may have written since: the clock may have passed midnight into Sunday, or eight in the evening, while the test looked. */
const sundaysSince = (at: number, locale: string): string =>
  [nextSunday(at, locale), nextSunday(Date.now(), locale)].join('|');

/** The day on which a form that is asked for on Sundays by eight in the evening is due next, as the page writes it; empty: today, which it does not write. */
function nextSunday(now: number, locale: string): string {
  const inNorway = { timeZone: 'Europe/Oslo' } as const;
  const words = new Intl.DateTimeFormat('en-GB', { ...inNorway, weekday: 'long', hour: '2-digit', hourCycle: 'h23' });
  const isSunday = (at: number) => words.format(at).startsWith('Sunday');
  const isOver = Number(words.formatToParts(now).find(({ type }) => type === 'hour')?.value) >= 20;
  if (isSunday(now) && !isOver) return '';
  // By half days: a Sunday on which the clock is changed has no 24 hours.
  const halfDays = Array.from({ length: 14 }, (_, count) => now + ((count + 1) * DAY) / 2);
  const sunday = halfDays.find(isSunday);
  const date = new Intl.DateTimeFormat(locale, { ...inNorway, weekday: 'short', day: 'numeric', month: 'short' });
  return date.format(sunday);
}

it('a second person sees what limits beyond the range would have given before they are confirmed', async () => {
  const patient = await silentPatient('Eldbjørg');
  const { page } = await stage.signIn('Ingrid Havn');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');
  await page.getByRole('link', { name: patient.name }).first().click();
  await page.getByRole('link', { name: 'Endre grensene' }).click();
  await page.getByRole('textbox', { name: 'SpO₂, rød grense' }).fill('79');
  await page.getByRole('textbox', { name: 'Grunn' }).fill('Ligger svært lavt til vanlig');
  // Until the replay of what is written has come, the form says so and sends nothing.
  const replay = page.getByRole('region', { name: WHAT_IF });
  await replay.locator('[data-outdated="false"][aria-busy="false"]').waitFor();
  await replay.getByText('Ingen varsler ville ha vært annerledes.').waitFor();
  await page.getByRole('button', { name: 'Lagre grensene' }).click();
  await page.getByText(/^Du foreslo dette/).waitFor();

  await jonas.getByRole('link', { name: patient.name }).first().click();
  const limits = jonas.getByRole('region', { name: 'Individuelle grenser' });
  await limits.getByText(/utenfor tillatt område/).waitFor();
  expect(await limits.getByRole('button', { name: 'Bekreft grensene' }).count()).toBe(0);
  await limits.getByRole('button', { name: 'Se gjennom og bekreft' }).focus();
  await jonas.keyboard.press('Enter');
  await limits.getByText('Ingen varsler ville ha vært annerledes.').waitFor();
  await expectFits(jonas, 'limits that a second person looks through');
  await limits.getByRole('button', { name: 'Bekreft grensene' }).focus();
  await jonas.keyboard.press('Enter');
  await limits.getByText('Bekreftet av Jonas Lyngmo.').waitFor();
  const { rows } = await stage.platform.db.pool.query(
    `select first.practitioner_id = proposed_by as author, second.practitioner_id = decided_by as second
     from limits_proposal join replay_shown as first on first.id = replay_id
       join replay_shown as second on second.id = confirmed_replay_id
     where limits_proposal.episode_id = $1`,
    [patient.episodeId],
  );
  expect(rows).toEqual([{ author: true, second: true }]);
});

it('a replay on the screen of what is not in force any more says so, is not saved on, and is run anew', async () => {
  const patient = await silentPatient('Gunnvor');
  const { page } = await stage.signIn('Ingrid Havn');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');
  await page.goto(`${stage.platform.url}/episodes/${patient.episodeId}/limits`);
  await page.getByRole('textbox', { name: 'SpO₂, rød grense' }).fill('85');
  await page.getByRole('textbox', { name: 'Grunn' }).fill('Ligger lavt til vanlig');
  const replay = page.getByRole('region', { name: WHAT_IF });
  await replay.locator('[data-outdated="false"][aria-busy="false"]').waitFor();
  await replay.getByText('Ingen varsler ville ha vært annerledes.').waitFor();

  // Meanwhile a colleague sets the measuring plan.
  await jonas.goto(`${stage.platform.url}/episodes/${patient.episodeId}/measuring-plan`);
  await jonas.getByRole('button', { name: 'Legg til en måling' }).click();
  await jonas.getByRole('textbox', { name: 'Begrunnelse' }).fill('Avtalt på telefon');
  await jonas.getByRole('region', { name: WHAT_IF }).getByText('Nye varsler (1)').waitFor();
  await jonas.getByRole('button', { name: 'Ta planen i bruk' }).click();
  await jonas.getByRole('region', { name: 'Måleplan' }).getByText('Pasienten har sin egen plan.').waitFor();

  await replay.getByText(/Endret siden: måleplanen\. Spill av på nytt før du lagrer\./).waitFor();
  await expectFits(page, 'a replay that does not fit any more');
  await page.getByRole('button', { name: 'Lagre grensene' }).click();
  await page
    .getByText(/^Innstillingene til pasienten er endret\./)
    .first()
    .waitFor();
  await speak(page, 'English');
  const english = page.getByRole('region', { name: 'What the change would have given' });
  await english.getByText(/Changed since: the measuring plan\./).waitFor();
  await expectFits(page, 'a replay that does not fit any more, in English');
  await speak(page, 'Norsk');

  await replay.getByRole('button', { name: 'Spill av på nytt' }).focus();
  await page.keyboard.press('Enter');
  await replay.getByText(/Endret siden/).waitFor({ state: 'detached' });
  await replay.locator('[data-outdated="false"][aria-busy="false"]').waitFor();
  await replay.getByText('Ingen varsler ville ha vært annerledes.').waitFor();
  await page.getByRole('button', { name: 'Lagre grensene' }).click();
  await page.getByRole('heading', { level: 1, name: patient.name }).waitFor();
  const { rows } = await stage.platform.db.pool.query(
    `select present ->> 'planVersion' as plan from limits join replay_shown on replay_shown.id = replay_id where limits.episode_id = $1`,
    [patient.episodeId],
  );
  expect(rows).toEqual([{ plan: '1' }]);
});
