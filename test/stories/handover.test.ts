import {
  type ClinicPatient,
  createClock,
  type Home,
  type Platform,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { setLimits } from '@samvakt/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf, spo2, timelineOf } from './clinic.ts';

/*
 * A patient with COPD goes from the municipality to the lung clinic of the hospital. The sender is accountable until the receiver has accepted,
 * with what it takes over said back; the equipment and the limits stay with the patient. And a stranger sees nothing of it.
 */
const clock = createClock('2026-03-02T08:00:00Z');
let platform: Platform;
let ingrid: SignedIn;
let silje: SignedIn;
let eva: SignedIn;
let patient: ClinicPatient;
let home: Home;
let handoverId: string;
let equipment: unknown;

beforeAll(async () => {
  const since = clock.now() - DAY;
  platform = await startPlatform({ clock: clock.now, since });
  const { teams, people, follow } = platform.clinic;
  const who = { givenName: 'Hjørdis', familyName: 'Lyngmyrvang', condition: 'copd' } as const;
  patient = await follow({ ...who, teamId: teams.followUp.id, since });
  // Her own normal is lower than most people's.
  await platform.database.transaction((client) =>
    setLimits(client, {
      episodeId: patient.episodeId,
      values: { 'saturation-yellow': 88, 'saturation-red': 86 },
      reason: 'Her normal is 89 to 91.',
      since: clock.now(),
      until: null,
      confirmedBy: null,
      practitionerId: people.ingrid.id,
      now: clock.now(),
    }),
  );
  home = await platform.home(patient);
  ingrid = await platform.signIn(people.ingrid);
  silje = await platform.signIn(people.silje);
  eva = await platform.signIn(people.eva);
  await measures(90);
  equipment = await loans();
});
afterAll(() => platform?.stop());

async function measures(value: number): Promise<void> {
  await home.measure(spo2(value, clock.now()));
  clock.advance(10 * MINUTE);
}
const loans = async () => {
  const sql =
    'select device_id, lower(period) as since, upper(period) as until from device_assignment where patient_id = $1';
  return (await platform.db.pool.query(sql, [patient.patientId])).rows;
};
const episode = async (person: SignedIn) => person.get(`/episodes/${patient.episodeId}`);
const accountable = async (person: SignedIn) => (await episode(person)).body.accountable.team.name;
const handover = async (person: SignedIn) => (await person.get(`/handovers/${handoverId}`)).body;
const offer = (toTeamId: string) => ({
  toTeamId,
  isbar: {
    illnessSeverity: 'watcher',
    situation: 'More breathless since yesterday.',
    background: 'COPD, two admissions this year.',
    assessment: 'A beginning exacerbation.',
    recommendation: 'See her tomorrow.',
    contingency: 'Below 80 %: ambulance.',
  },
  deadlineAt: new Date(clock.now() + 4 * HOUR).toISOString(),
});

it('before there is an offer, the hospital sees nothing, and that it looked is on record', async () => {
  expect((await episode(silje)).status).toBe(404);
  expect((await episode(ingrid)).body).toMatchObject({ access: 'accountable', status: 'green' });
});

it('only who is accountable may offer', async () => {
  const stranger = await eva.post(`/episodes/${patient.episodeId}/handovers`, offer(platform.clinic.teams.heart.id));
  expect(stranger.status).toBe(404);
});

it('an offer is seen by the receiver at once, and the sender is accountable still', async () => {
  const offered = await ingrid.post(`/episodes/${patient.episodeId}/handovers`, offer(platform.clinic.teams.lung.id));
  expect(offered).toMatchObject({ status: 201, body: { status: 'offered', fromTeam: { name: 'Oppfølgingsteamet' } } });
  handoverId = offered.body.id;
  const { inbox } = (await silje.get('/handovers')).body;
  expect(inbox).toMatchObject([{ id: handoverId, status: 'offered', patient: { name: patient.name } }]);
  expect((await episode(silje)).body).toMatchObject({ access: 'invited' });
  expect(await accountable(silje)).toBe('Oppfølgingsteamet');
  expect(await lineOf(silje, patient.episodeId)).toBeUndefined();
  expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ openHandover: { id: handoverId } });
});

it('a second offer is refused while the first is open', async () => {
  const second = await ingrid.post(`/episodes/${patient.episodeId}/handovers`, offer(platform.clinic.teams.heart.id));
  expect(second).toMatchObject({ status: 409, body: { reason: 'handover-already-open' } });
});

it('a read-back that does not match is refused, and nothing moves', async () => {
  const { version } = (await handover(silje)).handover;
  const readBack = { illnessSeverity: 'stable', firstAction: 'Call her within an hour.', redAlertIds: [] };
  const refused = await silje.post(`/handovers/${handoverId}/accept`, { version, readBack });
  expect(refused).toMatchObject({ status: 422, body: { reason: 'severity-differs' } });
  expect(await accountable(ingrid)).toBe('Oppfølgingsteamet');
});

it('a red alert that comes in the middle is the sender’s, and must be taken over by name', async () => {
  await measures(81);
  expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'red' });
  const { handover: offered, openRedAlerts } = await handover(silje);
  expect(openRedAlerts).toMatchObject([{ ruleId: 'saturation-low', severity: 'red' }]);
  expect(offered.digest.alerts).toEqual([]);
  const readBack = { illnessSeverity: 'watcher', firstAction: 'Call her within an hour.' };
  const { version } = offered;
  const unseen = await silje.post(`/handovers/${handoverId}/accept`, {
    version,
    readBack: { ...readBack, redAlertIds: [] },
  });
  expect(unseen).toMatchObject({ status: 422, body: { reason: 'red-alert-not-taken-over' } });
  expect(await accountable(ingrid)).toBe('Oppfølgingsteamet');

  const redAlertIds = openRedAlerts.map(({ id }: { id: string }) => id);
  const accepted = await silje.post(`/handovers/${handoverId}/accept`, {
    version,
    readBack: { ...readBack, redAlertIds },
  });
  expect(accepted).toMatchObject({ status: 200, body: { status: 'accepted', decidedBy: { name: 'Silje Breivoll' } } });
});

it('after it the receiver is accountable, with the alert and from that very instant', async () => {
  expect(await accountable(silje)).toBe('Lungepoliklinikken');
  expect(await lineOf(silje, patient.episodeId)).toMatchObject({ status: 'red', team: { name: 'Lungepoliklinikken' } });
  expect(await lineOf(ingrid, patient.episodeId)).toBeUndefined();
  const { responsibility } = (await episode(silje)).body;
  const [first, second] = responsibility.toSorted((a: { from: string }, b: { from: string }) =>
    a.from.localeCompare(b.from),
  );
  expect(responsibility).toHaveLength(2);
  expect(first).toMatchObject({ team: { name: 'Oppfølgingsteamet' }, until: second.from });
  expect(second).toMatchObject({ team: { name: 'Lungepoliklinikken' }, until: null, handoverId });
});

it('the sender reads on and acts no more', async () => {
  expect((await episode(ingrid)).body).toMatchObject({ access: 'former' });
  const [alert] = await openAlertsOf(ingrid, patient.episodeId);
  const { version, id } = alert;
  const act = await ingrid.post(`/alerts/${id}/claim`, { version });
  expect(act).toMatchObject({ status: 403, body: { reason: 'not-the-accountable-team' } });
  expect((await silje.post(`/alerts/${id}/claim`, { version })).status).toBe(200);
});

it('the equipment and the limits stay as they were, and the next measurement is the receiver’s', async () => {
  expect(await loans()).toEqual(equipment);
  expect((await episode(silje)).body.limits).toMatchObject({
    version: 1,
    values: expect.arrayContaining([expect.objectContaining({ name: 'saturation-yellow', value: 88 })]),
  });
  const measuredAt = new Date(clock.now()).toISOString();
  await measures(87);
  expect(await lineOf(silje, patient.episodeId)).toMatchObject({ newestMeasurementAt: measuredAt });
});

it('both sides read the same story', async () => {
  const told = await timelineOf(silje, patient.episodeId);
  expect(await timelineOf(ingrid, patient.episodeId)).toEqual(told);
  const acts = [
    'handover-offered',
    'alert-opened',
    'handover-accepted',
    'responsibility-ended',
    'responsibility-began',
  ];
  // The first beginning is the start of the follow-up itself.
  expect(told.slice(told.indexOf('handover-offered')).filter((kind) => acts.includes(kind))).toEqual(
    expect.arrayContaining(acts),
  );
  expect(told.indexOf('handover-offered')).toBeLessThan(told.indexOf('alert-opened'));
  expect(told.indexOf('alert-opened')).toBeLessThan(told.indexOf('handover-accepted'));
});

it('after thirty days the sender has no more business there', async () => {
  clock.advance(30 * DAY + HOUR);
  expect((await episode(ingrid)).status).toBe(404);
});

it('a stranger’s looks are answered as if there were nobody, and each is on record', async () => {
  const [alert] = await openAlertsOf(silje, patient.episodeId);
  const { rows: before } = await platform.db.pool.query('select coalesce(max(seq), 0)::int as seq from access_log');
  const looks = [
    await eva.get(`/episodes/${patient.episodeId}`),
    await eva.get(`/episodes/${patient.episodeId}/timeline`),
    await eva.get(`/handovers/${handoverId}`),
    await eva.post(`/alerts/${alert.id}/claim`, { version: alert.version }),
  ];
  const nobody = await eva.get('/episodes/00000000-0000-4000-8000-000000000000');
  for (const look of looks) expect(look).toEqual(nobody);
  expect(nobody.status).toBe(404);
  const { rows: log } = await platform.db.pool.query(
    `select practitioner.name, allowed, patient_id as patient from access_log join practitioner on practitioner.id = practitioner_id
     where seq > $1 order by seq`,
    [before[0].seq],
  );
  const refused = { name: 'Eva Strandheim', allowed: false };
  expect(log).toEqual([
    ...looks.map(() => ({ ...refused, patient: patient.patientId })),
    { ...refused, patient: null },
  ]);
});

it('every look that was answered is on record too', async () => {
  const { rows } = await platform.db.pool.query(
    `select distinct practitioner.name, basis from access_log join practitioner on practitioner.id = practitioner_id
     where patient_id = $1 and allowed order by 1, 2`,
    [patient.patientId],
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { name: 'Ingrid Havn', basis: 'accountable' },
      { name: 'Ingrid Havn', basis: 'former' },
      { name: 'Silje Breivoll', basis: 'accountable' },
      { name: 'Silje Breivoll', basis: 'invited' },
    ]),
  );
});
