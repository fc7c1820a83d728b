import { randomUUID } from 'node:crypto';
import { nextTickAt, openAlerts } from '@samvakt/triage';
import { expect, test } from 'vitest';
import { DEVICE, type Instants, oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, isbar, protocol, readBack, START } from '../../test/scene.ts';
import { endEpisode } from '../episode.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { adoptProtocol } from '../protocol/adopt.ts';
import { ActRefused } from '../refused.ts';
import { registerProtocol } from '../registration/protocol.ts';
import { createTriageMemory } from './memory.ts';
import { tryRebuild } from './rebuild.ts';
import { lockTriageOfEpisodes } from './state.ts';

/*
 * Whatever happens has an instant of its own, and reaches triage when it has the lock: a reading stays in a batch while a timer fires, a timer waits for
 * a batch, a pause is set while a timer judges. In whichever order triage was given it all: what is stored as open is what the engine holds open, the
 * timer is set, and each alert is judged again to the same. The scene is red below 90, and misses a saturation after 30 hours.
 */

const SECOND = 1000;
const DUE = START + 30 * HOUR;
/** Two in the afternoon in Norway; the scene begins at nine. */
const BY_TWO = START + 5 * HOUR;
const on = oneJudgedEpisodeEach(100);
const { receive, tick, close, pause, plan, whileItWaits } = on;

const limits = (now: number) => on.setLow(86, { now });

async function alertsThatHold(): Promise<string[]> {
  const alerts = (await on.alertsJudgedAgain()).toSorted((one, other) => one.ruleId.localeCompare(other.ruleId));
  await on.database.transaction(async (client) => {
    const fresh = createTriageMemory();
    const [episode] = await lockTriageOfEpisodes(client, [on.episodeId], fresh.states);
    if (!episode?.state) throw new Error('nothing is remembered of the episode');
    const protocol = (await fresh.protocols.compiled(client, [episode], START)).get(on.episodeId);
    if (!protocol) throw new Error('nothing judges the episode');
    const held = openAlerts(protocol, episode.state).map(({ ruleId }) => ruleId);
    expect(alerts.filter(({ status }) => status === 'open').map(({ ruleId }) => ruleId)).toEqual(held.sort());
    const due = nextTickAt(protocol, episode.state);
    if (due !== null) expect(episode.nextTickAt).toBeLessThanOrEqual(due);
  });
  // And the history that is kept gives what is remembered, were that lost.
  const rebuilt = await on.database.transaction((client) =>
    tryRebuild(client, { episodeId: on.episodeId, now: START }),
  );
  expect(rebuilt).toMatchObject({ was: 'readable', differs: false });
  expect(rebuilt.alerts.filter(({ what }) => what !== 'as-it-was')).toEqual([]);
  const { rows: told } = await on.db.pool.query<{ count: number }>(
    `select count(*)::int as count from change where episode_id = $1 and kind = 'alert-opened'`,
    [on.episodeId],
  );
  expect(told[0]?.count).toBe(alerts.length);
  return alerts.map(({ ruleId, status }) => `${ruleId} ${status}`);
}

const MISSING = 'saturation-missing';
const LOW = 'saturation-low';
const GONE = `device:${DEVICE}`;
const waited: Instants = { at: DUE - 2 * SECOND, receivedAt: DUE - SECOND, now: DUE + SECOND };

/** It has brought a saturation, and has no connection. */
const heardAndGone = [
  () => on.lend(START),
  () => receive(95, { at: START + SECOND }),
  () => on.hear(false, { at: START + HOUR }),
];

type Life = [string, readonly (() => Promise<unknown>)[], string[]];
const LIVES: Life[] = [
  [
    'a reading that waited in a batch while its timer fired',
    [() => tick(DUE), () => receive(95, waited)],
    [`${MISSING} resolved`],
  ],
  [
    'a reading of the very instant of the timer, judged after it',
    [() => tick(DUE), () => receive(95, { at: DUE - SECOND, receivedAt: DUE, now: DUE })],
    [`${MISSING} resolved`],
  ],
  [
    'a bad reading that waited while the timer fired',
    [() => tick(DUE), () => receive(85, waited)],
    [`${LOW} open`, `${MISSING} resolved`],
  ],
  [
    'a timer that waited for a batch',
    [() => receive(85, { ...waited, now: DUE + 2 * SECOND }), () => tick(DUE + SECOND)],
    [`${LOW} open`],
  ],
  [
    'a timer that comes twice, and once more from before',
    [() => tick(DUE), () => tick(DUE), () => tick(DUE - SECOND)],
    [`${MISSING} open`],
  ],
  [
    'two batches of two services, in the other order than they were received',
    [
      () => receive(84, { at: DUE - 9 * SECOND, receivedAt: DUE - 3 * SECOND, now: DUE - 2 * SECOND }),
      () => receive(83, { at: DUE - 10 * SECOND, receivedAt: DUE - 4 * SECOND, now: DUE - SECOND }),
    ],
    [`${LOW} open`],
  ],
  [
    'a pause that waited while the timer fired',
    [() => tick(DUE + SECOND), () => pause(DUE - SECOND)],
    [`${MISSING} open`],
  ],
  ['a pause of the very instant in which the timer fired', [() => tick(DUE), () => pause(DUE)], [`${MISSING} open`]],
  [
    'a plan that waited while the timer of the plan before it fired',
    [() => plan('14:00', 0, START + HOUR), () => tick(BY_TWO + SECOND), () => plan('20:00', 1, BY_TWO - SECOND)],
    ['temperature-overdue open'],
  ],
  [
    'a close in the very instant of the timer that opened the alert',
    [() => tick(DUE), () => close(DUE)],
    [`${MISSING} resolved`],
  ],
  ['a timer that waited while a pause was set', [() => pause(DUE - SECOND), () => tick(DUE)], []],
  [
    'limits that waited while the timer fired, and a batch that waited for both',
    [() => tick(DUE + SECOND), () => limits(DUE), () => receive(85, { ...waited, now: DUE + 2 * SECOND })],
    [`${LOW} open`, `${MISSING} resolved`],
  ],
  [
    'timers that stood still for two days, and all come at once',
    [() => receive(85, { at: START + HOUR }), () => tick(DUE + 48 * HOUR), () => tick(DUE + HOUR)],
    [`${LOW} open`, `${MISSING} open`],
  ],
  [
    'a reading received before the follow-up began, and judged after',
    [() => receive(85, { at: START - HOUR, receivedAt: START - SECOND, now: START + SECOND })],
    [`${LOW} open`],
  ],
  [
    'a reading received in the instant in which the follow-up began',
    [() => receive(85, { at: START - HOUR, receivedAt: START, now: START })],
    [`${LOW} open`],
  ],
  [
    'a device without a connection, behind which what is missing stays hidden',
    [...heardAndGone, () => tick(DUE + HOUR)],
    [`${GONE} open`],
  ],
  [
    'a device that is back, and what was hidden behind it',
    [
      ...heardAndGone,
      () => tick(DUE + HOUR),
      () => on.hear(true, { at: DUE + 2 * HOUR }),
      () => receive(85, { at: DUE, receivedAt: DUE + 2 * HOUR - SECOND, now: DUE + 2 * HOUR + SECOND }),
    ],
    [`${GONE} resolved`, `${LOW} open`, `${MISSING} resolved`],
  ],
  [
    'a device that is back, and a patient who has not measured',
    [...heardAndGone, () => tick(DUE + HOUR), () => on.hear(true, { at: DUE + 2 * HOUR })],
    [`${GONE} resolved`, `${MISSING} open`],
  ],
  [
    'a device that is given back while what is missing is hidden behind it',
    [...heardAndGone, () => tick(DUE + HOUR), () => on.giveBack(DUE + 2 * HOUR), () => tick(DUE + 3 * HOUR)],
    [`${GONE} resolved`, `${MISSING} open`],
  ],
  [
    'a word that a device has gone, which waited while the timer fired: what it found stays',
    [...heardAndGone.slice(0, 2), () => tick(DUE + HOUR), () => on.hear(false, { at: DUE, now: DUE + HOUR + SECOND })],
    [`${MISSING} open`],
  ],
];

test.each(LIVES)('%s', async (_, acts, expected) => {
  for (const act of acts) await act();
  expect(await alertsThatHold()).toEqual(expected);
});

// What is given later than it was received puts what was received before that, and comes after it, out of turn too.
test.each([
  ['in the order of receipt', [1, 2, 2], 0],
  ['in another order', [2, 1, 2], 2],
])(
  'batches that wait for each other and come %s: what is out of turn is kept apart, and no more',
  async (_, received, apart) => {
    for (const [index, seconds] of received.entries()) {
      const receivedAt = START + HOUR + seconds * SECOND;
      await receive(85 - index, { at: receivedAt, receivedAt, now: START + HOUR + (9 + index) * SECOND });
    }
    expect(await alertsThatHold()).toEqual([`${LOW} open`]);
    const { rows } = await on.db.pool.query('select from triage_given where episode_id = $1', [on.episodeId]);
    expect(rows).toHaveLength(apart);
  },
);

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed + 1);
test.each(SEEDS)('a life in which everything comes out of turn, number %i', async (seed) => {
  const random = congruential(seed);
  let clock = START + HOUR;
  for (let count = 0; count < 14; count += 1) {
    clock += [SECOND, SECOND, 5 * SECOND, HOUR, 9 * HOUR, 31 * HOUR][random(6)] ?? 0;
    const then = clock - random(4) * SECOND;
    const which = random(10);
    if (which < 5) {
      const receivedAt = then;
      await receive([84, 88, 95, 97][random(4)] ?? 95, {
        at: receivedAt - random(600) * SECOND,
        receivedAt,
        now: clock,
      });
    } else if (which < 7) await tick(then);
    else if (which === 7) await pause(then).catch(unlessRefused);
    else if (which === 8) await limits(then);
    else if (await anyOpen()) await close(then);
  }
  await alertsThatHold();
});

/** Numbers below `below` that look random and are the same each time (Park and Miller 1988). */
function congruential(seed: number): (below: number) => number {
  let last = seed;
  return (below) => {
    last = (last * 48_271) % 2_147_483_647;
    return Math.floor(last / 7) % below;
  };
}

async function anyOpen(): Promise<boolean> {
  return (await on.alerts()).some(({ status }) => status === 'open');
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof ActRefused)) throw error;
}

test.each([
  ['a batch', () => receive(85, { ...waited, now: DUE - SECOND })],
  ['a timer', () => tick(DUE)],
] as const)('%s that waits while the follow-up ends opens nothing in what has ended', async (_, judging) => {
  const { nurse: practitionerId } = on.scene.municipality;
  const { episodeId } = on;
  await whileItWaits((client) => endEpisode(client, { episodeId, practitionerId, now: DUE - SECOND }), judging);
  const { rows } = await on.db.pool.query(
    'select (select count(*)::int from alert where episode_id = $1) as alerts, next_tick_at as due from triage_state where episode_id = $1',
    [episodeId],
  );
  expect(rows).toEqual([{ alerts: 0, due: null }]);
});

test('what a rule asks for is the task of the team that is accountable, also where a batch waited while that changed', async () => {
  const { episodeId } = on;
  const now = START + HOUR;
  const handoverId = randomUUID();
  await on.database.transaction(async (client) => {
    const text = { nb: 'Ring', en: 'Call' };
    const task = { kind: 'call-back', from: 'red', within: HOUR, text } as const;
    const rules = protocol.rules.map((rule) => (rule.id === LOW ? { ...rule, task } : rule));
    await registerProtocol(client, { protocol: { ...protocol, version: 2, rules }, registeredAt: START });
    await adoptProtocol(client, {
      episodeId,
      protocol: { id: protocol.id, version: 2 },
      reason: 'A test',
      basedOn: 0,
      limitsVersion: 0,
      giveUp: [],
      shown: null,
      practitionerId: null,
      now: START + SECOND,
    });
    await offerHandover(client, {
      handoverId,
      episodeId,
      toTeamId: on.scene.lung.teamId,
      isbar,
      deadlineAt: now + HOUR,
      practitionerId: on.scene.municipality.nurse,
      now: now - 60 * SECOND,
    });
  });
  const acceptance = { handoverId, version: 1, practitionerId: on.scene.lung.nurse, readBack, now };
  await whileItWaits(
    (client) => acceptHandover(client, acceptance),
    () => receive(80, { at: now - SECOND }),
  );
  const { rows } = await on.db.pool.query('select owner_team_id as "teamId" from task where episode_id = $1', [
    episodeId,
  ]);
  expect(rows).toEqual([{ teamId: on.scene.lung.teamId }]);
});
