import {
  type AskedFormLine,
  type EpisodePlan,
  EpisodePlanSchema,
  type MetricCode,
  type Occasion,
  PlanParamsSchema,
  SetMeasuringPlanSchema,
} from '@samvakt/contract';
import {
  readAnsweredAt,
  readAskedForms,
  readEpisode,
  readMeasuredAt,
  readMeasuringPlan,
  readOwnSettings,
  SettingUnreadable,
  setMeasuringPlan,
  TriageUnreadable,
} from '@samvakt/store';
import {
  type AskedForm,
  occasionsOf,
  type PlannedOccasion,
  type Protocol,
  plannableMetrics,
  plannableQuestionnaires,
  titleOf,
} from '@samvakt/triage';
import type { FastifyBaseLogger } from 'fastify';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { effectiveProtocol } from '../protocol/status.ts';
import { memberOf } from '../session/member.ts';
import { namedSubject } from './subject.ts';

const DAY_MS = 86_400_000;
/** What is shown of the plan: what came of the last two weeks, and what the next one asks for. */
const SHOWN_BEFORE_MS = 14 * DAY_MS;
const SHOWN_AFTER_MS = 7 * DAY_MS;
/** A wait begins on the day on which it is due. */
const WAIT_MS = 2 * DAY_MS;

/** What a patient is to measure and answer when, with what came of it; and setting it. Who may is decided by @samvakt/care inside the store's transaction. */
export function registerMeasuringPlans(
  app: ApiInstance,
  parts: Parts & { access: Access; shelf: ProtocolShelf },
): void {
  const { database, clock, access, shelf } = parts;
  const response = { 200: EpisodePlanSchema };

  app.get(
    '/episodes/:episodeId/measuring-plan',
    { schema: { params: PlanParamsSchema, response } },
    async (request) => {
      const { episodeId } = request.params;
      const [member, now] = [memberOf(request), clock()];
      const { basis } = await access.toEpisode({ member, now, action: 'read measuring plan' }, episodeId);
      return show(episodeId, { mayChange: basis === 'accountable', now, log: request.log });
    },
  );

  app.post(
    '/episodes/:episodeId/measuring-plan',
    { schema: { params: PlanParamsSchema, body: SetMeasuringPlanSchema, response } },
    async (request) => {
      const { episodeId } = request.params;
      const [member, now] = [memberOf(request), clock()];
      await access.toEpisode({ member, now, action: 'set measuring plan' }, episodeId);
      const given = { ...request.body, episodeId, practitionerId: member.id, now };
      await database.transaction((client) => setMeasuringPlan(client, given));
      return show(episodeId, { mayChange: true, now, log: request.log });
    },
  );

  async function formsOf(
    episodeId: string,
    { now, log }: { now: number; log: FastifyBaseLogger },
  ): Promise<Pick<EpisodePlan, 'forms' | 'formsUnreadable'>> {
    try {
      return { forms: (await readAskedForms(database.pool, { episodeId, now })).map(askedFor) };
    } catch (err) {
      if (!(err instanceof TriageUnreadable || err instanceof SettingUnreadable)) throw err;
      // No reason to show nothing of the plan, nor to say that no form is asked for.
      log.error({ err, episodeId }, 'which forms are asked for cannot be read');
      return { forms: [], formsUnreadable: true };
    }
  }

  async function show(
    episodeId: string,
    { mayChange, now, log }: { mayChange: boolean; now: number; log: FastifyBaseLogger },
  ): Promise<EpisodePlan> {
    const { pool } = database;
    const row = await readEpisode(pool, { episodeId, now });
    if (row === null) throw new Problem('not-found');
    const key = { id: row.protocolId, version: row.protocolVersion };
    await shelf.fetch([key]);
    const protocol = shelf.take(key);
    const { plans, pauses, faults } = await readOwnSettings(pool, episodeId);
    for (const err of faults)
      log.error({ err, episodeId }, 'what is set for a patient cannot be read; the plan says so');
    const unreadable = (['pauses', 'measuring-plan'] as const).filter((one) =>
      faults.some(({ setting }) => setting === one),
    );
    const planKnown = !unreadable.includes('measuring-plan');
    const effective = effectiveProtocol(protocol, { limits: null, pauses, plans, now });
    const metrics = plannableMetrics(protocol);
    const since = Date.parse(row.startedAt);
    const [from, until] = [now - SHOWN_BEFORE_MS, endOf(row.endedAt, now + SHOWN_AFTER_MS)];
    const readings: Partial<Record<MetricCode, number[]>> = await readMeasuredAt(pool, {
      patientId: row.patient.id,
      from: from - WAIT_MS,
      until: now,
      metrics,
    });
    const answers = await readAnsweredAt(pool, { episodeId, from: from - WAIT_MS, until: now });
    const newest = await readMeasuringPlan(pool, episodeId);
    const own = plans.at(-1)?.plan ?? null;
    const plan = planKnown ? (own ?? protocol.plan ?? null) : null;
    return {
      version: newest?.version ?? 0,
      origin: own !== null || !planKnown ? 'own' : plan !== null ? 'protocol' : 'none',
      plan,
      reason: newest?.reason ?? null,
      setBy: newest?.setBy ?? null,
      setAt: newest?.setAt ?? null,
      withoutReplay: newest?.withoutReplay ?? null,
      metrics,
      questionnaires: plannableQuestionnaires(protocol).map((url) => ({ url, title: titleOf(protocol, url) })),
      occasions:
        unreadable.length > 0
          ? []
          : occasionsOf(effective, { from, until, readings, answers, since, now }).map((one) => shown(protocol, one)),
      ...(unreadable.length > 0 && { unreadable }),
      ...(await formsOf(episodeId, { now, log })),
      mayChange: mayChange && row.endedAt === null && faults.length === 0,
    };
  }
}

function endOf(endedAt: string | null, until: number): number {
  return endedAt === null ? until : Math.min(Date.parse(endedAt), until);
}

function shown(protocol: Protocol, { opensAt, by, overdueAt, state, answeredAt, ...asked }: PlannedOccasion): Occasion {
  const times = {
    opensAt: iso(opensAt),
    by: iso(by),
    overdueAt: iso(overdueAt),
    state,
    answeredAt: answeredAt === null ? null : iso(answeredAt),
  };
  const subject = namedSubject(protocol, asked);
  return 'metric' in subject
    ? { ...subject, ...times }
    : { ...subject, ...times, responseId: asked.responseId ?? null };
}

function askedFor({ title, every, lastAt, by, overdueAt, overdue }: AskedForm): AskedFormLine {
  return {
    title,
    everyMs: every,
    lastAnsweredAt: lastAt === null ? null : iso(lastAt),
    by: iso(by),
    overdueAt: iso(overdueAt),
    state: overdue ? 'overdue' : 'waiting',
  };
}

const iso = (at: number): string => new Date(at).toISOString();
