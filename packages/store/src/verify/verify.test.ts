import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlert, HOUR, isbar, openScene, readBack, type Scene, START } from '../../test/scene.ts';
import { claimAlert } from '../alert/act.ts';
import { type Database, openDatabase } from '../database.ts';
import { setHours } from '../declaration/act.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { verifyResponsibility } from './verify.ts';

let db: TestDatabase;
let database: Database;
let scene: Scene;
const NOW = START + 5 * HOUR;

beforeEach(async () => {
  ({ db, database, scene } = await openScene({ episodes: 3 }));
  await database.transaction(async (client) => {
    const [episodeId = ''] = scene.episodeIds;
    const handoverId = randomUUID();
    const practitionerId = scene.municipality.nurse;
    await offerHandover(client, {
      handoverId,
      episodeId,
      toTeamId: scene.lung.teamId,
      isbar,
      deadlineAt: NOW,
      practitionerId,
      now: START + HOUR,
    });
    await acceptHandover(client, {
      handoverId,
      version: 1,
      practitionerId: scene.lung.nurse,
      now: START + 2 * HOUR,
      readBack,
    });
  });
});
afterEach(async () => {
  await db.end();
});

const verify = () => verifyResponsibility(database, { now: NOW });

/** Past every trigger, as only an administrator of the database could. `EPISODE` stands for the episode's id. */
async function behindTheBack(episodeId: string, ...statements: string[]): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    for (const sql of statements) await client.query(sql.replaceAll('EPISODE', `'${episodeId}'`));
    await client.query('commit');
  } finally {
    client.release();
  }
}

describe('the certificate', () => {
  it('counts what it has proven, and when', async () => {
    await addAlert(db.pool, { episodeId: scene.episodeIds[1] ?? '', severity: 'red', at: NOW });
    expect(await verify()).toEqual({
      verified: true,
      at: new Date(NOW).toISOString(),
      cursor: expect.stringMatching(/^\d+\.\d+$/),
      episodes: 3,
      active: 3,
      ended: 0,
      periods: 4,
      handovers: { accepted: 1 },
      openAlerts: 1,
      effectsLate: 0,
      declarations: 3,
      changes: 3 * 2 + 3,
    });
  });

  it('of an empty installation proves nothing about nothing', async () => {
    const empty = await createTestDatabase();
    const other = openDatabase({
      connectionString: empty.connectionString,
      applicationName: 'verify test',
      onError: () => {},
    });
    expect(await verifyResponsibility(other, { now: NOW })).toMatchObject({
      verified: true,
      episodes: 0,
      cursor: '0.0',
    });
    await other.stop();
    await empty.end();
  });
});

describe('what teams have declared', () => {
  const office = {
    kind: 'weekly' as const,
    timeZone: 'Europe/Oslo',
    week: [{ days: ['monday' as const], from: '08:00', until: '15:30' }],
    holidays: 'closed' as const,
    exceptions: [],
  };
  /** The municipality closes, and the heart clinic covers: three times, twice in one instant. */
  beforeEach(async () => {
    const { teamId } = scene.municipality;
    const cover = { kind: 'team' as const, teamId: scene.heart.teamId };
    for (const [version, now] of [
      [1, START],
      [2, START + HOUR],
      [3, START + HOUR],
    ] as const) {
      const act = { teamId, version, openingHours: office, cover, reason: 'Avtalt', practitionerId: null, now };
      await database.transaction((client) => setHours(client, act));
    }
  });

  it('is counted, and lets who covered when an alert was claimed have it', async () => {
    const alertId = await addAlert(db.pool, {
      episodeId: scene.episodeIds[1] ?? '',
      severity: 'red',
      at: NOW + 12 * HOUR,
    });
    const claim = { alertId, version: 1, practitionerId: scene.heart.nurse, now: NOW + 12 * HOUR };
    await database.transaction((client) => claimAlert(client, claim));
    const proven = await verifyResponsibility(database, { now: NOW + 12 * HOUR });
    expect(proven).toMatchObject({ verified: true, declarations: 6, openAlerts: 1 });
    await db.pool.query('update alert set claimed_by = $1', [scene.lung.nurse]);
    const strange = await verifyResponsibility(database, { now: NOW + 12 * HOUR });
    expect(strange).toMatchObject({ breach: { code: 'claimed-by-a-stranger' } });
  });

  it.each<[string, string, object]>([
    [
      'a row that is gone',
      'delete from declaration where team_id = TEAM and version = 2',
      { code: 'declarations-do-not-meet', version: 3 },
    ],
    [
      'a gap',
      `update declaration set period = tstzrange(lower(period) + interval '1 minute', upper(period)) where team_id = TEAM and version = 2`,
      { code: 'declarations-do-not-meet', version: 2 },
    ],
    [
      'one that has no end to come',
      'delete from declaration where team_id = TEAM and version = 4',
      { code: 'declarations-do-not-meet', version: 2 },
    ],
    [
      'hours that were changed behind the back',
      `update declaration set opening_hours = '{"kind":"always"}' where team_id = TEAM and version = 2`,
      { code: 'declaration-differs', version: 2 },
    ],
    [
      'another cover in the past',
      'update declaration set cover = null where team_id = TEAM and version = 2',
      { code: 'declaration-differs', version: 2 },
    ],
    [
      'a change that nobody was told of',
      `delete from change where kind = 'hours-changed' and data ->> 'version' = '3'`,
      { code: 'declaration-not-in-the-feed', version: 3 },
    ],
    [
      'a line of the feed that has no row',
      `insert into change (occurred_at, kind, team_id, data) values ('2026-03-02', 'hours-changed', TEAM, '{"version": 9}')`,
      { code: 'declaration-only-in-the-feed', version: 9 },
    ],
  ])('with %s is found', async (_name, sql, breach) => {
    const { teamId } = scene.municipality;
    await behindTheBack('', sql.replaceAll('TEAM', `'${teamId}'`));
    expect(await verify()).toMatchObject({ verified: false, teamId, breach });
  });
});

describe('a breach is found that was made', () => {
  it.each<[string, string[], object]>([
    [
      'by a period that is gone',
      ['delete from responsibility where upper_inf(period) and episode_id = EPISODE'],
      { code: 'table-broken', breach: { code: 'gap' } },
    ],
    [
      'by a period that reaches too far',
      [
        'alter table responsibility drop constraint responsibility_no_overlap',
        `update responsibility set period = tstzrange(lower(period), upper(period) + interval '1 hour')
         where not upper_inf(period) and episode_id = EPISODE`,
      ],
      { code: 'table-broken', breach: { code: 'overlap' } },
    ],
    [
      'by another team in the past',
      [
        `update responsibility set team_id = (select id from team where id <> team_id order by id limit 1)
         where not upper_inf(period) and episode_id = EPISODE`,
      ],
      { code: 'table-differs' },
    ],
    [
      'by a boundary that was moved, whole as it is',
      [
        `update responsibility set period = tstzrange(lower(period) + interval '1 minute', null)
         where upper_inf(period) and episode_id = EPISODE`,
        `update responsibility set period = tstzrange(lower(period), upper(period) + interval '1 minute')
         where not upper_inf(period) and episode_id = EPISODE`,
      ],
      { code: 'table-differs' },
    ],
    [
      'by an episode that ended unheard',
      [
        `update episode set period = tstzrange(lower(period), '2027-01-01') where id = EPISODE`,
        `update responsibility set period = tstzrange(lower(period), '2027-01-01') where upper_inf(period) and episode_id = EPISODE`,
      ],
      { code: 'ends-differ' },
    ],
    [
      'by a line that was taken out of the feed',
      [`delete from change where kind = 'handover-accepted' and episode_id = EPISODE`],
      { code: 'moved-without-acceptance' },
    ],
    ['by a feed that knows nothing', ['delete from change where episode_id = EPISODE'], { code: 'not-in-the-feed' }],
    [
      'by a claim of somebody who is not accountable',
      [
        `insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id,
           protocol_version, claimed_by, claimed_at, claimed_until)
         select gen_random_uuid(), EPISODE, 'x', 'clinical', 'red', 'claimed', '2026-03-02', '2026-03-02', '{}', 'lung-test', 1,
           id, '2026-03-02', '2026-03-03' from practitioner where name = 'Kari Berg'`,
      ],
      { code: 'claimed-by-a-stranger' },
    ],
    [
      'by an open alert of an episode that has ended',
      [
        `insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id, protocol_version)
         values (gen_random_uuid(), EPISODE, 'x', 'clinical', 'red', 'open', '2026-03-02', '2026-03-02', '{}', 'lung-test', 1)`,
        `update episode set period = tstzrange(lower(period), '2026-03-03') where id = EPISODE`,
        `update responsibility set period = tstzrange(lower(period), '2026-03-03') where upper_inf(period) and episode_id = EPISODE`,
        `insert into change (occurred_at, kind, episode_id, team_id)
         select '2026-03-03', 'responsibility-ended', EPISODE, team_id from responsibility
         where episode_id = EPISODE order by lower(period) desc limit 1`,
        `insert into change (occurred_at, kind, episode_id) values ('2026-03-03', 'episode-ended', EPISODE)`,
      ],
      { code: 'open-alert-without-owner' },
    ],
    [
      'by an episode of which only the feed is left',
      ['delete from responsibility where episode_id = EPISODE', 'delete from episode where id = EPISODE'],
      { code: 'only-in-the-feed' },
    ],
  ])('%s', async (_name, statements, breach) => {
    const [episodeId = ''] = scene.episodeIds;
    await behindTheBack(episodeId, ...statements);
    expect(await verify()).toMatchObject({ verified: false, episodeId, breach });
  });
});
