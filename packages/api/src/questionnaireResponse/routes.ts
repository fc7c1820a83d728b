import {
  canonicalOf,
  IdSchema,
  type Questionnaire,
  type QuestionnaireResponse,
  QuestionnaireResponseListSchema,
  QuestionnaireResponseSchema,
} from '@samvakt/contract';
import {
  isDatabaseAway,
  type QuestionnaireResponseRow,
  readQuestionnaireResponse,
  readQuestionnaireResponses,
  readQuestionnaires,
} from '@samvakt/store';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';
import { shownOr } from '../unreadable/shown.ts';
import { showResponse, withoutWhatCannotBeRead } from './show.ts';

const ACTION = 'read answered forms';

/** `GET /api/v1/episodes/:episodeId/questionnaire-responses?before=&limit=`, and one of them by its id: the forms that a patient has answered. */
export function registerQuestionnaireResponses(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;
  const { pool } = database;
  const params = z.object({ episodeId: IdSchema });
  const querystring = z.object({
    before: IdSchema.optional(),
    limit: z.coerce.number().int().min(1).max(50).default(10),
  });

  app.get(
    '/episodes/:episodeId/questionnaire-responses',
    { schema: { params, querystring, response: { 200: QuestionnaireResponseListSchema } } },
    async (request) => {
      const { episodeId } = request.params;
      await access.toEpisode({ member: memberOf(request), now: clock(), action: ACTION }, episodeId);
      const { before, limit } = request.query;
      const page = await readQuestionnaireResponses(pool, { episodeId, before: before ?? null, limit });
      return { responses: await inWords(page.responses, request.log), nextBefore: page.nextBefore };
    },
  );

  app.get(
    '/episodes/:episodeId/questionnaire-responses/:responseId',
    { schema: { params: params.extend({ responseId: IdSchema }), response: { 200: QuestionnaireResponseSchema } } },
    async (request) => {
      const { episodeId, responseId } = request.params;
      await access.toEpisode({ member: memberOf(request), now: clock(), action: ACTION }, episodeId);
      const row = await readQuestionnaireResponse(pool, { episodeId, responseId });
      const [shown] = row === null ? [] : await inWords([row], request.log);
      if (shown === undefined) throw new Problem('not-found');
      return shown;
    },
  );

  /** Each by the version of the form that was answered; a registered one never changes. */
  async function inWords(
    rows: readonly QuestionnaireResponseRow[],
    log: FastifyBaseLogger,
  ): Promise<QuestionnaireResponse[]> {
    const keys = new Map(rows.map(({ url, version }) => [canonicalOf({ url, version }), { url, version }]));
    const byKey = new Map<string, Questionnaire>();
    for (const [canonical, key] of keys) {
      const [form] = await readQuestionnaires(pool, [key]).catch((err: unknown) => {
        if (isDatabaseAway(err)) throw err;
        log.error({ err, ...key }, 'a form cannot be read');
        return [];
      });
      if (form !== undefined) byKey.set(canonical, form);
    }
    const show = (row: QuestionnaireResponseRow): QuestionnaireResponse => {
      const form = byKey.get(canonicalOf(row));
      if (form === undefined) throw new Error(`the answered form ${canonicalOf(row)} is not there to be read`);
      return showResponse(row, form);
    };
    return rows.map((row) => {
      const [make, instead] = [() => show(row), () => withoutWhatCannotBeRead(row)];
      return shownOr(QuestionnaireResponseSchema, { make, instead, log, about: { responseId: row.id } });
    });
  }
}
