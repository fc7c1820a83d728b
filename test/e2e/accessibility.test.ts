import type { ClinicPatient } from '@samvakt/harness';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Clinician, expectAccessible, speak } from './clinician.ts';
import { setStage } from './stage.ts';

const stage = setStage();
let ingrid: Clinician;
let silje: Clinician;
let patient: ClinicPatient;
let other: ClinicPatient;
let handoverId: string;

beforeAll(async () => {
  patient = await stage.follow('Kåre', 'Måkeneset');
  other = await stage.follow('Liv', 'Heggmyrvang');
  const home = await stage.homeOf(patient);
  const now = Date.now();
  const reading = (value: number, effectiveAt = now) =>
    ({ metric: 'oxygen-saturation', effectiveAt, value, unit: '%' }) as const;
  await home.measure(reading(78, now - 1), reading(77), { ...reading(300), metric: 'heart-rate', unit: '/parsec' });
  ingrid = await stage.signIn('Ingrid Havn');
  silje = await stage.signIn('Silje Breivoll');
  handoverId = await offerAsIngrid();
});

/** Through the API with the browser's own session, since the form is tested elsewhere. */
async function offerAsIngrid(): Promise<string> {
  const { request } = ingrid.context;
  const session = await (await request.get(`${stage.platform.url}/api/v1/session`)).json();
  const { teams } = await (await request.get(`${stage.platform.url}/api/v1/teams`)).json();
  const answer = await request.post(`${stage.platform.url}/api/v1/episodes/${patient.episodeId}/handovers`, {
    headers: { 'x-csrf-token': session.csrfToken, origin: stage.platform.url },
    data: {
      toTeamId: teams.find(({ name }: { name: string }) => name === 'Lungepoliklinikken').id,
      isbar: {
        illnessSeverity: 'watcher',
        situation: 'Fallende metning.',
        background: 'Kols.',
        assessment: 'Forverring.',
        recommendation: 'Time i morgen.',
        contingency: '',
      },
      deadlineAt: new Date(Date.now() + 4 * 3_600_000).toISOString(),
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}

const PAGES: readonly { name: string; who: () => Clinician; path: () => string; ready: RegExp }[] = [
  { name: 'the worklist', who: () => ingrid, path: () => '/', ready: /^Arbeidsliste|^Worklist/ },
  {
    name: 'a patient',
    who: () => ingrid,
    path: () => `/episodes/${patient.episodeId}`,
    ready: /^\p{Lu}/u,
  },
  {
    name: 'the form of an offer',
    who: () => ingrid,
    path: () => `/episodes/${other.episodeId}/handover`,
    ready: /^Tilby|^Offer/,
  },
  {
    name: 'the form of a patient’s own limits, with the what-if',
    who: () => ingrid,
    path: () => `/episodes/${patient.episodeId}/limits`,
    ready: /^Individuelle grenser|^Individual limits/,
  },
  {
    name: 'the form of several offers',
    who: () => ingrid,
    path: () => '/handovers/several',
    ready: /^Overfør ansvaret|^Hand over/,
  },
  { name: 'the handovers', who: () => silje, path: () => '/handovers', ready: /^Ansvars|^Handover/ },
  {
    name: 'the read-back of an offer',
    who: () => silje,
    path: () => `/handovers/${handoverId}`,
    ready: /^Ansvars|^Handover/,
  },
  {
    name: 'an offer that waits',
    who: () => ingrid,
    path: () => `/handovers/${handoverId}`,
    ready: /^Ansvars|^Handover/,
  },
  { name: 'the cover', who: () => ingrid, path: () => '/cover', ready: /^Hvem tar|^Who acts/ },
  { name: 'the equipment', who: () => ingrid, path: () => '/devices', ready: /^Utstyr|^Equipment|^Devices/ },
  { name: 'a page that is not there', who: () => ingrid, path: () => '/nowhere', ready: /^Fant ikke|not found/i },
];

async function show(page: Page, path: string, ready: RegExp): Promise<void> {
  await page.goto(`${stage.platform.url}${path}`);
  await page.getByRole('heading', { level: 1, name: ready }).waitFor();
  await page.waitForLoadState('networkidle');
}

describe.each(['Norsk', 'English'] as const)('in %s', (language) => {
  beforeAll(async () => {
    for (const { page } of [ingrid, silje]) {
      await page.goto(stage.platform.url);
      await speak(page, language);
    }
  });

  it.each(PAGES)('axe finds nothing wrong with $name', async ({ name, who, path, ready }) => {
    const { page } = who();
    await show(page, path(), ready);
    await expectAccessible(page, name);
  });
});

it('axe finds nothing wrong with the pages before signing in', async () => {
  const context = await stage.browser.newContext({ locale: 'nb-NO' });
  const page = await context.newPage();
  await page.goto(stage.platform.url);
  await page.getByRole('link', { name: 'Logg inn' }).waitFor();
  await expectAccessible(page, 'signed out');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await expectAccessible(page, 'signed out, in English');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Ingrid Havn' }).waitFor();
  await expectAccessible(page, 'the choice of a person');
  await context.close();
});

it('axe finds nothing wrong with the dialogue that resolves an alert', async () => {
  const { page } = ingrid;
  await show(page, `/episodes/${patient.episodeId}`, /^\p{Lu}/u);
  await page
    .getByRole('button', { name: /^(Lukk varselet|Resolve|Close)/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'resolving an alert');
});
