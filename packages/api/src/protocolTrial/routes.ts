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
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { type Access, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { rowRefusal } from '../problem/row.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { shownOr } from '../unreadable/shown.ts';

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
      const patients = named.map((one) => patientShown(one, { key, shelf, now, log: request.log }));
      const results = episodes.flatMap(({ result }) => ResultSchema.nullable().catch(null).parse(result) ?? []);
      return { ...trial, sum: sumOf(results), patients };
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
        const refusal = await rowRefusal(request, episodeId, async () => {
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

type Patient = ProtocolTrialDetail['patients'][number];
const PatientSchema = ProtocolTrialDetailSchema.shape.patients.element;
const ResultSchema = ProtocolTrialDetailSchema.shape.sum;

/** What of one patient cannot be read is told in that row, and the rest of the trial stands. */
function patientShown(
  row: TrialEpisodeRow,
  trial: { key: ProtocolKey; shelf: ProtocolShelf; now: number; log: FastifyBaseLogger },
): Patient {
  const { episodeId, patientName, result, failure } = row;
  const rest = {
    episodeId,
    patientName,
    failure,
    inForce: isInForce(row, trial.key),
    movedOn: false,
    wouldNotHold: [],
  };
  return shownOr(PatientSchema, {
    make: () => compared(row, trial),
    instead: () => ({ ...rest, result: ResultSchema.nullable().catch(null).parse(result), unreadable: true }),
    log: trial.log,
    about: { episodeId },
  });
}

const isInForce = ({ now }: TrialEpisodeRow, { id, version }: ProtocolKey): boolean =>
  now.protocolId === id && now.protocolVersion === version;

function compared(
  row: TrialEpisodeRow,
  { key, shelf, now }: { key: ProtocolKey; shelf: ProtocolShelf; now: number },
): Patient {
  const { episodeId, patientName, result, failure } = row;
  const limits = row.limits === null ? null : LimitsSchema.parse(row.limits);
  const { numbers } = shelf.take({ id: row.now.protocolId, version: row.now.protocolVersion });
  const inForce = isInForce(row, key);
  return {
    episodeId,
    patientName,
    result,
    failure,
    inForce,
    movedOn: !inForce && row.compared !== null && !isSameSetting(row.compared, row.now),
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
