import { describe, expect, test } from 'vitest';
import { NOW, oneAdoptionEach } from '../../test/oneAdoptionEach.ts';
import { HOUR, protocol, START } from '../../test/scene.ts';
import { verifyResponsibility } from '../verify/verify.ts';

/* What an adoption changes, and what it leaves. When it is refused: adoptRefused.test.ts; the plan that a version brings: adoptPlan.test.ts. */

const on = oneAdoptionEach(11);
const { receive, tick, adopt, alerts, whileItWaits, expectAllExplained } = on;

describe('another protocol version put in force', () => {
  test('leaves an open red open, judges what comes next, and both are the same when judged again', async () => {
    await receive(84, { at: START + HOUR });
    expect(await alerts()).toMatchObject([{ severity: 'red', protocolVersion: 1, status: 'open' }]);
    expect(await adopt()).toBe(1);
    expect(await alerts()).toMatchObject([{ severity: 'red', protocolVersion: 1, status: 'open', cleared: false }]);
    await expectAllExplained(1);
    await receive(120, { at: NOW + HOUR }, 'heart-rate');
    await receive(87, { at: NOW + 2 * HOUR });
    expect(await alerts()).toMatchObject([
      { ruleId: 'saturation-low', severity: 'red', status: 'open', cleared: true },
      { ruleId: 'pulse-high', severity: 'yellow', protocolVersion: 2 },
    ]);
    await expectAllExplained(2);
    const { rows } = await on.db.pool.query(
      `select kind, data from change where episode_id = $1 and kind = 'protocol-adopted'`,
      [on.episodeId],
    );
    expect(rows).toMatchObject([{ data: { number: 1, from: { version: 1 }, to: { version: 2 } } }]);
  });

  test('can be taken back, and each version judges its own time', async () => {
    await receive(88, { at: START + HOUR });
    await adopt();
    await receive(84, { at: NOW + HOUR });
    expect(await adopt({ version: 1, basedOn: 1, now: NOW + 2 * HOUR })).toBe(2);
    await receive(95, { at: NOW + 3 * HOUR });
    await receive(86, { at: NOW + 4 * HOUR });
    await expectAllExplained(1);
    expect(await verifyResponsibility(on.database, { now: NOW + 5 * HOUR })).toMatchObject({ verified: true });
  });

  test('has its own deadlines from then on, by the timer', async () => {
    await receive(95, { at: START + HOUR });
    await adopt({ version: 3 });
    const { rows } = await on.db.pool.query('select next_tick_at as at from triage_state where episode_id = $1', [
      on.episodeId,
    ]);
    expect(rows[0].at.getTime()).toBe(START + 31 * HOUR);
    await tick(START + 31 * HOUR);
    expect(await alerts()).toMatchObject([{ ruleId: 'saturation-missing', protocolVersion: 3 }]);
    await expectAllExplained(1);
  });

  test('keeps what a rule raised that the new version does not have, until a person closes it', async () => {
    await adopt();
    await receive(120, { at: NOW + HOUR }, 'heart-rate');
    await adopt({ version: 1, basedOn: 1, now: NOW + 2 * HOUR });
    await receive(95, { at: NOW + 3 * HOUR });
    expect(await alerts()).toMatchObject([{ ruleId: 'pulse-high', protocolVersion: 2, status: 'open' }]);
    await expectAllExplained(1);
  });
});

describe('a batch that is being judged while a version is put in force', () => {
  test('waits for the lock, judges by what has come into force, and is the same when judged again', async () => {
    await receive(95, { at: START + HOUR });
    await whileItWaits(
      (client) => adopt({}, client),
      // Received a second before, red by version 1 and nothing by version 2; and one that both find red.
      () =>
        Promise.all([
          receive(87, { at: NOW - 2000, receivedAt: NOW - 1000, now: NOW - 500 }),
          receive(83, { at: NOW - 1500, receivedAt: NOW - 900, now: NOW - 400 }),
        ]),
    );
    expect(await alerts()).toMatchObject([{ severity: 'red', protocolVersion: 2 }]);
    await expectAllExplained(1);
  });

  test('judges by limits that came into force while it waited', async () => {
    await receive(95, { at: START + HOUR });
    await whileItWaits(
      (client) => on.setLow(86, { now: NOW }, client),
      () => receive(85, { at: NOW - 2000, receivedAt: NOW - 1000, now: NOW - 500 }),
    );
    expect(await alerts()).toMatchObject([{ limitsVersion: 1 }]);
    await expectAllExplained(1);
  });
});

describe('readings of the very instant in which a version is put in force', () => {
  test.each([
    ['judged before it', [88], [], { protocolVersion: 1, severity: 'red' }],
    ['judged after it', [95], [84], { protocolVersion: 2, severity: 'red' }],
    ['judged before it and after it', [88], [84], { protocolVersion: 1, severity: 'red' }],
  ])('are judged again by what judged them: %s', async (_, before, after, alert) => {
    for (const [place, value] of before.entries()) await receive(value, { at: NOW - 5000 + place, receivedAt: NOW });
    await adopt();
    for (const [place, value] of after.entries()) await receive(value, { at: NOW - 3000 + place, receivedAt: NOW });
    expect(await alerts()).toMatchObject([{ ...alert, cleared: false }]);
    await expectAllExplained(1);
  });
});

test('nothing else changes the protocol of an episode', async () => {
  await expect(
    on.db.pool.query('update episode set protocol_version = 2 where id = $1', [on.episodeId]),
  ).rejects.toMatchObject({ constraint: 'protocol_is_adopted' });
  await expect(
    on.db.pool.query(
      `insert into protocol_adoption (episode_id, number, from_id, from_version, to_id, to_version, adopted_at, reason)
       values ($1, 1, $2, 1, $2, 2, $3, 'r')`,
      [on.episodeId, protocol.id, new Date(NOW)],
    ),
  ).rejects.toMatchObject({ constraint: 'protocol_is_adopted' });
  await adopt();
  await expect(on.db.pool.query('delete from protocol_adoption where episode_id = $1', [on.episodeId])).rejects.toThrow(
    'append-only',
  );
});
