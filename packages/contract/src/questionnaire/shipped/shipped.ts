import { parseQuestionnaire } from '../parse.ts';
import type { Questionnaire } from '../questionnaire.ts';
import { copdSymptoms } from './copdSymptoms.ts';
import { heartFailureSymptoms } from './heartFailureSymptoms.ts';

/** A shipped form: the FHIR resource, and what the platform understands of it. */
export interface ShippedQuestionnaire {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly questionnaire: Questionnaire;
}

/**
 * The forms that come with the platform, in our own words: no licensed instrument is among them, and none is validated. Others are registered
 * beside them as FHIR Questionnaires.
 */
export const QUESTIONNAIRES: readonly ShippedQuestionnaire[] = [copdSymptoms, heartFailureSymptoms].map((resource) => {
  const { questionnaire, faults } = parseQuestionnaire(resource);
  if (!questionnaire)
    throw new Error(`A shipped questionnaire is refused: ${faults.map(({ text }) => text).join('; ')}`);
  return { resource, questionnaire };
});

/** The latest version of the shipped form with this URL. */
export function findQuestionnaire(url: string): ShippedQuestionnaire | undefined {
  return QUESTIONNAIRES.findLast(({ questionnaire }) => questionnaire.url === url);
}

/** Canonical URL of the shipped form on COPD, in words of our own; no validated instrument. */
export const COPD_SYMPTOMS = 'urn:samvakt:questionnaire:copd-symptoms';
/** The same of the form on heart failure. */
export const HEART_FAILURE_SYMPTOMS = 'urn:samvakt:questionnaire:heart-failure-symptoms';
