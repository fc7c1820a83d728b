import { randomUUID } from 'node:crypto';
import {
  AdoptFromTrialSchema,
  IdSchema,
  type ProtocolTrialDetail,
  ProtocolTrialDetailSchema,
  type ProtocolTrialResult,
  ProtocolTrialSchema,
  ProtocolTrialsSchema,
  StartProtocolTrialSchema,
  type TrialAdoptions,
  TrialAdoptionsSchema,
} from '@samvakt/contract';
import {
  ActRefused,
  adoptFromTrial,
  cancelProtocolTrial,
  isSameSetting,
  numbersNotHolding,
  type ProtocolKey,
  readProtocolTrial,
  readProtocolTrials,
  readTrialCandidates,
  readTrialEpisodes,
  startProtocolTrial,
  type TrialEpisodeRow,
  type TrialRow,
} from '@samvakt/store';
import { LimitsSchema } from '@samvakt/triage';
import { z } from 'zod';
import { type Access, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';

const LISTED = 10;
const params = z.object({ trialId: IdSchema });

/** Trials of a protocol version on a team's patients. They are the team's own: to others they do not exist. */
export function registerProtocolTrials(
  app: ApiInstance,
  parts: Parts & { access: Access; shelf: ProtocolShelf },
): void {
  const { database, clock, access, shelf } = parts;
  const { pool } = database;

  app.get('/protocol-trials', { schema: { response: { 200: ProtocolTrialsSchema } } }, async (request) => {
    const teamIds = teamIdsOf(memberOf(request));
    const trials = await readProtocolTrials(pool, { teamIds, limit: LISTED });
    return { candidates: await readTrialCandidates(pool, { teamIds, now: clock() }), trials: await titled(trials) };
  });

  app.post(
    '/protocol-trials',
    { schema: { body: StartProtocolTrialSchema, response: { 201: ProtocolTrialSchema } } },
    async (request, reply) => {
      const [member, now, trialId] = [memberOf(request), clock(), randomUUID()];
      const trial = { ...request.body, trialId, practitionerId: member.id, now };
      await database.transaction((client) => startProtocolTrial(client, trial));
      return reply.code(201).send(await show(trialId, teamIdsOf(member)));
    },
  );

  app.post(
    '/protocol-trials/:trialId/cancel',
    { schema: { params, response: { 200: ProtocolTrialSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { trialId } = request.params;
      await show(trialId, teamIdsOf(member));
      await database.transaction((client) => cancelProtocolTrial(client, { trialId, practitionerId: member.id, now }));
      return show(trialId, teamIdsOf(member));
    },
  );

  app.get(
    '/protocol-trials/:trialId',
    { schema: { params, response: { 200: ProtocolTrialDetailSchema } } },
    async (request): Promise<ProtocolTrialDetail> => {
      const [member, now] = [memberOf(request), clock()];
      const { trialId } = request.params;
      const trial = await show(trialId, teamIdsOf(member));
      const look = { member, now, action: 'read protocol trial' };
      const visible = new Map((await access.visible(look)).map((granted) => [granted.facts.episodeId, granted]));
      const episodes = await readTrialEpisodes(pool, { trialId, now });
      // Somebody who has gone to another team since stays in the sum, and is not named any more.
      const named = episodes.filter(({ episodeId }) => visible.has(episodeId));
      await access.shown(
        look,
        named.flatMap(({ episodeId }) => visible.get(episodeId) ?? []),
      );
      const key = { id: trial.protocolId, version: trial.protocolVersion };
      const compared = named.map((one) => ({ id: one.now.protocolId, version: one.now.protocolVersion }));
      await shelf.fetch([key, ...compared]);
      const patients = named.map((one) => patientShown(one, { key, shelf, now }));
      return { ...trial, sum: sumOf(episodes.flatMap(({ result }) => result ?? [])), patients };
    },
  );

  app.post(
    '/protocol-trials/:trialId/adoptions',
    { schema: { params, body: AdoptFromTrialSchema, response: { 200: TrialAdoptionsSchema } } },
    async (request): Promise<TrialAdoptions> => {
      const member = memberOf(request);
      const { trialId } = request.params;
      await show(trialId, teamIdsOf(member));
      const { reason, patients } = request.body;
      const results: TrialAdoptions['results'] = [];
      for (const { episodeId, giveUp } of patients) {
        const now = clock();
        const look = { member, now, action: 'put a protocol version in force after a trial' };
        const given = { trialId, episodeId, giveUp, reason, practitionerId: member.id, now };
        const refusal = await refusalOf(async () => {
          await access.toEpisode(look, episodeId);
          await database.transaction((client) => adoptFromTrial(client, given));
        });
        results.push({ episodeId, result: refusal === null ? 'adopted' : 'refused', refusal });
      }
      return { results };
    },
  );

  async function show(trialId: string, teamIds: readonly string[]) {
    const row = await readProtocolTrial(pool, trialId);
    if (row === null || !teamIds.includes(row.teamId)) throw new Problem('not-found');
    const [trial] = await titled([row]);
    if (trial === undefined) throw new Problem('not-found');
    return trial;
  }

  async function titled(rows: readonly TrialRow[]) {
    const keyOf = (row: TrialRow) => ({ id: row.protocolId, version: row.protocolVersion });
    await shelf.fetch(rows.map(keyOf));
    return rows.map((row) => ({ ...row, title: shelf.take(keyOf(row)).title }));
  }
}

/** One that may not be seen is refused like one that is not there; the others go through all the same. */
async function refusalOf(act: () => Promise<void>): Promise<TrialAdoptions['results'][number]['refusal']> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof ActRefused) return { reason: error.refusal, detail: error.reason };
    if (error instanceof Problem && error.code === 'not-found') {
      return { reason: 'no-such-episode', detail: 'There is no such follow-up.' };
    }
    throw error;
  }
}

function patientShown(
  row: TrialEpisodeRow,
  { key, shelf, now }: { key: ProtocolKey; shelf: ProtocolShelf; now: number },
): ProtocolTrialDetail['patients'][number] {
  const { episodeId, patientName, result, failure, compared } = row;
  const limits = row.limits === null ? null : LimitsSchema.parse(row.limits);
  const { numbers } = shelf.take({ id: row.now.protocolId, version: row.now.protocolVersion });
  const inForce = row.now.protocolId === key.id && row.now.protocolVersion === key.version;
  return {
    episodeId,
    patientName,
    result,
    failure,
    inForce,
    movedOn: !inForce && compared !== null && !isSameSetting(compared, row.now),
    wouldNotHold: numbersNotHolding(shelf.take(key), limits, now).map(({ name, why }) => ({
      name,
      why,
      text: numbers[name]?.text ?? { nb: name, en: name },
      unit: numbers[name]?.unit ?? '',
      value: limits?.values[name] ?? 0,
    })),
  };
}

const NOTHING = { alerts: 0, red: 0, perWeek: 0, hoursPerWeek: 0 };

function sumOf(results: readonly ProtocolTrialResult[]): ProtocolTrialResult {
  const load = (which: 'present' | 'proposed') =>
    results.reduce(
      (sum, result) => ({
        alerts: sum.alerts + result[which].alerts,
        red: sum.red + result[which].red,
        perWeek: sum.perWeek + result[which].perWeek,
        hoursPerWeek: sum.hoursPerWeek + result[which].hoursPerWeek,
      }),
      NOTHING,
    );
  const count = (name: Exclude<keyof ProtocolTrialResult, 'present' | 'proposed'>) =>
    results.reduce((sum, result) => sum + result[name], 0);
  return {
    readings: count('readings'),
    present: load('present'),
    proposed: load('proposed'),
    gained: count('gained'),
    lost: count('lost'),
    changed: count('changed'),
    events: count('events'),
    warnedPresent: count('warnedPresent'),
    warnedProposed: count('warnedProposed'),
  };
}
