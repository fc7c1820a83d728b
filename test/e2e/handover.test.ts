import type { ClinicPatient } from '@samvakt/harness';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { actAtOnce } from './settled.ts';
import { setStage } from './stage.ts';

/*
 * The handover as two teams play it, each in a browser of its own: Ingrid of the municipality and Silje of the hospital. Nobody reloads a page: what the
 * other side does comes by itself.
 */
const stage = setStage();
const { follow, saturation } = stage;

const DAY = 86_400_000;
const at = async (name: string): Promise<Page> => (await stage.signIn(name)).page;
const next = (page: Page) => page.getByRole('button', { name: 'Neste' }).click();

/** What a `datetime-local` field takes: the clock by which the screen writes every time, which is not that of this machine. */
function local(instant: number): string {
  const oslo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'short' });
  return oslo.format(instant).replace(' ', 'T');
}

/** Noon in Greenwich: no hour that the clock in Oslo has twice or not at all. */
const someDaysAhead = () => (Math.floor(Date.now() / DAY) + 2.5) * DAY;

async function writeOffer(page: Page, patient: ClinicPatient, effectiveAt?: number): Promise<void> {
  await page.goto(`${stage.platform.url}/episodes/${patient.episodeId}/handover`);
  const teams = page.getByLabel('Mottakende team');
  const option = teams.getByRole('option', { name: /Lungepoliklinikken/ });
  await option.waitFor({ state: 'attached' });
  await teams.selectOption((await option.getAttribute('value')) ?? '');
  await page.getByRole('radio', { name: effectiveAt === undefined ? /Med en gang/ : /På et avtalt/ }).check();
  if (effectiveAt !== undefined) await page.getByLabel('Ansvaret flyttes', { exact: true }).fill(local(effectiveAt));
  await next(page);
  await page.getByRole('radio', { name: /Må følges tett/ }).check();
  await page.getByLabel('Situasjon', { exact: true }).fill('Økende tungpust siden i går.');
  await page.getByLabel('Bakgrunn', { exact: true }).fill('Kols, to innleggelser i år.');
  await page.getByLabel('Vurdering', { exact: true }).fill('Begynnende forverring.');
  await page.getByLabel('Råd', { exact: true }).fill('Vurder poliklinisk time i morgen.');
  await next(page);
  await signAndSend(page);
}

async function signAndSend(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: /Jeg har lest sammendraget/ }).check();
  await next(page);
  await page.getByRole('button', { name: 'Send tilbudet' }).click();
  await page.getByText('Ansvaret ligger hos Oppfølgingsteamet til tilbudet er tatt imot.').waitFor();
}

async function openOffer(page: Page, patient: ClinicPatient): Promise<void> {
  await page
    .getByRole('link', { name: /^Ansvarsoverføringer/ })
    .first()
    .click();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Venter på svar' })
    .getByRole('link', { name: patient.name })
    .click();
  await page.getByRole('heading', { name: 'Ta imot ansvaret' }).waitFor();
}

async function readBack(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Må følges tett' }).check();
  await page.getByLabel('Det første dere gjør').fill('Ringer pasienten innen en time.');
}
const accept = (page: Page) => page.getByRole('button', { name: 'Ta imot ansvaret' }).click();

async function accountable(patient: ClinicPatient, instant = Date.now()): Promise<string | undefined> {
  const { rows } = await stage.platform.db.pool.query<{ name: string }>(
    `select team.name from responsibility join team on team.id = team_id where episode_id = $1 and period @> $2::timestamptz`,
    [patient.episodeId, new Date(instant)],
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.name;
}

describe('a handover that is negotiated', () => {
  it('goes by counter-proposal and new offer to an acceptance that cannot pass a new red alert by', async () => {
    const patient = await follow('Ragna', 'Skodderabben');
    const [ingrid, silje] = [await at('Ingrid Havn'), await at('Silje Breivoll')];
    await writeOffer(ingrid, patient);

    await openOffer(silje, patient);
    await silje.getByText('Avslå tilbudet').first().click();
    await silje.getByLabel('Hvorfor avslår dere?').fill('Ingen ledig kapasitet før visitten.');
    await silje.getByRole('checkbox', { name: /Foreslå noe annet/ }).check();
    await silje.getByLabel('Hva må være på plass?').fill('Medisinlisten må være oppdatert.');
    await silje.getByRole('button', { name: 'Avslå tilbudet' }).click();
    await silje
      .getByText(/Tilbudet er avslått/)
      .first()
      .waitFor();

    // Ingrid's page has been open since she sent it. One press, and the letter stands there again, to be read and signed.
    await ingrid.getByText('Medisinlisten må være oppdatert.').waitFor();
    await ingrid.getByRole('link', { name: 'Lag nytt tilbud av forslaget' }).click();
    await ingrid.getByText('Fylt ut fra motforslaget: Medisinlisten må være oppdatert.').waitFor();
    await ingrid.getByRole('radio', { name: /Med en gang/ }).check();
    await next(ingrid);
    expect(await ingrid.getByLabel('Situasjon', { exact: true }).inputValue()).toBe('Økende tungpust siden i går.');
    await ingrid.getByRole('radio', { name: /Må følges tett/ }).check();
    await next(ingrid);
    await signAndSend(ingrid);

    await openOffer(silje, patient);
    await readBack(silje);
    await silje.getByText('Ingen åpne røde varsler.').waitFor();
    // From here on her page hears nothing, as if the network were slow: the red alert comes while she presses.
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await silje.route(/\/api\/v1\/handovers\/[0-9a-f-]+$/, async (route) => {
      await released;
      await route.continue();
    });
    await saturation(patient, 78, 78);
    const refused = silje.waitForResponse((response) => response.url().endsWith('/accept'));
    await actAtOnce(silje, () => accept(silje));
    expect((await refused).status()).toBe(422);
    expect(await accountable(patient)).toBe('Oppfølgingsteamet');
    release();
    // A clear message, and the form has what is to be named.
    await silje
      .getByText(/Bekreft alle åpne røde varsler/)
      .first()
      .waitFor();
    await silje.getByText('Et nytt rødt varsel er åpnet etter at tilbudet ble sendt.').first().waitFor();
    expect(await silje.getByLabel('Det første dere gjør').inputValue()).toBe('Ringer pasienten innen en time.');
    const takeOver = silje.getByRole('checkbox', { name: /Vi overtar/ });
    await takeOver.first().waitFor();
    for (const box of await takeOver.all()) await box.check();
    await accept(silje);
    await silje
      .getByText(/Ansvaret er tatt imot\. Lungepoliklinikken er ansvarlig/)
      .first()
      .waitFor();
    expect(await accountable(patient)).toBe('Lungepoliklinikken');
    await ingrid.getByText('Ansvaret ligger nå hos Lungepoliklinikken.').waitFor();
  });
});

describe('a handover for a later time', () => {
  it('is agreed now, moves nothing before, and can be called off', async () => {
    const patient = await follow('Oddny', 'Rimfrosten');
    const [ingrid, silje] = [await at('Ingrid Havn'), await at('Silje Breivoll')];
    const effectiveAt = someDaysAhead();
    await writeOffer(ingrid, patient, effectiveAt);
    await openOffer(silje, patient);
    await readBack(silje);
    await accept(silje);
    await silje
      .getByText(/Overføringen er avtalt\. Lungepoliklinikken er ansvarlig fra/)
      .first()
      .waitFor();
    expect(await accountable(patient)).toBe('Oppfølgingsteamet');
    expect(await accountable(patient, effectiveAt + 60_000)).toBe('Lungepoliklinikken');
    // Nobody can misread it on the patient's page.
    await ingrid.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
    await ingrid.getByText(/Ansvaret flyttes til Lungepoliklinikken/).waitFor();
    await ingrid.getByRole('link', { name: 'Se tilbudet' }).click();
    await ingrid.getByText('Avlys overføringen').first().click();
    await ingrid.getByLabel('Hvorfor avlyses den?').fill('Hun blir hos oss.');
    await ingrid.getByRole('button', { name: 'Avlys overføringen' }).click();
    await silje.getByText('Hun blir hos oss.').waitFor();
    expect(await accountable(patient, effectiveAt + 60_000)).toBe('Oppfølgingsteamet');
  });
});

describe('a responsibility that another team wants', () => {
  it('is asked for and refused, and then taken over when it is urgent, with the word of the team that had it', async () => {
    const patient = await follow('Gudny', 'Hvalbukta');
    const [ingrid, silje] = [await at('Ingrid Havn'), await at('Silje Breivoll')];
    // The hospital knows her from an offer that stands.
    await writeOffer(ingrid, patient, someDaysAhead());
    await silje.goto(`${stage.platform.url}/episodes/${patient.episodeId}`);
    await silje.getByText('Be om ansvaret').first().click();
    await silje.getByLabel('Hvorfor bør dere ha ansvaret?').fill('Hun er lagt inn hos oss.');
    await silje.getByRole('button', { name: 'Send forespørselen' }).click();
    await silje.getByText('Forespørselen er sendt til Oppfølgingsteamet.').waitFor();
    await ingrid.getByRole('link', { name: /^Ansvarsoverføringer.*1/ }).click();
    const asked = ingrid.getByRole('listitem').filter({ hasText: 'Hun er lagt inn hos oss.' });
    await asked.getByText('Avslå forespørselen').first().click();
    await asked.getByLabel('Hvorfor avslår dere?').fill('Hun skal hjem i kveld.');
    await asked.getByRole('button', { name: 'Avslå forespørselen' }).click();
    await ingrid.getByText('Forespørselen er avslått.').waitFor();

    await silje.getByText('Overta i en nødsituasjon').first().click();
    await silje.getByLabel('Hva haster?').fill('Hun er blå på leppene.');
    await silje.getByRole('radio', { name: 'Ustabil' }).check();
    await silje.getByLabel('Det første dere gjør').fill('Gir oksygen.');
    await silje.getByRole('checkbox', { name: 'Jeg bekrefter at det haster' }).check();
    await silje.getByRole('button', { name: 'Overta ansvaret nå' }).click();
    await silje.getByText(/Lungepoliklinikken overtok ansvaret i en nødsituasjon/).waitFor();
    expect(await accountable(patient)).toBe('Lungepoliklinikken');

    await ingrid
      .getByRole('listitem')
      .filter({ hasText: 'Etterkontroll venter' })
      .getByRole('link', { name: patient.name })
      .click();
    await ingrid.getByRole('radio', { name: 'Ja' }).check();
    await ingrid.getByLabel('Begrunnelse og hva vi lærer av det').fill('Riktig. Vi burde ha ringt før.');
    await ingrid.getByRole('button', { name: 'Lagre etterkontrollen' }).click();
    await ingrid.getByText('Etterkontrollen er lagret.').waitFor();
    await silje.getByText('Riktig. Vi burde ha ringt før.').waitFor();
  });
});

describe('a list that is handed over', () => {
  it('is offered together, answered one by one, and shows how far it has come', async () => {
    const patients = [await follow('Bergljot', 'Storskjeret'), await follow('Eldbjørg', 'Litleskjeret')];
    const [ingrid, silje] = [await at('Ingrid Havn'), await at('Silje Breivoll')];
    await ingrid.getByRole('link', { name: 'Overfør flere' }).click();
    await ingrid.getByRole('heading', { name: 'Overfør ansvaret for flere', level: 1 }).waitFor();
    for (const { name } of patients) {
      await ingrid.getByRole('checkbox', { name }).check();
      await ingrid.getByLabel(`Hvor syk er ${name} nå?`).selectOption('stable');
      // What goes with each is opened and read before it is signed, and may be written to.
      await ingrid.getByText(`Les gjennom det som følger med for ${name}`).click();
      await ingrid.getByRole('checkbox', { name: `Jeg har lest det som følger med for ${name}` }).check();
    }
    await ingrid.getByText('2 av 2 lest gjennom').first().waitFor();
    await ingrid.getByText('Din merknad: åpne varsler').first().click();
    await ingrid.getByLabel('Din merknad: åpne varsler').first().fill('Ingen, de siste ukene');
    const teams = ingrid.getByLabel('Mottakende team');
    const option = teams.getByRole('option', { name: /Lungepoliklinikken/ });
    await option.waitFor({ state: 'attached' });
    await teams.selectOption((await option.getAttribute('value')) ?? '');
    await ingrid.getByRole('radio', { name: /Med en gang/ }).check();
    await ingrid.getByLabel('Situasjon', { exact: true }).fill('Teamet stenger i tre uker.');
    await ingrid.getByLabel('Bakgrunn', { exact: true }).fill('Fast følge siden våren.');
    await ingrid.getByLabel('Vurdering', { exact: true }).fill('Ingen ventede endringer.');
    await ingrid.getByLabel('Råd', { exact: true }).fill('Følg planen.');
    await ingrid.getByRole('checkbox', { name: /signerer overføringene/ }).check();
    await ingrid.getByRole('button', { name: 'Send alle tilbudene' }).click();
    await ingrid.getByRole('heading', { name: '0 av 2 besvart' }).waitFor();

    await silje.goto(ingrid.url());
    await silje.getByRole('link', { name: patients[0]?.name ?? '' }).click();
    await silje.getByRole('radio', { name: 'Stabil', exact: true }).check();
    await silje.getByLabel('Det første dere gjør').fill('Ringer i morgen.');
    await accept(silje);
    await silje
      .getByText(/Ansvaret er tatt imot/)
      .first()
      .waitFor();
    // Ingrid's page counts by itself; the other one is hers still.
    await ingrid.getByRole('heading', { name: '1 av 2 besvart' }).waitFor();
    expect(await Promise.all(patients.map((patient) => accountable(patient)))).toEqual([
      'Lungepoliklinikken',
      'Oppfølgingsteamet',
    ]);
  });
});
