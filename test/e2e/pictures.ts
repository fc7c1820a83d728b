import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';

/*
 * Takes the pictures of the README: starts the demonstration as `npm start` does, on data of its own, signs in, and waits until a patient
 * has become red. `pnpm pictures`; it takes some minutes, for a year of history is sent first.
 */
const CLONE = fileURLToPath(new URL('../..', import.meta.url));
const PICTURES = path.join(CLONE, 'docs', 'pictures');
const WINDOW = { width: 1_440, height: 900 };
const AT_MOST_MS = 5 * 60_000;

async function main(): Promise<void> {
  const data = await mkdtemp(path.join(tmpdir(), 'samvakt-pictures-'));
  const demo = spawn(process.execPath, [path.join(CLONE, 'packages/samvakt/src/main.ts'), 'start'], {
    env: { ...process.env, SAMVAKT_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let browser: Browser | undefined;
  try {
    const url = await addressOf(demo);
    browser = await launchBrowser();
    await mkdir(PICTURES, { recursive: true });
    await takePictures(browser, url);
  } finally {
    await browser?.close();
    if (demo.exitCode === null) {
      demo.kill('SIGINT');
      await once(demo, 'exit');
    }
    await rm(data, { recursive: true });
  }
}

/** The address that the demonstration prints when it is ready; what it prints goes on to our own terminal. */
async function addressOf(demo: ChildProcess): Promise<string> {
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  demo.stdout?.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    said += chunk.toString();
    const address = /Samvakt is ready:\s+(http\S+)/.exec(said)?.[1];
    if (address !== undefined) resolve(address);
  });
  demo.once('exit', (code) => reject(new Error(`The demonstration ended with ${code} before it was ready.`)));
  return promise;
}

async function takePictures(browser: Browser, url: string): Promise<void> {
  const ingrid = await signIn(browser, url, 'Ingrid Havn');
  const reds = ingrid.locator('tbody tr[data-status="red"]');
  await reds.nth(1).waitFor();
  await dismissNotices(ingrid);
  await picture(ingrid, 'worklist');

  await reds.filter({ hasText: 'KOLS' }).getByRole('link').first().click();
  await ingrid
    .getByRole('button', { name: /^Ta varselet/ })
    .first()
    .click();
  await ingrid
    .getByText(/Tatt av deg/)
    .first()
    .waitFor();
  await ingrid.locator('canvas').first().waitFor();
  // High enough for the first trend.
  await ingrid.setViewportSize({ ...WINDOW, height: 1_500 });
  await picture(ingrid, 'patient');
  await ingrid.setViewportSize(WINDOW);

  await ingrid.getByRole('link', { name: 'Tilby ansvarsoverføring' }).click();
  const teams = ingrid.getByLabel('Mottakende team');
  const lung = teams.getByRole('option', { name: /Lungepoliklinikken/ });
  await lung.waitFor({ state: 'attached' });
  await teams.selectOption((await lung.getAttribute('value')) ?? '');
  const next = () => ingrid.getByRole('button', { name: 'Neste' }).click();
  await ingrid.getByRole('radio', { name: /Med en gang/ }).check();
  await next();
  await ingrid.getByRole('radio', { name: /Må følges tett/ }).check();
  for (const [label, text] of Object.entries(ISBAR)) await ingrid.getByLabel(label, { exact: true }).fill(text);
  await next();
  await ingrid.getByRole('checkbox', { name: /Jeg har lest sammendraget/ }).check();
  await next();
  await ingrid.getByRole('button', { name: 'Send tilbudet' }).click();
  await ingrid
    .getByText(/^Ansvaret ligger hos/)
    .first()
    .waitFor();

  const silje = await signIn(browser, url, 'Silje Breivoll');
  await silje.goto(ingrid.url());
  await silje.getByRole('button', { name: 'Ta imot ansvaret' }).waitFor();
  await picture(silje, 'handover');
}

/** What has popped up has been read, and covers what lies under it. */
async function dismissNotices(page: Page): Promise<void> {
  const dismissals = page.getByRole('button', { name: /^Lukk meldingen/ });
  while ((await dismissals.count()) > 0) await dismissals.first().click();
}

const ISBAR = {
  Situasjon: 'Fallende oksygenmetning den siste timen, tyngre pust i hvile.',
  Bakgrunn: 'Kols, to innleggelser det siste året. Bor alene, klarer utstyret selv.',
  Vurdering: 'Trolig begynnende forverring. Feberfri, klar og orientert.',
  Råd: 'Vurder poliklinisk time i dag eller i morgen tidlig.',
};

async function signIn(browser: Browser, url: string, name: string): Promise<Page> {
  const context = await browser.newContext({
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    viewport: WINDOW,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(AT_MOST_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('link', { name: 'Logg inn' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('heading', { name: 'Arbeidsliste', level: 1 }).waitFor();
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

await main();
