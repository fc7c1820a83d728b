import type { DeviceReading } from '@samvakt/contract';
import { expect, it } from 'vitest';
import { expectAccessible, rowOf } from './clinician.ts';
import { setStage } from './stage.ts';

/* A round at home makes NEWS2 red before it is finished: what a nurse sees of it, in a real browser. */
const stage = setStage();

it('a nurse sees what a score is made of, what is missing, and why it is red', async () => {
  const { teams, follow } = stage.platform.clinic;
  const since = Date.now() - 60_000;
  const who = { givenName: 'Odd', familyName: 'Skoddevollset', condition: 'acute-illness' } as const;
  const home = await stage.platform.home(await follow({ ...who, teamId: teams.response.id, since }));
  const effectiveAt = Date.now() - 1000;
  const parts: DeviceReading[] = [
    { metric: 'respiratory-rate', effectiveAt, value: 22, unit: '/min' },
    { metric: 'oxygen-saturation', effectiveAt, value: 95, unit: '%' },
    { metric: 'systolic-pressure', effectiveAt, value: 124, unit: 'mm[Hg]' },
    { metric: 'heart-rate', effectiveAt, value: 112, unit: '/min' },
    { metric: 'body-temperature', effectiveAt, value: 37.4, unit: 'Cel' },
    { metric: 'inspired-oxygen', effectiveAt, choice: 'oxygen' },
  ];
  for (const part of parts) await home.measure(part);

  const { page } = await stage.signIn('Mona Tindlia');
  await rowOf(page, 'Odd Skoddevollset').getByRole('link').first().click();
  const score = page.getByRole('region', { name: 'NEWS2' });
  await score.getByText('Ingen sum. Det som er målt, gir minst 7').waitFor();
  await score.getByText(/^Teller ikke med: Bevissthet \(ACVPU\)/).waitFor();
  const evidence = page.getByRole('table', { name: 'Målinger og grenser bak varselet' });
  await evidence.getByRole('row', { name: /NEWS2, sum minst 7 7 eller høyere/ }).waitFor();
  expect(await evidence.getByRole('row', { name: /Puls 112/ }).textContent()).toContain('2 poeng');
  await evidence.getByRole('row', { name: /Bevissthet \(ACVPU\) ikke målt/ }).waitFor();
  await expectAccessible(page, 'a patient whose score is red');
});
