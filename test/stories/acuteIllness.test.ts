import type { DeviceReading, MetricCode } from '@samvakt/contract';
import {
  type ClinicPatient,
  createClock,
  type Home,
  type Platform,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf } from './clinic.ts';

/*
 * A man with pneumonia is followed at home in place of a ward. His wife does the round: five things by devices, two that she answers. One round goes
 * well, one is left unfinished, one is worse than she sees.
 */
const clock = createClock('2026-03-02T08:00:00Z');
let platform: Platform;
let mona: SignedIn;
let patient: ClinicPatient;
let home: Home;

beforeAll(async () => {
  const since = clock.now() - HOUR;
  platform = await startPlatform({ clock: clock.now, since });
  const { teams, people, follow } = platform.clinic;
  const who = { givenName: 'Odd', familyName: 'Skoddevollset', condition: 'acute-illness' } as const;
  patient = await follow({ ...who, teamId: teams.response.id, since });
  home = await platform.home(patient);
  mona = await platform.signIn(people.mona);
});
afterAll(() => platform?.stop());

const ROUND = {
  'respiratory-rate': [17, '/min'],
  'oxygen-saturation': [95, '%'],
  'systolic-pressure': [124, 'mm[Hg]'],
  'heart-rate': [78, '/min'],
  'body-temperature': [37.4, 'Cel'],
} as const;

/** A round that begins now, a minute for each part; `left` are not done. */
async function does(
  { oxygen = 'air', mind = 'alert', ...changed }: { oxygen?: string; mind?: string; pulse?: number; breaths?: number },
  ...left: MetricCode[]
): Promise<void> {
  const values = { 'heart-rate': changed.pulse, 'respiratory-rate': changed.breaths } as Record<
    string,
    number | undefined
  >;
  for (const [metric, [value, unit]] of Object.entries(ROUND)) {
    await part({ metric: metric as MetricCode, effectiveAt: clock.now(), value: values[metric] ?? value, unit }, left);
  }
  await part({ metric: 'inspired-oxygen', effectiveAt: clock.now(), choice: oxygen }, left);
  await part({ metric: 'consciousness', effectiveAt: clock.now(), choice: mind }, left);
}
async function part(reading: DeviceReading, left: MetricCode[]): Promise<void> {
  if (left.includes(reading.metric)) return;
  await home.measure(reading);
  clock.advance(MINUTE);
}
const line = () => lineOf(mona, patient.episodeId);
const news2 = async () => (await mona.get(`/episodes/${patient.episodeId}`)).body.scores[0];
const points = async () => (await news2()).parts.map((one: { points: number | null }) => one.points);

it('is unknown until a whole round has come, then green with a NEWS2 of 1', async () => {
  expect(await news2()).toMatchObject({ at: null, total: null });
  await does({}, 'consciousness');
  expect(await line()).toMatchObject({ status: 'unknown' });
  expect(await news2()).toMatchObject({ score: 'news2', total: null, atLeast: 1 });
  await does({});
  expect(await line()).toMatchObject({ status: 'green' });
  expect(await news2()).toMatchObject({ total: 1, risk: 0, outdated: false });
});

it('is not green for a round that stayed unfinished, and says what is missing', async () => {
  clock.advance(7 * HOUR);
  await does({}, 'consciousness', 'inspired-oxygen');
  expect(await points()).toEqual([0, 1, null, 0, 0, null, 0]);
  clock.advance(2 * HOUR);
  expect(await line()).toMatchObject({ status: 'unknown', openAlerts: { red: 0, yellow: 0 } });
  expect((await line()).reason.nb).toMatch(/^NEWS2 kan ikke regnes ut/);
});

it('warns of what the parts that are there already come to', async () => {
  clock.advance(3 * HOUR);
  await does({ pulse: 112, breaths: 22, oxygen: 'oxygen' }, 'consciousness');
  const [alert, ...others] = await openAlertsOf(mona, patient.episodeId);
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ ruleId: 'news2-high', severity: 'red', status: 'open' });
  expect(alert.summary.nb).toBe(
    'NEWS2 minst 7 (pustefrekvens 22/min: 2, SpO₂ 95 %: 1, oksygen: 2, puls 112/min: 2; mangler bevissthet), grense 7',
  );
  const [item] = alert.evidence.items;
  expect(item).toMatchObject({ type: 'score', complete: false, compared: 7 });
  expect(item.parts).toHaveLength(7);
});

it('can be explained and judged again, with the same parts', async () => {
  const [alert] = await openAlertsOf(mona, patient.episodeId);
  const { status, body } = await mona.get(`/alerts/${alert.id}/explanation`);
  expect(status).toBe(200);
  expect(body.rerun).toMatchObject({ identical: true });
  expect(body.sentence.nb).toContain('NEWS2 minst 7');
});

it('asks what other limits would have given, through the same rule', async () => {
  const asked = { values: { 'news2-emergency': 8 }, days: 30 };
  const { status, body } = await mona.post(`/episodes/${patient.episodeId}/what-if`, asked);
  expect(status).toBe(200);
  expect(body.changed).toMatchObject([
    { before: { severity: 'red' }, after: { severity: 'yellow', ruleId: 'news2-high' } },
  ]);
});

it('is out of date when no round has come for as long as is agreed', async () => {
  clock.advance(DAY);
  expect(await news2()).toMatchObject({ outdated: true });
});
