import { canonicalOf, parseQuestionnaire, type Questionnaire, type QuestionnaireKey } from '@samvakt/contract';
import type { Queryable } from '../database.ts';

/** Registered questionnaires by `url|version`. */
export type QuestionnaireCache = {
  /** Those of the keys that are registered. */
  read(client: Queryable, keys: readonly QuestionnaireKey[]): Promise<ReadonlyMap<string, Questionnaire>>;
};

/** Keeps what has been read: a registered version never changes. One that is not there yet is asked for again. */
export function createQuestionnaireCache(): QuestionnaireCache {
  const known = new Map<string, Questionnaire>();
  return {
    async read(client, keys) {
      const unread = keys.filter((key) => !known.has(canonicalOf(key)));
      for (const one of await readQuestionnaires(client, unread)) known.set(canonicalOf(one), one);
      return known;
    },
  };
}

/** The registered ones among the keys, in no order. Throws where a stored one cannot be parsed. */
export async function readQuestionnaires(
  client: Queryable,
  keys: readonly QuestionnaireKey[],
): Promise<Questionnaire[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<{ body: unknown }>(
    `
      select body from questionnaire
      where (url, version) in (select * from unnest($1::text[], $2::text[]))
    `,
    [keys.map(({ url }) => url), keys.map(({ version }) => version)],
  );
  return rows.map(({ body }) => {
    const { questionnaire, faults } = parseQuestionnaire(body);
    if (!questionnaire) throw new Error(`a registered questionnaire cannot be read: ${faults[0]?.text}`);
    return questionnaire;
  });
}
