import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, expectNothingBeyond } from './clinician.ts';
import { actAtOnce } from './settled.ts';
import { setStage } from './stage.ts';

/*
 * What somebody has typed and not sent, in real browsers: an act that gets no answer or a late one, a session that ends, a tab that is closed, Escape.
 */
const stage = setStage();

const LETTER = 'Økende tungpust siden i går. Bruker forstøver hver fjerde time.';
const PHONE = { width: 390, height: 844 };

async function beginLetter(page: Page, episodeId: string): Promise<void> {
  await page.goto(`${stage.platform.url}/episodes/${episodeId}`);
  await page.getByRole('link', { name: 'Tilby ansvarsoverføring' }).click();
  await page.getByLabel('Mottakende team').selectOption({ label: 'Lungepoliklinikken, Storfjell sykehus HF' });
  await page.getByRole('radio', { name: /Med en gang/ }).check();
  await page.getByRole('button', { name: 'Neste' }).click();
  await page.getByLabel('Situasjon', { exact: true }).fill(LETTER);
}
const letter = (page: Page) => page.getByLabel('Situasjon', { exact: true }).inputValue();

describe('a letter that is being written', () => {
  it('outlives the session: one signs in again in another tab, comes back and goes on', async () => {
    const patient = await stage.follow('Gunnvor', 'Tindeland');
    const { page, context } = await stage.signIn('Ingrid Havn');
    await beginLetter(page, patient.episodeId);
    await page.setViewportSize(PHONE);
    await context.clearCookies();
    // What the feed tells of is fetched with a session that is no more.
    await stage.saturation(patient, 95);
    await page.getByRole('heading', { name: 'Økten er avsluttet' }).waitFor();
    expect(await page.getByText('Gunnvor Tindeland').first().isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    await expectAccessible(page, 'a session that has ended');
    await page.getByRole('button', { name: 'Jeg har logget inn, fortsett' }).click();
    await page.getByText('Du er ikke logget inn ennå.').waitFor();

    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Logg inn i en ny fane' }).click();
    const other = await opened;
    await other.getByRole('button', { name: 'Ingrid Havn' }).click();
    await other.getByRole('heading', { name: 'Arbeidsliste', level: 1 }).waitFor();
    await other.close();
    await page.getByRole('button', { name: 'Jeg har logget inn, fortsett' }).click();
    await page.getByRole('heading', { name: 'Økten er avsluttet' }).waitFor({ state: 'detached' });
    expect(await letter(page)).toBe(LETTER);

    await page.getByRole('radio', { name: /Må følges tett/ }).check();
    for (const part of ['Bakgrunn', 'Vurdering', 'Råd'])
      await page.getByLabel(part, { exact: true }).fill('Se journal.');
    await page.getByRole('button', { name: 'Neste' }).click();
    await page.getByRole('checkbox', { name: /Jeg har lest sammendraget/ }).check();
    await page.getByRole('button', { name: 'Neste' }).click();
    await page.getByRole('button', { name: 'Send tilbudet' }).click();
    // The new session's own token goes with it. The letter stood on the last step already: only the address says that it is sent.
    await page.waitForURL(/\/handovers\//);
    await page.getByText(LETTER).first().waitFor();
  });

  it('is asked about before one goes back, and before the tab is closed', async () => {
    const patient = await stage.follow('Sigrun', 'Høgelid');
    const { page } = await stage.signIn('Ingrid Havn');
    await beginLetter(page, patient.episodeId);
    await page.setViewportSize(PHONE);
    await page.getByRole('link', { name: 'Sigrun Høgelid' }).first().click();
    const question = page.getByRole('dialog', { name: 'Forlate siden?' });
    await question.waitFor();
    await expectAccessible(page, 'the question whether to leave');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await page.evaluate(() => history.back());
    await question.waitFor();
    await page.getByRole('button', { name: 'Bli her' }).click();
    expect(await letter(page)).toBe(LETTER);
    expect(new URL(page.url()).pathname).toBe(`/episodes/${patient.episodeId}/handover`);

    const asked = page.waitForEvent('dialog');
    void page.close({ runBeforeUnload: true });
    const browsers = await asked;
    expect(browsers.type()).toBe('beforeunload');
    await browsers.dismiss();
    expect(await letter(page)).toBe(LETTER);

    await page.getByRole('button', { name: 'Avbryt' }).click();
    await page.getByRole('button', { name: 'Forlat siden' }).click();
    await page.getByRole('heading', { level: 1, name: /Sigrun Høgelid/ }).waitFor();
    expect(await page.getByText('Det du skrev, er ikke sendt').count()).toBe(0);
  });
});

describe('a dialogue', () => {
  it('keeps what is written in it from Escape, from its cross, and from a service that does not answer', async () => {
    const patient = await stage.follow('Borgny', 'Ravnstein');
    const { page } = await stage.signIn('Ingrid Havn');
    await page.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
    await page.getByRole('button', { name: 'Ny oppgave' }).click();
    const text = page.getByLabel('Hva skal gjøres?');
    await text.fill('Ring henne før helgen');
    for (let time = 0; time < 2; time += 1) {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Forkaste det du har skrevet?' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Forkaste det du har skrevet?' }).waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Lukk' }).click();
    await page.getByRole('button', { name: 'Skriv videre' }).click();
    expect(await text.inputValue()).toBe('Ring henne før helgen');

    await page.route('**/tasks', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.getByRole('button', { name: 'Legg til oppgaven' }).click();
    await page
      .getByRole('dialog')
      .getByText(/Det kan være utført likevel/)
      .waitFor();
    await expectAccessible(page, 'a dialogue that was not sent');
    expect(await text.inputValue()).toBe('Ring henne før helgen');
    await page.unroute('**/tasks');
    await page.getByRole('button', { name: 'Legg til oppgaven' }).click();
    await page.getByText('Oppgaven er lagt til.').waitFor();
  });
});

describe('an act whose answer does not come', () => {
  it.each([
    ['Bergljot', 1440],
    ['Ragnhild', 390],
  ])('is said to take long, then to be unknown, and sent again is done once (%s, %i pixels)', async (name, width) => {
    const patient = await stage.follow(name, 'Skogtun');
    const { page, context } = await stage.signIn('Ingrid Havn');
    await page.setViewportSize({ width, height: 844 });
    await page.clock.install();
    await page.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
    await page.getByRole('button', { name: 'Ny oppgave' }).click();
    const text = page.getByLabel('Hva skal gjøres?');
    await text.fill('Ring henne før helgen');
    let done = () => {};
    const isDone = new Promise<void>((resolve) => {
      done = resolve;
    });
    // The platform does it, and its answer is lost on the way.
    await page.route('**/tasks', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      done();
    });
    const dialog = page.getByRole('dialog');
    await actAtOnce(page, async () => {
      await page.getByRole('button', { name: 'Legg til oppgaven' }).press('Enter');
      await isDone;
      await page.clock.fastForward(6_000);
      await dialog.getByText(/^Det tar lengre tid enn vanlig/).waitFor();
      await expectAccessible(page, 'a dialogue that waits for long');
      await page.clock.fastForward(30_000);
      await dialog.getByText('Fikk ikke svar fra tjenesten. Det kan være utført likevel').waitFor();
    });
    expect(await dialog.getByText(/^Det tar lengre tid enn vanlig/).count()).toBe(0);
    expect(await text.inputValue()).toBe('Ring henne før helgen');
    await expectNothingBeyond(page, 'a dialogue without an answer');
    await page.unroute('**/tasks');
    await actAtOnce(page, () => page.getByRole('button', { name: 'Legg til oppgaven' }).press('Enter'));
    await page.getByText('Oppgaven er lagt til.').waitFor();
    const tasks = await context.request.get(`${stage.platform.url}/api/v1/episodes/${patient.episodeId}/tasks`);
    expect((await tasks.json()).tasks).toHaveLength(1);
  });
});

describe('a handover of several', () => {
  it('shows what was written of one whom a colleague has offered meanwhile', async () => {
    const [one] = [await stage.follow('Oddrun', 'Vikstøl'), await stage.follow('Torbjørg', 'Vikstøl')];
    const { page } = await stage.signIn('Ingrid Havn');
    await page.goto(`${stage.platform.url}/handovers/several`);
    await page.getByRole('checkbox', { name: 'Oddrun Vikstøl' }).check();
    await page.getByRole('checkbox', { name: 'Torbjørg Vikstøl' }).check();
    await page
      .getByLabel(/^Merknad om Oddrun/)
      .fill('Ring datteren først. Hun har nøkkel, og oksygenet står i gangen.');
    const other = page.getByLabel(/^Merknad om Torbjørg/);
    await other.fill('Ny maske');
    const { lung } = stage.platform.clinic.teams;
    const jonas = await stage.platform.signIn(stage.platform.clinic.people.jonas);
    const { status } = await jonas.post(`/episodes/${one.episodeId}/handovers`, {
      toTeamId: lung.id,
      isbar: {
        illnessSeverity: 'stable',
        situation: 'Se journal',
        background: 'Se journal',
        assessment: 'Se journal',
        recommendation: 'Se journal',
      },
      deadlineAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(status).toBe(201);
    await page.getByText(/^Det du skrev om dem, sendes ikke/).waitFor();
    await page.getByText('Ring datteren først. Hun har nøkkel, og oksygenet står i gangen.').waitFor();
    expect(await other.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await other.inputValue()).toBe('Ny maske');
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await expectNothingBeyond(page, 'what was written of one who does not go along');
      await expectAccessible(page, 'what was written of one who does not go along');
    }
  });
});

describe('a form whose offer is withdrawn', () => {
  it('goes away, and leaves its text', async () => {
    const patient = await stage.follow('Eldbjørg', 'Sandnes');
    const [ingrid, silje] = [(await stage.signIn('Ingrid Havn')).page, (await stage.signIn('Silje Breivoll')).page];
    await beginLetter(ingrid, patient.episodeId);
    await ingrid.getByRole('radio', { name: /Må følges tett/ }).check();
    for (const part of ['Bakgrunn', 'Vurdering', 'Råd'])
      await ingrid.getByLabel(part, { exact: true }).fill('Se journal.');
    await ingrid.getByRole('button', { name: 'Neste' }).click();
    await ingrid.getByRole('checkbox', { name: /Jeg har lest sammendraget/ }).check();
    await ingrid.getByRole('button', { name: 'Neste' }).click();
    await ingrid.getByRole('button', { name: 'Send tilbudet' }).click();
    await ingrid.waitForURL(/\/handovers\//);
    await silje.goto(ingrid.url());
    await silje.setViewportSize(PHONE);
    await silje.getByLabel('Det første dere gjør').fill('Ringer pasienten innen en time.');
    await ingrid.getByText('Trekk tilbudet').first().click();
    await ingrid
      .getByRole('button', { name: /^Trekk/ })
      .last()
      .click();
    await silje.getByText('Det du skrev, er ikke sendt').waitFor();
    await silje.getByText('Ringer pasienten innen en time.').waitFor();
    await expectAccessible(silje, 'what was written in a form that is gone');
  });
});
