import { COPD_SYMPTOMS, PLAN_DAYS } from '@samvakt/contract';
import {
  type ClinicPatient,
  copdForm,
  createClock,
  type Home,
  type Platform,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf, spo2 } from './clinic.ts';

/*
 * The form in Audhild's own plan: each Thursday by eight in the evening, with a day of grace, not on public holidays. Maundy Thursday is no day for it; the Thursday after, it is missed
 * and answered late; on the next one she is away on a pause.
 */
const BEGINNING = Date.parse('2026-03-23T08:00:00Z');
const clock = createClock(BEGINNING);
let platform: Platform;
let ingrid: SignedIn;
let audhild: ClinicPatient;
let home: Home;

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since: BEGINNING });
  const { teams, people, follow } = platform.clinic;
  const whose = { givenName: 'Audhild', familyName: 'Torsdag', condition: 'copd' } as const;
  audhild = await follow({ ...whose, teamId: teams.followUp.id, since: BEGINNING });
  home = await platform.home(audhild);
  ingrid = await platform.signIn(people.ingrid);
});
afterAll(() => platform?.stop());

const path = () => `/episodes/${audhild.episodeId}/measuring-plan`;
const thursdays = {
  questionnaire: COPD_SYMPTOMS,
  days: ['thursday'],
  from: '08:00',
  by: '20:00',
  graceMinutes: 24 * 60,
  onHolidays: 'not-asked',
};
const daily = { metric: 'oxygen-saturation', days: PLAN_DAYS, from: '00:00', by: '20:00', graceMinutes: 240 };
const plan = { timeZone: 'Europe/Oslo', entries: [{ ...daily, onHolidays: 'asked' }, thursdays], holidays: [] };

const set = (entries: object[] = plan.entries) =>
  ingrid.post(path(), {
    plan: { ...plan, entries },
    reason: 'Torsdager passer best',
    basedOnVersion: 0,
    shown: { withoutReplay: 'En fortelling' },
  });
/** She measures every morning until then, and nothing else. */
async function until(instant: string): Promise<void> {
  const end = Date.parse(instant);
  for (let at = clock.now() + DAY - ((clock.now() - BEGINNING) % DAY); at < end; at += DAY) {
    clock.set(at);
    await home.measure(spo2(94, at));
  }
  clock.set(end);
}
async function answers(): Promise<void> {
  await home.gateway.enqueueResponse(copdForm(clock.now()));
  await home.gateway.drained();
  expect(home.receipts.at(-1)).toMatchObject({ status: 'accepted' });
}
const status = async () => (await lineOf(ingrid, audhild.episodeId))?.status;
const missing = async () =>
  (await openAlertsOf(ingrid, audhild.episodeId)).filter(({ ruleId }) => ruleId === 'form-missing');
const occasions = async () =>
  (await ingrid.get(path())).body.occasions.flatMap((one: { questionnaire?: string; by: string; state: string }) =>
    one.questionnaire === COPD_SYMPTOMS ? [`${one.by.slice(5, 10)} ${one.state}`] : [],
  );

it('is set like any other entry, and only where the protocol has a rule about the form', async () => {
  const { body } = await ingrid.get(path());
  const title = { nb: 'Kolsplager i dag', en: 'COPD symptoms today' };
  expect(body.questionnaires).toEqual([{ url: COPD_SYMPTOMS, title }]);
  const unknown = await set([{ ...thursdays, questionnaire: 'urn:unknown' }]);
  expect(unknown).toMatchObject({ status: 422, body: { reason: 'plan-subject-unknown' } });
  const overlapping = await set([{ ...thursdays, days: ['thursday', 'friday'], graceMinutes: 24 * 60 }]);
  expect(overlapping).toMatchObject({ status: 422, body: { errors: [{ path: 'plan.entries.0.from' }] } });
  await home.measure(spo2(94, clock.now()));
  await answers();
  clock.advance(HOUR);
  expect((await set()).status).toBe(200);
  expect(await status()).toBe('green');
});

it('is told to the home by the name of the form', async () => {
  clock.advance(MINUTE);
  await expect
    .poll(() => home.messages.at(-1)?.text.nb)
    .toContain('Vi ber deg svare på: «Kolsplager i dag» torsdag mellom kl. 08:00 og 20:00, ikke på helligdager.');
  expect(home.gateway.plans).toMatchObject([
    {
      entries: [{ metric: 'oxygen-saturation' }],
      forms: [{ questionnaire: COPD_SYMPTOMS, title: { nb: 'Kolsplager i dag' }, days: ['thursday'] }],
    },
  ]);
});

it('is answered on an ordinary Thursday, and not asked for on Maundy Thursday', async () => {
  await until('2026-03-26T10:00:00Z');
  await answers();
  await until('2026-04-08T12:00:00Z');
  expect(await occasions()).toEqual(['03-26 answered', '04-09 waiting']);
  expect([await status(), await missing()]).toEqual(['green', []]);
});

it('makes the status unknown when it is missed, before any timer has told it, and then has an alert', async () => {
  await until('2026-04-10T17:59:59Z');
  expect(await status()).toBe('green');
  clock.set('2026-04-10T18:00:01Z');
  const line = await lineOf(ingrid, audhild.episodeId);
  expect(line).toMatchObject({ status: 'unknown' });
  expect(line?.reason.nb).toMatch(/^Skjemaet «Kolsplager i dag» (er ikke|skulle vært) besvart/);
  expect(line?.nextDue).toMatchObject({ metric: 'oxygen-saturation' });
  await until('2026-04-11T09:00:00Z');
  expect(await missing()).toMatchObject([
    {
      severity: 'yellow',
      kind: 'missing',
      openedAt: '2026-04-10T18:00:00.000Z',
      summary: {
        nb: expect.stringContaining('Skjemaet «Kolsplager i dag» skulle vært besvart innen 9. apr. kl. 20:00'),
      },
    },
  ]);
});

it('ends its alert when it is answered late, and the Thursday stays missed', async () => {
  await answers();
  expect([await status(), await missing()]).toEqual(['green', []]);
  expect(await occasions()).toEqual(['04-09 overdue', '04-16 waiting']);
});

it('is put off by a pause, and asked for again after it', async () => {
  await until('2026-04-15T10:00:00Z');
  const pause = await ingrid.post(`/episodes/${audhild.episodeId}/pauses`, {
    scope: { type: 'episode' },
    reason: 'holiday',
    note: 'Hos søsteren',
    includesRed: false,
    startsAt: new Date(clock.now()).toISOString(),
    endsAt: '2026-04-17T10:00:00.000Z',
  });
  expect(pause.status).toBeLessThan(300);
  await until('2026-04-18T09:00:00Z');
  expect(await missing()).toEqual([]);
  expect(await occasions()).toEqual(['04-09 overdue', '04-16 put-off', '04-23 waiting']);
  await until('2026-04-24T19:00:00Z');
  await home.measure(spo2(94, clock.now()));
  expect(await missing()).toMatchObject([{ openedAt: '2026-04-24T18:00:00.000Z' }]);
});

it('is replayed before another plan is set, with what was answered: without the form these would not have come', async () => {
  const asked = { days: 30, plan: { ...plan, entries: [plan.entries[0]] } };
  const { status: code, body } = await ingrid.post(`/episodes/${audhild.episodeId}/what-if`, asked);
  expect(code).toBe(200);
  const lost = body.lost.filter(({ ruleId }: { ruleId: string }) => ruleId === 'form-missing');
  expect(lost.map(({ openedAt }: { openedAt: string }) => openedAt)).toEqual([
    '2026-04-10T18:00:00.000Z',
    '2026-04-24T18:00:00.000Z',
  ]);
  expect(platform.logged).toEqual([]);
});
