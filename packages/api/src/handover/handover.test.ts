import { AlertSchema, HandoverDetailSchema, HandoverListSchema, HandoverSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR, type World } from '../testing/world.ts';

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let knut: Client;
let lise: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
  [kari, knut, lise] = await Promise.all([
    api.signedIn(world.kari),
    api.signedIn(world.knut),
    api.signedIn(world.lise),
  ]);
  // The clients' sessions were written for half an hour; the first use makes them as long as configured.
  await Promise.all([kari, knut, lise].map((client) => client.get('/api/v1/session')));
});
afterAll(() => api.stop());

const follow = () => world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
const offer = (episodeId: string, more: object = {}) =>
  kari.post(`/api/v1/episodes/${episodeId}/handovers`, {
    toTeamId: world.lungTeam,
    isbar: ISBAR,
    deadlineAt: new Date(clock.now() + DAY).toISOString(),
    ...more,
  });
const readBack = (redAlertIds: string[]) => ({ illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds });

describe('a handover between municipality and hospital', () => {
  test('for a time says until when, on the offer and on the patient', async () => {
    const { episodeId } = await follow();
    const returnAt = new Date(clock.now() + 10 * DAY).toISOString();
    const offered = await offer(episodeId, { returnAt });
    expect(offered.body).toMatchObject({ returnAt, counterProposal: null });
    const accepted = await lise.post(`/api/v1/handovers/${offered.body.id}/accept`, {
      version: 1,
      readBack: readBack([]),
    });
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    const { body } = await lise.get(`/api/v1/episodes/${episodeId}`);
    expect(body.accountable).toMatchObject({ team: { id: world.lungTeam }, plannedUntil: returnAt });
  });

  test('that returns before its deadline is refused', async () => {
    const { episodeId } = await follow();
    const refused = await offer(episodeId, { returnAt: new Date(clock.now() + DAY).toISOString() });
    expect([refused.status, refused.body.reason]).toEqual([422, 'return-too-early']);
  });

  test('may be declined with a proposal of what would be accepted', async () => {
    const { episodeId } = await follow();
    const offered = await offer(episodeId);
    const proposal = { earliestAt: new Date(clock.now() + 2 * DAY).toISOString(), conditions: 'After the ward round' };
    const declined = await lise.post(`/api/v1/handovers/${offered.body.id}/decline`, {
      version: 1,
      reason: 'Not today',
      proposal,
    });
    expect(declined.body).toMatchObject({ status: 'declined', decisionReason: 'Not today', counterProposal: proposal });
  });

  test('is offered, read, accepted with read-back; responsibility moves then and not before', async () => {
    const { episodeId } = await follow();
    const alertId = await world.raise(episodeId, { at: NOW - HOUR });
    await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
    expect((await lise.get(`/api/v1/episodes/${episodeId}`)).status).toBe(404);

    const offered = await offer(episodeId);
    expect(offered.status, JSON.stringify(offered.body)).toBe(201);
    const handover = HandoverSchema.parse(offered.body);
    expect(handover).toMatchObject({
      status: 'offered',
      version: 1,
      fromTeam: { name: 'Hjemmeoppfølging' },
      toTeam: { name: 'Lungepoliklinikken' },
      offeredBy: { name: 'Kari Test' },
      digest: { alerts: [{ alertId, severity: 'red' }] },
    });
    expect((await lise.get(`/api/v1/episodes/${episodeId}`)).body.access).toBe('invited');
    expect((await kari.get(`/api/v1/episodes/${episodeId}`)).body).toMatchObject({
      access: 'accountable',
      openHandover: { id: handover.id },
    });

    const lists = HandoverListSchema.parse((await lise.get('/api/v1/handovers')).body);
    expect(lists.inbox.map((one) => one.id)).toContain(handover.id);
    const detail = HandoverDetailSchema.parse((await lise.get(`/api/v1/handovers/${handover.id}`)).body);
    expect(detail.openRedAlerts.map((alert) => alert.id)).toEqual([alertId]);
    expect(detail).toMatchObject({ unjudgedSince: null, handover: { digest: { unjudgedSince: null } } });

    // The receiver sees it also when it came after the letter was written.
    const unjudged = (since: number | null) =>
      db.pool.query('update triage_state set unjudged_since = $2 where episode_id = $1', [
        episodeId,
        since === null ? null : new Date(since),
      ]);
    await unjudged(clock.now());
    expect((await lise.get(`/api/v1/handovers/${handover.id}`)).body).toMatchObject({
      unjudgedSince: new Date(clock.now()).toISOString(),
    });
    await unjudged(null);

    // A red alert that nobody has named stops the acceptance.
    const without = await lise.post(`/api/v1/handovers/${handover.id}/accept`, { version: 1, readBack: readBack([]) });
    expect([without.status, without.body.code]).toEqual([422, 'unprocessable']);
    expect(without.body.detail).toContain(alertId);

    clock.advance(HOUR);
    const accepted = await lise.post(`/api/v1/handovers/${handover.id}/accept`, {
      version: 1,
      readBack: readBack([alertId]),
    });
    expect(accepted.body).toMatchObject({ status: 'accepted', version: 2, decidedBy: { name: 'Lise Test' } });
    const theirs = (await lise.get(`/api/v1/episodes/${episodeId}`)).body;
    expect(theirs).toMatchObject({ access: 'accountable', accountable: { team: { name: 'Lungepoliklinikken' } } });
    expect(theirs.openAlerts).toMatchObject([{ id: alertId, status: 'open', claimedBy: null }]);
    expect((await kari.get(`/api/v1/episodes/${episodeId}`)).body.access).toBe('former');
    expect((await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 3 })).status).toBe(403);
    const outbox = HandoverListSchema.parse((await kari.get('/api/v1/handovers')).body).outbox;
    expect(outbox.find((one) => one.id === handover.id)?.status).toBe('accepted');
  });

  test('of which two acts meet is decided once; the other is told what happened', async () => {
    const { episodeId } = await follow();
    const { body } = await offer(episodeId);
    clock.advance(1);
    const [withdrawn, accepted] = await Promise.all([
      kari.post(`/api/v1/handovers/${body.id}/withdraw`, { version: 1 }),
      lise.post(`/api/v1/handovers/${body.id}/accept`, { version: 1, readBack: readBack([]) }),
    ]);
    expect([withdrawn.status, accepted.status].toSorted()).toEqual([200, 409]);
    const lost = withdrawn.status === 409 ? withdrawn : accepted;
    expect(lost.body.detail).toMatch(/The handover was (withdrawn by Kari Test|accepted by Lise Test) at/);
  });

  test('that was declined is told to both for 14 days; the patient is closed to the receiver at once', async () => {
    const { episodeId } = await follow();
    await world.raise(episodeId, { at: NOW - HOUR });
    const { body } = await offer(episodeId);
    const declined = await lise.post(`/api/v1/handovers/${body.id}/decline`, { version: 1, reason: 'No bed free' });
    expect(declined.body).toMatchObject({ status: 'declined', decisionReason: 'No bed free' });
    expect((await lise.get(`/api/v1/episodes/${episodeId}`)).status).toBe(404);
    const detail = (await lise.get(`/api/v1/handovers/${body.id}`)).body;
    expect(detail).toMatchObject({ handover: { status: 'declined' }, openRedAlerts: [] });
    const inboxOf = async () => HandoverListSchema.parse((await lise.get('/api/v1/handovers')).body).inbox;
    expect((await inboxOf()).map((one) => one.id)).toContain(body.id);
    clock.advance(14 * DAY + 1);
    expect((await inboxOf()).map((one) => one.id)).not.toContain(body.id);
    expect((await lise.get(`/api/v1/handovers/${body.id}`)).status).toBe(404);
    clock.set(NOW);
  });

  test.each([
    ['to a team that does not exist', { toTeamId: '7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10' }],
    ['to oneself', { toTeamId: 'home' }],
    ['with a deadline that has passed', { deadlineAt: new Date(BEGINNING).toISOString() }],
    ['without a situation', { isbar: { ...ISBAR, situation: ' ' } }],
  ])('%s is refused', async (_name, wrong) => {
    const { episodeId } = await follow();
    const toTeamId = 'toTeamId' in wrong && wrong.toTeamId === 'home' ? { toTeamId: world.homeTeam } : {};
    expect((await offer(episodeId, { ...wrong, ...toTeamId })).status).toBe(422);
  });
});

describe('an alert', () => {
  test('is claimed by one, seen by the others, noted, released, and resolved with what was done', async () => {
    const { episodeId } = await follow();
    const id = await world.raise(episodeId, { at: NOW - HOUR });
    const claimed = AlertSchema.parse((await kari.post(`/api/v1/alerts/${id}/claim`, { version: 1 })).body);
    expect(claimed).toMatchObject({ status: 'claimed', version: 2, claimedBy: { name: 'Kari Test' } });

    const second = await knut.post(`/api/v1/alerts/${id}/claim`, { version: 2 });
    expect(second.status).toBe(409);
    expect(second.body.detail).toContain('Kari Test');

    const noted = AlertSchema.parse((await knut.post(`/api/v1/alerts/${id}/notes`, { text: ' Called ' })).body);
    expect(noted.notes).toMatchObject([{ text: 'Called', writtenBy: { name: 'Knut Test' } }]);

    const released = AlertSchema.parse((await knut.post(`/api/v1/alerts/${id}/release`, { version: 2 })).body);
    expect(released).toMatchObject({ status: 'open', version: 3, claimedBy: null });

    const reasonless = await knut.post(`/api/v1/alerts/${id}/resolve`, { version: 3, outcome: 'no-action-needed' });
    expect(reasonless.body).toMatchObject({ status: 422, errors: [{ path: 'note' }] });
    clock.advance(1);
    const resolved = AlertSchema.parse(
      (await knut.post(`/api/v1/alerts/${id}/resolve`, { version: 3, outcome: 'contacted-patient', note: 'Well now' }))
        .body,
    );
    expect(resolved).toMatchObject({
      status: 'resolved',
      outcome: 'contacted-patient',
      resolvedBy: { name: 'Knut Test' },
    });
    expect(resolved.notes.map((note) => note.text)).toEqual(['Called', 'Well now']);

    const again = await kari.post(`/api/v1/alerts/${id}/resolve`, { version: 4, outcome: 'emergency' });
    expect(again.status).toBe(409);
    expect(again.body.detail).toContain('closed by Knut Test');
  });
});

describe('teams', () => {
  test('are all that one may hand over to', async () => {
    const { body } = await kari.get('/api/v1/teams');
    expect(body.teams.map((team: { name: string }) => team.name)).toEqual([
      'Hjemmeoppfølging',
      'Responssenter',
      'Hjertepoliklinikken',
      'Lungepoliklinikken',
    ]);
  });
});

describe('the digest of an offer', () => {
  const digestOf = (episodeId: string) => kari.get(`/api/v1/episodes/${episodeId}/handover-digest`);

  test('can be read beforehand, with who is on an alert and the limits that were changed lately', async () => {
    const { episodeId } = await follow();
    const alertId = await world.raise(episodeId, { at: clock.now() - HOUR });
    await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
    for (const [version, at] of [
      [1, clock.now() - 20 * DAY],
      [2, clock.now() - DAY],
    ]) {
      await db.pool.query(
        `insert into limits (episode_id, version, body, reason, set_by, set_at) values ($1, $2, $3, 'Always low', $4, $5)`,
        [
          episodeId,
          version,
          JSON.stringify({ version, values: { 'saturation-red': 82 }, since: 0 }),
          world.kari.id,
          new Date(at ?? 0),
        ],
      );
    }
    const { status, body } = await digestOf(episodeId);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.alerts).toMatchObject([{ alertId, claimedByName: 'Kari Test' }]);
    expect(body.limits).toMatchObject([
      { version: 2, setByName: 'Kari Test', values: [{ name: 'saturation-red', unit: '%', value: 82, standard: 85 }] },
    ]);
    expect((await lise.get(`/api/v1/episodes/${episodeId}/handover-digest`)).status).toBe(404);
  });

  test('bears the words of who signed it, and cannot be signed unread', async () => {
    const { episodeId } = await follow();
    const known = await world.raise(episodeId, { at: clock.now() - HOUR });
    const late = await world.raise(episodeId, { at: clock.now(), severity: 'yellow', ruleId: 'no-saturation' });
    const signed = { comments: { alerts: 'She is always at 86', trends: '' }, seenAlertIds: [known] };
    expect((await offer(episodeId, signed)).body).toMatchObject({ status: 409, reason: 'digest-changed' });
    const { body } = await offer(episodeId, { ...signed, seenAlertIds: [known, late] });
    expect(body.digest.comments).toEqual({ alerts: 'She is always at 86' });
    expect(body.digest.alerts).toHaveLength(2);
  });
});
