import {
  type Answer,
  COPD_SYMPTOMS,
  findQuestionnaire,
  type OutgoingResponse,
  questionsOf,
  type Receipt,
} from '@samvakt/contract';
import { findProtocol } from '@samvakt/triage';
import type { ReceivedMessage } from '../src/intake/received.ts';
import { anId, type OnePatient, onePatientEach } from './onePatientEach.ts';

/* For tests of what patients answer: each has a patient who is followed by the shipped protocol for COPD, and answers its form. */

const form = shipped(findQuestionnaire(COPD_SYMPTOMS));
const protocol = shipped(findProtocol('copd'));

function shipped<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new Error('the form or its protocol is not shipped');
  return found;
}

/** What is answered otherwise than on an ordinary day: an option's code or a text, or yes or no, by question. */
type Said = Record<string, string | boolean>;

type StoredAlert = { id: string; rule_id: string; kind: string; severity: string; status: string };

interface Responding {
  /** Everything is as on an ordinary day, but for what is said. */
  readonly answers: (said?: Said, of?: NonNullable<ReturnType<typeof findQuestionnaire>>) => Answer[];
  /** The form answered at this moment and sent by the patient's device, but for what `rest` says. */
  readonly message: (said?: Said, rest?: Partial<OutgoingResponse>, id?: ReturnType<typeof anId>) => ReceivedMessage;
  /** Stores a batch, and gives the receipts in the same order. */
  readonly send: (...messages: ReceivedMessage[]) => Promise<Receipt[]>;
  /** The alerts of the patient, oldest first. */
  readonly alerts: () => Promise<StoredAlert[]>;
}

/** Gives each test of the file a patient of its own who answers the form, so many in all. */
export function oneRespondentEach(count: number): OnePatient & Responding {
  const on = onePatientEach(count, { protocol });

  const answers = (said: Said = {}, of = form) =>
    questionsOf(of.questionnaire.items).flatMap((question): Answer[] => {
      const { linkId, type } = question;
      const own = said[linkId];
      if (type === 'choice') return [{ linkId, type, code: String(own ?? question.options[0]?.code) }];
      if (type === 'integer') return [{ linkId, type, value: 2 }];
      if (own === undefined) return [];
      return type === 'boolean'
        ? [{ linkId, type, value: own === true }]
        : [{ linkId, type: 'text', text: String(own) }];
    });

  const responding: Responding = {
    answers,
    message: (said = {}, rest = {}, id = anId()) =>
      on.answered({ url: COPD_SYMPTOMS, version: '2', authoredAt: on.now, answers: answers(said), ...rest }, id),
    send: async (...messages) => (await on.store(...messages)).map(({ receipt }) => receipt),
    alerts: async () => {
      const { rows } = await on.db.pool.query<StoredAlert>(
        'select id, rule_id, kind, severity, status from alert where episode_id = $1 order by opened_at, rule_id',
        [on.episodeId],
      );
      return rows;
    },
  };
  return Object.assign(on, responding);
}
