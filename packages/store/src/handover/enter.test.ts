import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { addAlert, HOUR, isbar, START } from '../../test/scene.ts';
import { addAlertNote, claimAlert, releaseAlert, resolveAlert } from '../alert/act.ts';
import type { Queryable } from '../database.ts';
import { endEpisode, setLimits } from '../episode.ts';
import { actOnLimitsProposal } from '../limits/proposal.ts';
import { wantLimits } from '../limits/want.ts';
import { changePauseEnd, endPause, setPause } from '../pause/act.ts';
import { addRelation, endRelation } from '../relation/act.ts';
import { reviewEpisode } from '../review/act.ts';
import { addTask, cancelTask, claimTask, finishTask, releaseTask } from '../task/act.ts';
import { offerHandover } from './offer.ts';
import { offerHandoverBatch } from './offerBatch.ts';
import { refuseHandoverRequest, requestHandover, withdrawHandoverRequest } from './request.ts';
import { reviewHandover } from './review.ts';
import { takeOverInEmergency } from './takeOver.ts';

/*
 * An offer stands open past its deadline, because its timer was lost. Whatever anybody then does to the episode, the offer has expired first: no act
 * is judged in a state that the clock has left behind.
 */
const on = oneEpisodeEach(40);
const OFFERED = START + 4 * HOUR;
const NOW = START + 10 * HOUR;

type Place = { episodeId: string };
type Act = (client: Queryable, at: Place & { id: string }) => Promise<unknown>;
/** What must be there first (done before the offer; gives the id that the act needs), and the act. */
type Case = [name: string, before: ((client: Queryable, at: Place) => Promise<string>) | null, act: Act];

const mine = () => ({ practitionerId: on.scene.municipality.nurse, now: NOW });
const before = () => ({ practitionerId: on.scene.municipality.nurse, now: OFFERED - HOUR });
const offerOf = (episodeId: string) => ({
  handoverId: randomUUID(),
  episodeId,
  toTeamId: on.scene.lung.teamId,
  isbar,
  practitionerId: on.scene.municipality.nurse,
});

const alert = (client: Queryable, { episodeId }: Place) =>
  addAlert(client, { episodeId, severity: 'yellow', at: START + HOUR });
async function claimedAlert(client: Queryable, at: Place): Promise<string> {
  const alertId = await alert(client, at);
  await claimAlert(client, { alertId, version: 1, ...before(), now: NOW - HOUR / 2 });
  return alertId;
}
async function task(client: Queryable, { episodeId }: Place): Promise<string> {
  const taskId = randomUUID();
  await addTask(client, { taskId, episodeId, kind: 'call-back', text: 'Call', dueAt: NOW + HOUR, ...before() });
  return taskId;
}
async function claimedTask(client: Queryable, at: Place): Promise<string> {
  const taskId = await task(client, at);
  await claimTask(client, { taskId, version: 1, ...before() });
  return taskId;
}
async function part(client: Queryable, { episodeId }: Place): Promise<string> {
  const relationId = randomUUID();
  const teamId = on.scene.heart.teamId;
  await addRelation(client, { relationId, episodeId, teamId, kind: 'supporting', reason: 'Wound', ...before() });
  return relationId;
}
async function pause(client: Queryable, { episodeId }: Place): Promise<string> {
  const pauseId = randomUUID();
  const scope = { type: 'episode' } as const;
  const about = { scope, includesRed: false, reason: 'holiday', note: '', startsAt: null } as const;
  await setPause(client, { pauseId, episodeId, ...about, endsAt: NOW + 24 * HOUR, ...before() });
  return pauseId;
}
async function proposal(client: Queryable, { episodeId }: Place): Promise<string> {
  const wanted = {
    values: { low: 80 },
    reason: 'Own normal',
    until: NOW + 24 * HOUR,
    basedOnVersion: 0,
    shown: { withoutReplay: 'A test' },
  };
  const answer = await wantLimits(client, { episodeId, ...wanted, ...before() });
  if (answer.outcome !== 'proposed') throw new Error('not proposed');
  return answer.proposalId;
}
async function request(client: Queryable, at: Place): Promise<string> {
  await part(client, at);
  const requestId = randomUUID();
  const asked = { teamId: on.scene.heart.teamId, reason: 'On our ward', wantedAt: null };
  const by = { practitionerId: on.scene.heart.nurse, now: OFFERED - HOUR / 2 };
  await requestHandover(client, { requestId, episodeId: at.episodeId, ...asked, ...by });
  return requestId;
}
const taking = (teamId: string, episodeId: string) => ({
  handoverId: randomUUID(),
  episodeId,
  teamId,
  reason: 'Ambulance',
  illnessSeverity: 'unstable' as const,
  firstAction: 'Admit',
});
/** The heart clinic took it over, and handed it back by a take-over of the municipality, which then owes nothing: the heart clinic does. */
async function takenBack(client: Queryable, at: Place): Promise<string> {
  await part(client, at);
  const by = { practitionerId: on.scene.heart.nurse, now: OFFERED - HOUR / 2 };
  await takeOverInEmergency(client, { ...taking(on.scene.heart.teamId, at.episodeId), ...by });
  const back = taking(on.scene.municipality.teamId, at.episodeId);
  await takeOverInEmergency(client, { ...back, ...before(), now: OFFERED - HOUR / 4 });
  return back.handoverId;
}

const CASES: Case[] = [
  ['offer', null, (c, { episodeId }) => offerHandover(c, { ...offerOf(episodeId), deadlineAt: NOW + HOUR, now: NOW })],
  [
    'offer of many',
    null,
    (c, { episodeId }) =>
      offerHandoverBatch(c, {
        batchId: randomUUID(),
        toTeamId: on.scene.lung.teamId,
        isbar,
        items: [{ handoverId: randomUUID(), episodeId, illnessSeverity: 'stable' }],
        deadlineAt: NOW + HOUR,
        effectiveAt: null,
        returnAt: null,
        ...mine(),
      }),
  ],
  [
    'take-over',
    part,
    (c, { episodeId }) =>
      takeOverInEmergency(c, {
        ...taking(on.scene.heart.teamId, episodeId),
        practitionerId: on.scene.heart.nurse,
        now: NOW,
      }),
  ],
  [
    'after-review',
    takenBack,
    (c, { id }) =>
      reviewHandover(c, {
        handoverId: id,
        version: 1,
        verdict: 'agreed',
        text: 'Right',
        practitionerId: on.scene.heart.nurse,
        now: NOW,
      }),
  ],
  [
    'request',
    part,
    (c, { episodeId }) =>
      requestHandover(c, {
        requestId: randomUUID(),
        episodeId,
        teamId: on.scene.heart.teamId,
        reason: 'On our ward',
        wantedAt: null,
        practitionerId: on.scene.heart.nurse,
        now: NOW,
      }),
  ],
  [
    'refusal of a request',
    request,
    (c, { id }) => refuseHandoverRequest(c, { requestId: id, version: 1, reason: 'No', ...mine() }),
  ],
  [
    'withdrawal of a request',
    request,
    (c, { id }) =>
      withdrawHandoverRequest(c, { requestId: id, version: 1, practitionerId: on.scene.heart.nurse, now: NOW }),
  ],
  [
    'asking a team in',
    null,
    (c, { episodeId }) =>
      addRelation(c, {
        relationId: randomUUID(),
        episodeId,
        teamId: on.scene.heart.teamId,
        kind: 'informed',
        reason: 'Wound',
        ...mine(),
      }),
  ],
  ['letting a team go', part, (c, { id }) => endRelation(c, { relationId: id, ...mine() })],
  [
    'pause',
    null,
    (c, { episodeId }) =>
      setPause(c, {
        pauseId: randomUUID(),
        episodeId,
        scope: { type: 'episode' },
        includesRed: false,
        reason: 'holiday',
        note: '',
        startsAt: null,
        endsAt: NOW + HOUR,
        ...mine(),
      }),
  ],
  ['end of a pause', pause, (c, { id }) => endPause(c, { pauseId: id, version: 1, ...mine() })],
  [
    'another end of a pause',
    pause,
    (c, { id }) => changePauseEnd(c, { pauseId: id, version: 1, endsAt: NOW + 2 * HOUR, ...mine() }),
  ],
  [
    'limits',
    null,
    (c, { episodeId }) =>
      setLimits(c, {
        episodeId,
        values: { low: 88 },
        reason: 'Own normal',
        since: NOW,
        until: null,
        confirmedBy: null,
        ...mine(),
      }),
  ],
  [
    'wish for limits',
    null,
    (c, { episodeId }) =>
      wantLimits(c, {
        episodeId,
        values: { low: 88 },
        reason: 'Own normal',
        until: NOW + 24 * HOUR,
        basedOnVersion: 0,
        shown: { withoutReplay: 'A test' },
        ...mine(),
      }),
  ],
  [
    'confirmation of limits',
    proposal,
    (c, { id }) =>
      actOnLimitsProposal(
        c,
        { proposalId: id, practitionerId: on.scene.municipality.colleague, now: NOW },
        { type: 'confirm', shown: { withoutReplay: 'A test' } },
      ),
  ],
  [
    'limits taken back',
    proposal,
    (c, { id }) => actOnLimitsProposal(c, { proposalId: id, ...mine() }, { type: 'withdraw' }),
  ],
  ['end of the follow-up', null, (c, { episodeId }) => endEpisode(c, { episodeId, ...mine() })],
  [
    'review',
    async (client, { episodeId }) => {
      await client.query(
        `update triage_state set last_seen = jsonb_build_object('oxygen-saturation', jsonb_build_object('at', $2::bigint, 'value', 95))
         where episode_id = $1`,
        [episodeId, NOW - HOUR],
      );
      return '';
    },
    (c, { episodeId }) =>
      reviewEpisode(c, { actId: randomUUID(), episodeId, seenAt: NOW - 1, seenUntil: NOW - HOUR, ...mine() }),
  ],
  [
    'task',
    null,
    (c, { episodeId }) =>
      addTask(c, { taskId: randomUUID(), episodeId, kind: 'review', text: 'Look', dueAt: NOW + HOUR, ...mine() }),
  ],
  ['claim of a task', task, (c, { id }) => claimTask(c, { taskId: id, version: 1, ...mine() })],
  ['release of a task', claimedTask, (c, { id }) => releaseTask(c, { taskId: id, version: 2, ...mine() })],
  ['task done', task, (c, { id }) => finishTask(c, { taskId: id, version: 1, ...mine() })],
  ['task cancelled', task, (c, { id }) => cancelTask(c, { taskId: id, version: 1, note: 'Moved', ...mine() })],
  ['claim of an alert', alert, (c, { id }) => claimAlert(c, { alertId: id, version: 1, ...mine() })],
  ['release of an alert', claimedAlert, (c, { id }) => releaseAlert(c, { alertId: id, version: 2, ...mine() })],
  ['note', alert, (c, { id }) => addAlertNote(c, { alertId: id, text: 'Seen', ...mine() })],
  [
    'closing of an alert',
    alert,
    (c, { id }) => resolveAlert(c, { alertId: id, version: 1, outcome: 'contacted-patient', ...mine() }),
  ],
];

describe('with an offer that is overdue and whose timer was lost', () => {
  it.each(CASES)('%s: the offer has expired first', async (_, prepare, act) => {
    const { episodeId } = on;
    const id = prepare === null ? '' : await on.database.transaction((client) => prepare(client, { episodeId }));
    const { handoverId, ...offer } = offerOf(episodeId);
    await on.database.transaction((client) =>
      offerHandover(client, { handoverId, ...offer, deadlineAt: OFFERED + HOUR, now: OFFERED }),
    );
    await on.database.transaction((client) => act(client, { episodeId, id }));
    const { rows } = await on.db.pool.query('select status from handover where id = $1', [handoverId]);
    expect(rows).toEqual([{ status: 'expired' }]);
    const { rows: told } = await on.db.pool.query(
      `select kind from change where handover_id = $1 and kind = 'handover-expired'`,
      [handoverId],
    );
    expect(told).toHaveLength(1);
  });
});

describe('the door', () => {
  /** The door itself, what settling calls, and the timers of what settling settles. */
  const INSIDE = ['handover/act.ts', 'handover/enter.ts', 'handover/lapse.ts', 'responsibility.ts', 'task/sight.ts'];

  it('is passed by everything that locks an episode', async () => {
    const root = join(import.meta.dirname, '..');
    const files = (await readdir(root, { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const past: string[] = [];
    for (const file of files) {
      if (/\blockEpisode\(/.test(await readFile(join(root, file), 'utf8'))) past.push(file);
    }
    expect(past.toSorted()).toEqual(INSIDE);
  });
});
