import {
  canonicalOf,
  IdSchema,
  type QuestionnaireResponse,
  QuestionnaireResponseListSchema,
  QuestionnaireResponseSchema,
} from '@samvakt/contract';
import {
  type QuestionnaireResponseRow,
  readQuestionnaireResponse,
  readQuestionnaireResponses,
  readQuestionnaires,
} from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';
import { showResponse } from './show.ts';

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
      return { responses: await inWords(page.responses), nextBefore: page.nextBefore };
    },
  );

  app.get(
    '/episodes/:episodeId/questionnaire-responses/:responseId',
    { schema: { params: params.extend({ responseId: IdSchema }), response: { 200: QuestionnaireResponseSchema } } },
    async (request) => {
      const { episodeId, responseId } = request.params;
      await access.toEpisode({ member: memberOf(request), now: clock(), action: ACTION }, episodeId);
      const row = await readQuestionnaireResponse(pool, { episodeId, responseId });
      const [shown] = row === null ? [] : await inWords([row]);
      if (shown === undefined) throw new Problem('not-found');
      return shown;
    },
  );

  /** Each by the version of the form that was answered; a registered one never changes. */
  async function inWords(rows: readonly QuestionnaireResponseRow[]): Promise<QuestionnaireResponse[]> {
    const keys = new Map(rows.map(({ url, version }) => [canonicalOf({ url, version }), { url, version }]));
    const forms = await readQuestionnaires(pool, [...keys.values()]);
    const byKey = new Map(forms.map((form) => [canonicalOf(form), form]));
    return rows.map((row) => {
      const form = byKey.get(canonicalOf(row));
      if (form === undefined) throw new Error(`the answered form ${canonicalOf(row)} is not registered`);
      return showResponse(row, form);
    });
  }
}
