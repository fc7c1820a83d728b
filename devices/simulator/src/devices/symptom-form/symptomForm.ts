import {
  COPD_SYMPTOMS,
  findQuestionnaire,
  HEART_FAILURE_SYMPTOMS,
  type OutgoingAnswer,
  type Question,
  questionsOf,
} from '@samvakt/contract';
import type { Condition } from '../../physiology/normals.ts';
import type { Physiology } from '../../physiology/physiology.ts';
import type { HomeDevice } from '../device.ts';

const FORMS: Readonly<Partial<Record<Condition, string>>> = {
  copd: COPD_SYMPTOMS,
  'heart-failure': HEART_FAILURE_SYMPTOMS,
};

/** Ill enough to ask somebody to call. *Assumption.* */
const ASKS_FOR_CONTACT = 0.6;
/** What these courses do not lead to: they are about breath, not about blood or pain. */
const NEVER = new Set(['bloody', 'faint']);

/** The patient answers the symptom form of the condition; a condition without one has nothing to answer. */
export const symptomForm: HomeDevice = {
  measure: () => [],
  answer(physiology, at) {
    const form = findQuestionnaire(FORMS[physiology.condition] ?? '')?.questionnaire;
    if (!form) return undefined;
    const answers = questionsOf(form.items).flatMap((question) => answerTo(question, physiology, at) ?? []);
    return { url: form.url, version: form.version, authoredAt: at, answers };
  },
};

function answerTo(question: Question, physiology: Physiology, at: number): OutgoingAnswer | undefined {
  const { linkId } = question;
  const { severity } = physiology.at(at);
  switch (question.type) {
    case 'choice': {
      const scores = question.options.map(({ score }) => score ?? 0);
      // What is ordinary is each person's own; what has changed follows the illness.
      const own = question.observed === null ? 0 : Math.floor(3 * physiology.chance(`form/${linkId}`, 0));
      const reached = Math.min(own + severity * Math.max(...scores), Math.max(...scores));
      const possible = question.options.filter(({ code, score }) => !NEVER.has(code) && (score ?? 0) <= reached);
      const worst = Math.max(...possible.map(({ score }) => score ?? 0));
      const option = possible.find(({ score }) => (score ?? 0) === worst);
      if (!option) return undefined;
      const { code, system } = option;
      return { linkId, type: 'choice', code, ...(system !== null && { system }) };
    }
    case 'integer': {
      const ordinary = 1 + Math.floor(3 * physiology.chance(`form/${linkId}`, at));
      const value = Math.min(question.max, Math.max(ordinary, Math.round(severity * question.max)));
      return { linkId, type: 'integer', value };
    }
    case 'boolean':
      return { linkId, type: 'boolean', value: question.contact !== null && severity >= ASKS_FOR_CONTACT };
    case 'text':
      return undefined;
  }
}
