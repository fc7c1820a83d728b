import type { ClinicPatient, Home } from '@samvakt/harness';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, rowOf } from './clinician.ts';
import { setStage } from './stage.ts';

/*
 * Tasks, greens handled together, and what the patient hears at home: in real browsers, against the whole platform, with real gateways.
 */
const stage = setStage();

const { signIn: at } = stage;

async function follow(givenName: string, familyName: string): Promise<{ patient: ClinicPatient; home: Home }> {
  const patient = await stage.follow(givenName, familyName);
  return { patient, home: await stage.homeOf(patient) };
}

const measure = (home: Home, value: number) =>
  home.measure({ metric: 'oxygen-saturation', effectiveAt: Date.now(), value, unit: '%' });

/** What a home was told since its plan, which each hears at the start. */
const heard = ({ messages }: Home): string[] =>
  messages.filter(({ kind }) => kind !== 'measuring-plan').map(({ text }) => text.nb);

const next = (page: Page) => page.getByRole('button', { name: 'Neste' }).click();

/** What the patient page says of a message to the home. */
const message = (page: Page, kind: string) =>
  page.getByRole('region', { name: 'Meldinger til pasienten' }).getByRole('listitem').filter({ hasText: kind });

describe('greens handled together', () => {
  it('go by keyboard; one that turns red meanwhile is left out, and each of the others hears once at home', async () => {
    const well = await follow('Synne', 'Heiberget');
    const alsoWell = await follow('Torbjørn', 'Myrdalen');
    const turning = await follow('Vigdis', 'Stormhaug');
    for (const { home } of [well, alsoWell, turning]) await measure(home, 95);
    const { page } = await at('Ingrid Havn');
    for (const { patient } of [well, alsoWell, turning]) await rowOf(page, patient.name).getByText('Grønn').waitFor();

    await page.getByRole('button', { name: 'Velg flere grønne' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await page.getByText(/^3 av \d+ grønne valgt$/).waitFor();
    await expectAccessible(page, 'the worklist while one chooses');

    // The screen is cut off from what happens now, as a nurse is who looks away: what counts is the instant of the commit.
    await page.route('**/api/v1/worklist*', (route) => route.abort());
    await measure(turning.home, 70);
    await page.getByRole('button', { name: 'Sett gjennom, alt i orden' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Bekreft og send' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 er registrert som sett gjennom.').waitFor();
    await page.getByText('1 ble ikke med:').waitFor();
    await page.getByText('Oppfølgingen er ikke grønn lenger.').first().waitFor();

    for (const { home } of [well, alsoWell]) {
      await expect.poll(() => heard(home)).toEqual([expect.stringContaining('Alt ser bra ut.')]);
    }
    expect(heard(turning.home)).toEqual([]);
    await page.unroute('**/api/v1/worklist*');
    await page.goto(`${stage.platform.url}/episodes/${well.patient.episodeId}`);
    await message(page, 'Alt ser bra ut')
      .getByText(/Vist hjemme/)
      .waitFor();
    await page.getByText('Sett gjennom, alt i orden').first().waitFor();
  });
});

describe('a handover that is accepted', () => {
  it('makes tasks of its actions, takes the open ones along, and tells the patient at home', async () => {
    const { patient, home } = await follow('Asbjørn', 'Furukollen');
    const sender = (await at('Ingrid Havn')).page;
    const receiver = (await at('Silje Breivoll')).page;
    await sender.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
    await sender.getByRole('button', { name: 'Ny oppgave' }).click();
    await sender.getByLabel('Hva skal gjøres?').fill('Ring og hør om natten');
    await sender.getByRole('checkbox', { name: 'Jeg tar den selv' }).check();
    await sender.getByRole('button', { name: 'Legg til oppgaven' }).click();
    await sender.getByText('Oppgaven er lagt til.').waitFor();

    await sender.goto(`${stage.platform.url}/episodes/${patient.episodeId}/handover`);
    const teams = sender.getByLabel('Mottakende team');
    const option = teams.getByRole('option', { name: /Lungepoliklinikken/ });
    await option.waitFor({ state: 'attached' });
    await teams.selectOption((await option.getAttribute('value')) ?? '');
    await sender.getByRole('radio', { name: /Med en gang/ }).check();
    await next(sender);
    await sender.getByRole('radio', { name: /^Stabil/ }).check();
    for (const part of ['Situasjon', 'Bakgrunn', 'Vurdering', 'Råd']) {
      await sender.getByLabel(part, { exact: true }).fill(`${part} som før.`);
    }
    for (const [place, text, who] of [
      [0, 'Sett opp time', 'receiver'],
      [1, 'Hent det gamle oksymeteret', 'sender'],
    ] as const) {
      await sender.getByRole('button', { name: 'Legg til noe som skal gjøres' }).click();
      await sender.getByLabel('Hva skal gjøres', { exact: true }).nth(place).fill(text);
      await sender.getByLabel('Hvem', { exact: true }).nth(place).selectOption(who);
    }
    await sender.getByRole('button', { name: 'Legg til hvis–så' }).click();
    await sender.getByLabel('Hvis', { exact: true }).fill('SpO₂ faller under 85');
    await sender.getByLabel('Så', { exact: true }).fill('Ring 113');
    await expectAccessible(sender, 'the form of an offer with lines');
    await next(sender);
    await sender.getByRole('checkbox', { name: /signerer/ }).check();
    await next(sender);
    await sender.getByRole('button', { name: 'Send tilbudet' }).click();
    await sender.getByText('Ansvaret ligger hos Oppfølgingsteamet til tilbudet er tatt imot.').waitFor();

    await receiver.getByRole('link', { name: /Ansvarsoverføringer/ }).click();
    await receiver.getByRole('link', { name: patient.name }).first().click();
    for (const said of [
      'Sett opp time',
      'Hent det gamle oksymeteret',
      'SpO₂ faller under 85',
      'Ring og hør om natten',
    ]) {
      await receiver.getByText(said).first().waitFor();
    }
    await receiver.getByRole('radio', { name: 'Stabil', exact: true }).check();
    await receiver.getByLabel('Det første dere gjør').fill('Ringer i dag.');
    await receiver.getByRole('button', { name: 'Ta imot ansvaret' }).click();
    await expect
      .poll(() => heard(home))
      .toEqual([
        expect.stringMatching(/Fra nå av følges du av Lungepoliklinikken, Storfjell sykehus HF\. Ring 00 00 10 01/),
      ]);

    await receiver.getByRole('link', { name: /^Oppgaver/ }).click();
    await receiver.getByRole('heading', { name: 'Oppgaver', level: 1 }).waitFor();
    const tasks = receiver.getByRole('main').getByRole('listitem');
    await expect.poll(() => tasks.allTextContents()).toHaveLength(2);
    await expectAccessible(receiver, 'the tasks of a team');
    // What the sender had taken is anybody's of the team that has it now.
    const taken = tasks.filter({ hasText: 'Ring og hør om natten' });
    await taken.getByText('Ingen har tatt den').waitFor();
    await taken.getByRole('button', { name: /^Ta oppgaven/ }).click();
    await taken.getByText('Tatt av deg').waitFor();
    await taken.getByRole('button', { name: /^Utført/ }).click();
    await receiver.getByLabel(/Hvordan gikk det/).fill('Hun har sovet.');
    await receiver.getByRole('button', { name: 'Marker som utført' }).click();
    await expect.poll(() => tasks.allTextContents()).toEqual([expect.stringContaining('Sett opp time')]);

    await sender.getByRole('link', { name: /^Oppgaver/ }).click();
    await sender.getByText('Hent det gamle oksymeteret').waitFor();
    await receiver.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
    await message(receiver, 'Hvem som følger opp')
      .getByText(/Vist hjemme/)
      .waitFor();
    await expectAccessible(receiver, 'a patient with tasks and messages');
  });
});
