import {
  decodeAnswers,
  encodeResponse,
  findQuestionnaire,
  judgeAnswers,
  type OutgoingResponse,
  type Questionnaire,
} from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../physiology/normals.ts';
import { Physiology } from '../../physiology/physiology.ts';
import { symptomForm } from './symptomForm.ts';

const begin = Date.parse('2026-01-01T08:00:00Z');
const DAY = 86_400_000;
const id = { queue: 'f937529c-e7a3-46b2-914f-fc992753c124', number: 1 };

const answering = (condition: Condition, seed: number, at: number, ill = false): OutgoingResponse | undefined => {
  const course = ill ? ({ kind: 'deteriorating', from: begin, overMs: DAY } as const) : ({ kind: 'stable' } as const);
  return symptomForm.answer?.(new Physiology({ seed, condition, course }), at);
};

function formOf({ url }: OutgoingResponse): Questionnaire {
  const shipped = findQuestionnaire(url);
  if (!shipped) throw new Error(`no form ${url}`);
  return shipped.questionnaire;
}

/** What was chosen, and what was answered with yes, as the contract takes it. */
function chosen(response: OutgoingResponse): string[] {
  const payload = Buffer.from(encodeResponse(id, response));
  const decoded = decodeAnswers({ payload, receivedAt: response.authoredAt });
  if (!decoded.readable || !decoded.response) throw new Error('the form cannot be read');
  const { answers, faults } = judgeAnswers(formOf(response), decoded.response);
  expect(faults).toEqual([]);
  return (answers ?? []).flatMap((answer) => {
    if (answer.type === 'choice') return [answer.code];
    return answer.type === 'boolean' && answer.value ? [`${answer.linkId} yes`] : [];
  });
}

describe.each(['copd', 'heart-failure'] as const)('the form of %s', (condition) => {
  it('of a stable person is taken by the contract, and asks nobody for anything', () => {
    for (let seed = 1; seed < 40; seed++) {
      for (let week = 0; week < 10; week++) {
        const response = answering(condition, seed, begin + week * 7 * DAY);
        if (!response) throw new Error('nothing was answered');
        const given = chosen(response);
        expect(given).not.toContain('contact yes');
        expect(given).not.toContain('heavier');
        expect(given).not.toContain('sat-up');
      }
    }
  });

  it('of a person who goes downhill says so, and asks to be contacted', () => {
    const response = answering(condition, 7, begin + 0.9 * DAY, true);
    if (!response) throw new Error('nothing was answered');
    const given = chosen(response);
    expect(given).toContain('contact yes');
    expect(given).toContain('heavier');
  });
});

it('nothing is answered where the condition has no form', () => {
  expect(answering('diabetes', 1, begin)).toBeUndefined();
});
