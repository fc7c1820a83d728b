import { parseQuestionnaire, type Questionnaire, type QuestionnaireFault } from '@samvakt/contract';
import type { Queryable } from '../database.ts';

/** Thrown when a questionnaire cannot be taken: `faults` name each item by its linkId. */
export class QuestionnaireRefusedError extends Error {
  readonly faults: readonly QuestionnaireFault[];
  constructor(faults: readonly QuestionnaireFault[]) {
    super(faults.map(({ linkId, text }) => (linkId === null ? text : `${linkId}: ${text}`)).join('; '));
    this.faults = faults;
  }
}

/** Thrown when a registered version would be given another content. */
export class QuestionnaireVersionError extends Error {}

/**
 * Registers one version of a questionnaire from its FHIR resource, which is kept as it is. A version never changes: the same content again
 * does nothing, another content is refused.
 */
export async function registerQuestionnaire(
  client: Queryable,
  { resource, registeredAt }: { resource: unknown; registeredAt: number },
): Promise<Questionnaire> {
  const { questionnaire, faults } = parseQuestionnaire(resource);
  if (!questionnaire) throw new QuestionnaireRefusedError(faults);
  const { url, version } = questionnaire;
  const key = [url, version, JSON.stringify(resource)];
  await client.query(
    'insert into questionnaire (url, version, body, registered_at) values ($1, $2, $3, $4) on conflict (url, version) do nothing',
    [...key, new Date(registeredAt)],
  );
  const { rows } = await client.query<{ same: boolean }>(
    'select body = $3::jsonb as same from questionnaire where url = $1 and version = $2',
    key,
  );
  if (rows[0]?.same !== true) {
    throw new QuestionnaireVersionError(`questionnaire ${url} version ${version} is registered with another content`);
  }
  return questionnaire;
}
