import type { ClinicPatient } from '@samvakt/harness';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openBrowser, rowOf, tabTo } from './clinician.ts';
import { setStage } from './stage.ts';

/*
 * What a nurse does and sees, in real browsers against the whole platform. A home measures when the test says so; nothing waits for a
 * length of time, only for what is to be seen.
 */
const stage = setStage();

/** Every story has a patient of its own. */
const { follow, saturation, signIn: at } = stage;

async function open(page: Page, patient: ClinicPatient): Promise<void> {
  await page.getByRole('link', { name: patient.name }).first().click();
  await page.getByRole('heading', { name: patient.name, level: 1 }).waitFor();
}

const isbar = {
  Situasjon: 'Økende tungpust siden i går.',
  Bakgrunn: 'Kols, to innleggelser i år.',
  Vurdering: 'Begynnende forverring.',
  Råd: 'Vurder poliklinisk time i morgen.',
};

const next = (page: Page) => page.getByRole('button', { name: 'Neste' }).click();

/** The last two steps: read, sign, look once more, send. */
async function signAndSend(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: /Jeg har lest sammendraget/ }).check();
  await next(page);
  await page.getByRole('button', { name: 'Send tilbudet' }).click();
}

async function offer(page: Page, team: string): Promise<void> {
  await page.getByRole('link', { name: 'Tilby ansvarsoverføring' }).click();
  await page.getByRole('heading', { name: 'Tilby ansvarsoverføring', level: 1 }).waitFor();
  const teams = page.getByLabel('Mottakende team');
  const option = teams.getByRole('option', { name: new RegExp(team) });
  await option.waitFor({ state: 'attached' });
  await teams.selectOption((await option.getAttribute('value')) ?? '');
  await page.getByRole('radio', { name: /Med en gang/ }).check();
  await next(page);
  await page.getByRole('radio', { name: /Må følges tett/ }).check();
  for (const [label, text] of Object.entries(isbar)) await page.getByLabel(label, { exact: true }).fill(text);
  await next(page);
  await signAndSend(page);
  await page.getByText('Ansvaret ligger hos Oppfølgingsteamet til tilbudet er tatt imot.').waitFor();
}

describe('the worklist', () => {
  it('shows an alert that appears by itself, and says it aloud', async () => {
    const patient = await follow('Solveig', 'Bølgeneset');
    const well = await follow('Leif', 'Granehaugli');
    const { page } = await at('Ingrid Havn');
    await rowOf(page, patient.name).waitFor();
    await saturation(well, 94, 94);
    await saturation(patient, 91, 91);
    await rowOf(page, patient.name).getByText('Grønn').waitFor();
    await saturation(patient, 89, 89);
    await rowOf(page, patient.name).getByText('Gul').waitFor();
    await saturation(patient, 79, 79);
    await rowOf(page, patient.name).getByText('Rød').waitFor();
    const loud = page.locator('[aria-live="assertive"]');
    await expect.poll(() => loud.textContent()).toContain(`Nytt rødt varsel: ${patient.name}`);
    // Worst first: the red patient stands above the one who is well.
    const names = await page.locator('tbody tr').allTextContents();
    const placeOf = (name: string) => names.findIndex((text) => text.includes(name));
    expect(placeOf(patient.name)).toBeLessThan(placeOf(well.name));
  });

  it('says that the connection is lost, and misses nothing of what happened meanwhile', async () => {
    const worse = await follow('Finn', 'Rognbukta');
    const better = await follow('Liv', 'Heggeidet');
    const { page } = await at('Ingrid Havn');
    await rowOf(page, worse.name).getByText('Ukjent').waitFor();
    await page.getByText('Direkte', { exact: true }).waitFor();
    await stage.platform.api.stop();
    await page.getByText(/Kobler til igjen|Ikke oppdatert/).waitFor();
    await saturation(worse, 79, 79);
    await saturation(better, 94);
    await stage.platform.api.start();
    // Nobody reloads: the page is the one that was opened before the connection was lost.
    await page.getByText('Direkte', { exact: true }).waitFor();
    await rowOf(page, worse.name).getByText('Rød').waitFor();
    await rowOf(page, better.name).getByText('Grønn').waitFor();
    const loud = page.locator('[aria-live="assertive"]');
    await expect.poll(() => loud.textContent()).toContain(`Nytt rødt varsel: ${worse.name}`);
  });
});

describe('an alert', () => {
  it('is found, claimed, noted and resolved with the keyboard alone, from the sign-in on', async () => {
    const patient = await follow('Dagny', 'Frosteidet');
    await saturation(patient, 78, 78);
    const { page } = await openBrowser(stage.browser, stage.platform.url);
    await tabTo(page, /^Logg inn$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Hvem vil du logge inn som/ }).waitFor();
    await tabTo(page, /^Jonas Lyngmo/);
    await page.keyboard.press('Enter');
    await rowOf(page, patient.name).getByText('Rød').waitFor();
    await tabTo(page, new RegExp(`^${patient.name}$`));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: patient.name, level: 1 }).waitFor();
    await tabTo(page, /^Ta varselet: SpO₂/);
    await page.keyboard.press('Enter');
    await page.getByText(/Tatt av deg/).waitFor();

    // The focus is on what came of the claim, in its own card: the next Tab leads to the acts of that alert.
    const outcome = page.locator('article [data-outcome="success"]:focus');
    await outcome.waitFor();
    expect(await outcome.textContent()).toContain('Du har tatt varselet');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/: SpO₂/);
    await tabTo(page, /^Skriv notat: SpO₂/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, /^Notat/);
    await page.keyboard.type('Ringte, skal måle igjen om en time.');
    await tabTo(page, /^Lagre notat$/);
    await page.keyboard.press('Enter');
    await page.getByText('Ringte, skal måle igjen om en time.').first().waitFor();
    await page.locator('article [data-outcome="success"]:focus').getByText('Notatet er lagret').waitFor();

    await tabTo(page, /^Lukk varselet: SpO₂/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await tabTo(page, /^Snakket med pasienten$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Lukk varselet$/);
    await page.keyboard.press('Enter');
    await page
      .getByText(/Varselet er lukket: Snakket med pasienten/)
      .first()
      .waitFor();
    // The card is gone: the focus is on what says so.
    await page
      .locator('[data-outcome="success"]:focus')
      .getByText(/Varselet er lukket/)
      .waitFor();
    const { rows } = await stage.platform.db.pool.query(
      `select outcome, practitioner.name from alert join practitioner on practitioner.id = resolved_by where episode_id = $1`,
      [patient.episodeId],
    );
    expect(rows).toContainEqual({ outcome: 'contacted-patient', name: 'Jonas Lyngmo' });
  });
});

describe('a handover between municipality and hospital', () => {
  it('moves the responsibility when it is accepted, and not before', async () => {
    const patient = await follow('Harald', 'Duggbukta');
    await saturation(patient, 78, 78);
    const sender = (await at('Ingrid Havn')).page;
    const receiver = (await at('Silje Breivoll')).page;
    await rowOf(receiver, patient.name).waitFor({ state: 'detached' });

    await open(sender, patient);
    await offer(sender, 'Lungepoliklinikken');
    // The other team sees the offer at once, and the sender is accountable still.
    await receiver.getByRole('link', { name: /Ansvarsoverføringer.*1/ }).click();
    await receiver
      .getByRole('link', { name: new RegExp(patient.name) })
      .first()
      .click();
    await receiver.getByText('Ansvaret ligger hos Oppfølgingsteamet til tilbudet er tatt imot.').waitFor();
    expect(await accountable(patient)).toBe('Oppfølgingsteamet');

    // A read-back that leaves something out is refused, and says what.
    await receiver.getByRole('button', { name: 'Ta imot ansvaret' }).click();
    await receiver.getByText('Rett dette før du sender').waitFor();
    await receiver.getByRole('radio', { name: 'Må følges tett' }).check();
    await receiver.getByLabel('Det første dere gjør').fill('Ringer pasienten innen en time.');
    for (const box of await receiver.getByRole('checkbox').all()) await box.check();
    await receiver.getByRole('button', { name: 'Ta imot ansvaret' }).click();
    await receiver
      .getByText(/Ansvaret er tatt imot\. Lungepoliklinikken er ansvarlig/)
      .first()
      .waitFor();
    expect(await accountable(patient)).toBe('Lungepoliklinikken');

    // The sender's page, open since the offer, says so by itself.
    await sender.getByText('Ansvaret ligger nå hos Lungepoliklinikken.').waitFor();
    for (const page of [receiver, sender])
      await page
        .getByRole('link', { name: /^Arbeidsliste/ })
        .first()
        .click();
    await rowOf(receiver, patient.name).waitFor();
    await rowOf(sender, patient.name).waitFor({ state: 'detached' });
    for (const page of [sender, receiver]) {
      await page.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
      await page.getByText('Ansvarsoverføring tatt imot').first().waitFor();
      await page.getByText('Fra Oppfølgingsteamet til Lungepoliklinikken').first().waitFor();
    }
    // The sender reads for a time, and no longer acts.
    await sender.getByRole('article').first().waitFor();
    expect(await sender.getByRole('button', { name: /Ta varselet/ }).count()).toBe(0);
    await receiver
      .getByRole('button', { name: /Ta varselet/ })
      .first()
      .waitFor();
  });

  it('leaves it where it was when it is declined, with the reason', async () => {
    const patient = await follow('Inger', 'Lyngtunga');
    const sender = (await at('Ingrid Havn')).page;
    const receiver = (await at('Silje Breivoll')).page;
    await open(sender, patient);
    await offer(sender, 'Lungepoliklinikken');
    await receiver.getByRole('link', { name: /Ansvarsoverføringer/ }).click();
    await receiver
      .getByRole('link', { name: new RegExp(patient.name) })
      .first()
      .click();
    await receiver.getByText('Avslå tilbudet').first().click();
    await receiver.getByLabel('Hvorfor avslår dere?').fill('Ingen ledig kapasitet før mandag.');
    await receiver.getByRole('button', { name: 'Avslå tilbudet' }).click();
    await receiver
      .getByText(/Tilbudet er avslått/)
      .first()
      .waitFor();
    // The sender's page, which shows the offer still, says by itself what became of it.
    await sender.getByText('Ingen ledig kapasitet før mandag.').first().waitFor();
    expect(await accountable(patient)).toBe('Oppfølgingsteamet');
  });
});

async function accountable(patient: ClinicPatient): Promise<string | undefined> {
  const { rows } = await stage.platform.db.pool.query<{ name: string }>(
    `select team.name from responsibility join team on team.id = team_id where episode_id = $1 and upper_inf(period)`,
    [patient.episodeId],
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.name;
}
