import { type ClinicPatient, type Home, launchBrowser, type Platform, startPlatform } from '@samvakt/harness';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Clinician, keepPicturesOfFailure, signIn } from './clinician.ts';

/** The whole platform and a browser, for the tests of one file. Nothing of it is there before the first `beforeAll` has run. */
export interface Stage {
  readonly platform: Platform;
  readonly browser: Browser;
  /** The person of that name at a browser of their own, at the worklist. What a test opens is closed after it. */
  readonly signIn: (name: string) => Promise<Clinician>;
  /** A patient with COPD whom the municipal team has followed since now, or so many milliseconds. */
  readonly follow: (givenName: string, familyName: string, sinceMs?: number) => Promise<ClinicPatient>;
  /** The patient's home. The same each time that it is asked for. */
  readonly homeOf: (patient: ClinicPatient) => Promise<Home>;
  /** The patient measures these saturations, in percent, a millisecond apart and the last just before now; resolves when the platform has given its receipt. */
  readonly saturation: (patient: ClinicPatient, ...values: readonly number[]) => Promise<void>;
}

/** Before the first test and after the last. `sinceMs`: for how long there have been teams and people. A test that fails leaves pictures of what stood on the screens. */
export function setStage({ sinceMs = 0 }: { sinceMs?: number } = {}): Stage {
  let running: Omit<Stage, 'follow' | 'saturation' | 'signIn' | 'homeOf'> | undefined;
  let kept: readonly BrowserContext[] = [];
  const homes = new Map<ClinicPatient, Promise<Home>>();
  const stage: Stage = {
    get platform() {
      return there().platform;
    },
    get browser() {
      return there().browser;
    },
    signIn: (name) => signIn(stage.browser, stage.platform.url, name),
    follow: (givenName, familyName, since = 0) => {
      const { follow, teams } = stage.platform.clinic;
      const who = { givenName, familyName, condition: 'copd', teamId: teams.followUp.id } as const;
      return follow({ ...who, since: Date.now() - since });
    },
    homeOf: (patient) => {
      const home = homes.get(patient) ?? stage.platform.home(patient);
      homes.set(patient, home);
      return home;
    },
    saturation: async (patient, ...values) => {
      const home = await stage.homeOf(patient);
      const now = Date.now();
      const metric = 'oxygen-saturation';
      await home.measure(
        ...values.map(
          (value, index) => ({ metric, effectiveAt: now - values.length + index, value, unit: '%' }) as const,
        ),
      );
    },
  };
  const there = () => {
    if (!running) throw new Error('the platform is started before the tests, and not before that');
    return running;
  };

  beforeAll(async () => {
    const platform = await startPlatform({
      clock: Date.now,
      since: Date.now() - sinceMs,
      screens: true,
      timers: true,
    });
    try {
      running = { platform, browser: await launchBrowser() };
    } catch (error) {
      await platform.stop();
      throw error;
    }
  });
  beforeEach(() => {
    kept = stage.browser.contexts();
  });
  afterEach(async (context) => {
    if (!running) return;
    const { browser } = running;
    await keepPicturesOfFailure(context, browser);
    await Promise.all(browser.contexts().map((one) => (kept.includes(one) ? undefined : one.close())));
  });
  afterAll(async () => {
    await running?.browser.close();
    await running?.platform.stop();
  });
  return stage;
}
