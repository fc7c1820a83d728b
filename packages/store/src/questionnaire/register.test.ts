import { QUESTIONNAIRES } from '@samvakt/contract';
import { describe, expect, test } from 'vitest';
import { onePatientEach } from '../../test/onePatientEach.ts';
import { QuestionnaireRefusedError, QuestionnaireVersionError, registerQuestionnaire } from './register.ts';

const on = onePatientEach(2);

describe('registering a questionnaire', () => {
  const [shipped] = QUESTIONNAIRES;
  test('again does nothing; another content under the same version is refused', async () => {
    const resource = shipped?.resource ?? {};
    await registerQuestionnaire(on.db.pool, { resource, registeredAt: on.now });
    await expect(
      registerQuestionnaire(on.db.pool, { resource: { ...resource, title: 'Noe annet' }, registeredAt: on.now }),
    ).rejects.toThrow(QuestionnaireVersionError);
  });
  test('that holds something unsupported names the item', async () => {
    const item = [{ linkId: 'when', type: 'date', text: 'When?' }];
    const refused = registerQuestionnaire(on.db.pool, {
      resource: { ...shipped?.resource, item },
      registeredAt: on.now,
    });
    await expect(refused).rejects.toThrow(QuestionnaireRefusedError);
    await expect(refused).rejects.toThrow(/when: the type "date" is not supported/);
  });
});
