import { randomUUID } from 'node:crypto';
import { EpisodeDetailSchema, TimelineSchema, TrendSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { appendChanges, registerProtocol } from '@samvakt/store';
import { ProtocolSchema } from '@samvakt/triage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, MINUTE, type World } from '../testing/world.ts';

const NOW = BEGINNING + 40 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
  kari = await api.signedIn(world.kari);
});
afterAll(() => api.stop());

describe('the patient page', () => {
  test('holds the patient, who is and was accountable, alerts with evidence, metrics with bands, plan and equipment', async () => {
    const on = await world.follow([
      { teamId: world.lungTeam, from: BEGINNING },
      { teamId: world.homeTeam, from: BEGINNING + DAY },
    ]);
    await world.measure(on, 'oxygen-saturation', [{ at: NOW - HOUR, value: 84 }]);
    await world.measure(on, 'body-weight', [{ at: NOW - 2 * HOUR, value: 70.5 }]);
    await world.lend('hub-detail', world.municipality, { patientId: on.patientId, from: BEGINNING, until: null });
    const alertId = await world.raise(on.episodeId, { at: NOW - HOUR });
    const closedId = await world.raise(on.episodeId, {
      at: NOW - 2 * DAY,
      severity: 'yellow',
      ruleId: 'no-saturation',
    });
    const closed = await kari.post(`/api/v1/alerts/${closedId}/resolve`, {
      version: 1,
      outcome: 'no-action-needed',
      note: 'Was on holiday',
    });
    expect(closed.status).toBe(200);
    await db.pool.query(
      `insert into limits (episode_id, version, body, reason, set_by, set_at) values ($1, 1, $2, 'Usually low', $3, $4)`,
      [
        on.episodeId,
        JSON.stringify({
          version: 1,
          values: { 'saturation-red': 80 },
          reason: 'Usually low',
          author: world.kari.id,
          since: BEGINNING,
          until: null,
          confirmedBy: null,
        }),
        world.kari.id,
        new Date(BEGINNING),
      ],
    );
    await db.pool.query('update episode set plan = $2 where id = $1', [
      on.episodeId,
      JSON.stringify({
        goal: 'Walk to the shop',
        selfManagement: [{ zone: 'green', condition: 'As usual', action: 'Go on' }],
      }),
    ]);

    const { body, status } = await kari.get(`/api/v1/episodes/${on.episodeId}`);
    expect(status, JSON.stringify(body)).toBe(200);
    const page = EpisodeDetailSchema.parse(body);
    expect(page).toMatchObject({
      id: on.episodeId,
      access: 'accountable',
      patient: { name: 'Synne Testmann', birthDate: '1950-01-01', gender: 'female', phone: '+4700000001' },
      condition: 'copd',
      startedAt: new Date(BEGINNING).toISOString(),
      endedAt: null,
      status: 'red',
      accountable: {
        team: { name: 'Hjemmeoppfølging' },
        since: new Date(BEGINNING + DAY).toISOString(),
        plannedUntil: null,
      },
      responsibility: [
        { team: { name: 'Lungepoliklinikken' }, until: new Date(BEGINNING + DAY).toISOString() },
        { team: { name: 'Hjemmeoppfølging' }, until: null },
      ],
      openHandover: null,
      plan: { goal: 'Walk to the shop', selfManagement: [{ zone: 'green' }] },
      limits: {
        version: 1,
        values: [{ name: 'saturation-red', text: { nb: 'rød grense' }, value: 80, standard: 85 }],
        reason: 'Usually low',
        setBy: { name: 'Kari Test' },
      },
      devices: [{ id: 'hub-detail', kind: 'gateway', lastHeardAt: null, batteryPercent: null }],
      otherEpisodes: [],
    });
    expect(page.patient.nationalIdentityNumber).toMatch(/^0181/);
    expect(page.openAlerts.map((alert) => [alert.id, alert.severity, alert.status])).toEqual([
      [alertId, 'red', 'open'],
    ]);
    expect(page.openAlerts[0]).toMatchObject({
      meaning: { nb: 'Lav oksygenmetning', en: 'Low oxygen saturation' },
      action: { nb: 'Ring pasienten', en: 'Call the patient' },
      evidence: { items: [{ compared: 84 }] },
    });
    expect(page.openAlerts[0]?.summary.nb).toContain('84');
    expect(page.recentAlerts).toMatchObject([
      {
        id: closedId,
        outcome: 'no-action-needed',
        resolvedBy: { name: 'Kari Test' },
        notes: [{ text: 'Was on holiday' }],
      },
    ]);
    const saturation = page.metrics.find((one) => one.metric === 'oxygen-saturation');
    expect(saturation).toMatchObject({ required: true, newest: { value: 84, at: new Date(NOW - HOUR).toISOString() } });
    expect(saturation?.bands.map(({ severity, until, origin }) => [severity, until, origin]).toSorted()).toEqual([
      ['red', 80, 'limits'],
      ['yellow', 90, 'protocol'],
    ]);
    // The protocol shows the heart rate, too, of which nothing has been sent.
    expect(page.metrics.map(({ metric, required }) => [metric, required])).toEqual([
      ['oxygen-saturation', true],
      ['body-weight', false],
    ]);
    expect(page.protocol.rules.map(({ id, severity, kind }) => [id, severity, kind])).toEqual([
      ['low-saturation', 'red', 'clinical'],
      ['no-saturation', 'yellow', 'missing'],
      ['temperature-overdue', 'yellow', 'missing'],
    ]);
    expect(page.protocol.rules[0]?.condition.nb).toContain('80');
  });

  test('shows what a rule judges though nothing was sent, and what is only shown as soon as something was', async () => {
    const on = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const shown = async () =>
      (await kari.get(`/api/v1/episodes/${on.episodeId}`)).body.metrics.map(({ metric }: { metric: string }) => metric);
    expect(await shown()).toEqual(['oxygen-saturation']);
    await world.measure(on, 'heart-rate', [{ at: NOW - HOUR, value: 70 }]);
    expect(await shown()).toEqual(['oxygen-saturation', 'heart-rate']);
  });

  test('marks what no rule judges here, with who judges it in another follow-up, or that nobody does', async () => {
    const one = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const other = { episodeId: randomUUID() };
    const rule = { action: { nb: 'Ring', en: 'Call' }, text: { nb: 'Puls', en: 'Pulse' }, source: 'assumption' };
    const when = { type: 'value', metric: 'heart-rate', test: 'above', set: 130 };
    const protocol = ProtocolSchema.parse({
      id: 'test-heart',
      version: 1,
      condition: 'heart-failure',
      title: { nb: 'Test hjertesvikt', en: 'Test heart failure' },
      source: 'assumption, for tests',
      numbers: {},
      rules: [{ ...rule, id: 'fast', kind: 'clinical', levels: { red: { when } } }],
    });
    await registerProtocol(db.pool, { protocol, registeredAt: BEGINNING });
    await db.pool.query(
      `
        with started as (
          insert into episode (id, patient_id, condition, protocol_id, protocol_version, period)
          values ($1, $2, 'heart-failure', 'test-heart', 1, tstzrange($3, null)) returning id
        )
        insert into responsibility (id, episode_id, team_id, period) select gen_random_uuid(), id, $4, tstzrange($3, null) from started
      `,
      [other.episodeId, one.patientId, new Date(BEGINNING), world.heartTeam],
    );
    await world.measure(one, 'heart-rate', [{ at: NOW - HOUR, value: 140 }]);
    await world.measure(one, 'body-weight', [{ at: NOW - HOUR, value: 70 }]);
    const { body } = await kari.get(`/api/v1/episodes/${one.episodeId}`);
    expect(body.metrics).toMatchObject([
      { metric: 'oxygen-saturation', judged: true, judgedIn: [] },
      {
        metric: 'heart-rate',
        judged: false,
        judgedIn: [{ episodeId: other.episodeId, condition: 'heart-failure', team: { name: 'Hjertepoliklinikken' } }],
      },
      { metric: 'body-weight', judged: false, judgedIn: [] },
    ]);
  });

  test('tells that another episode exists and who is accountable, and nothing more', async () => {
    const one = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const other = await world.follow([{ teamId: world.heartTeam, from: BEGINNING }]);
    await db.pool.query(`update episode set patient_id = $2, condition = 'heart-failure' where id = $1`, [
      other.episodeId,
      one.patientId,
    ]);
    const { body } = await kari.get(`/api/v1/episodes/${one.episodeId}`);
    expect(body.otherEpisodes).toMatchObject([{ condition: 'heart-failure', team: { name: 'Hjertepoliklinikken' } }]);
    expect(Object.keys(body.otherEpisodes[0])).toEqual(['episodeId', 'condition', 'team']);
    expect((await kari.get(`/api/v1/episodes/${other.episodeId}`)).status).toBe(404);
  });

  test('of an episode that has ended is read by the last team for a while, and says when it ended', async () => {
    const ended = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }], NOW - DAY);
    const { body } = await kari.get(`/api/v1/episodes/${ended.episodeId}`);
    expect(body).toMatchObject({ access: 'former', endedAt: new Date(NOW - DAY).toISOString() });
    expect(body.accountable.team.name).toBe('Hjemmeoppfølging');
    expect(EpisodeDetailSchema.safeParse(body).success).toBe(true);
  });
});

describe('a trend', () => {
  test('has at most the asked number of points, whatever the span, and none where nothing was measured', async () => {
    const on = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const readings = Array.from({ length: 300 }, (_, place) => ({
      at: BEGINNING + place * HOUR,
      value: 90 + (place % 5),
    }));
    await world.measure(on, 'oxygen-saturation', readings);
    const ask = async (from: number, until: number, points: number) => {
      const query = new URLSearchParams({
        metric: 'oxygen-saturation',
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        points: String(points),
      });
      return TrendSchema.parse((await kari.get(`/api/v1/episodes/${on.episodeId}/trends?${query}`)).body);
    };
    const trend = await ask(BEGINNING, BEGINNING + 300 * HOUR, 25);
    expect(trend.buckets).toHaveLength(25);
    expect(trend.buckets[0]).toEqual({
      at: new Date(BEGINNING).toISOString(),
      min: 90,
      max: 94,
      mean: 91.75,
      count: 12,
    });
    expect((await ask(BEGINNING, BEGINNING + 365 * DAY, 400)).buckets.length).toBeLessThanOrEqual(400);
    expect((await ask(BEGINNING - DAY, BEGINNING, 400)).buckets).toEqual([]);
  });

  test.each([
    ['of a metric that does not exist', { metric: 'happiness' }, 'metric'],
    ['that ends before it begins', { until: '2026-01-01T00:00:00Z' }, 'until'],
    ['of more points than allowed', { points: '2001' }, 'points'],
    ['from no instant', { from: 'yesterday' }, 'from'],
  ])('%s is refused and says where', async (_name, wrong, path) => {
    const on = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const query = new URLSearchParams({
      metric: 'oxygen-saturation',
      from: '2026-03-01T00:00:00Z',
      until: '2026-03-02T00:00:00Z',
      ...wrong,
    });
    const answer = await kari.get(`/api/v1/episodes/${on.episodeId}/trends?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  });
});

describe('the timeline', () => {
  test('is newest first with names, page by page, without the readings that merely came', async () => {
    const on = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const alertId = await world.raise(on.episodeId, { at: BEGINNING + HOUR });
    await appendChanges(db.pool, [
      { kind: 'measurements-received', occurredAt: BEGINNING + 2 * HOUR, ...on, data: { count: 3 } },
      // Written later, happened earlier: the order is that of events.
      { kind: 'alert-updated', occurredAt: BEGINNING + 30 * MINUTE, ...on, alertId },
    ]);
    await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
    const page = async (before?: string) =>
      TimelineSchema.parse(
        (await kari.get(`/api/v1/episodes/${on.episodeId}/timeline?limit=2${before ? `&before=${before}` : ''}`)).body,
      );
    const first = await page();
    expect(first.entries.map((entry) => entry.kind)).toEqual(['alert-claimed', 'alert-opened']);
    expect(first.entries[0]).toMatchObject({
      practitioner: { name: 'Kari Test', role: 'nurse' },
      team: { name: 'Hjemmeoppfølging' },
      alertId,
      occurredAt: new Date(NOW).toISOString(),
    });
    const second = await page(first.nextBefore ?? '');
    expect(second.entries.map((entry) => entry.kind)).toEqual(['alert-updated', 'episode-started']);
    expect(second.nextBefore).toBeNull();
    expect((await kari.get(`/api/v1/episodes/${on.episodeId}/timeline?before=1.2`)).status).toBe(422);
  });
});
