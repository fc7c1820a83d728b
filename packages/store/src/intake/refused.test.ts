import { describe, expect, test } from 'vitest';
import { DAY, HOUR, onePatientEach } from '../../test/onePatientEach.ts';
import { endAssignment } from '../registration/device.ts';
import type { ReceivedMessage } from './received.ts';
import { refuseMessage } from './refuse.ts';

/* What is refused lies in quarantine with its reason, and is news of the patient all the same: nobody stays green behind it. */
const one = onePatientEach(12);
const { saturation, sent, answered, store, said } = one;

describe('what is refused of a message asks somebody to look', () => {
  test.each([
    ['in an unknown unit', () => saturation(96, 'furlong'), 'review:refused:oxygen-saturation', 'unit-unknown'],
    ['beyond what can be', () => saturation(300), 'review:refused:oxygen-saturation', 'value-implausible'],
    ['of an unknown kind', () => ({ ...saturation(96), metric: 'aura' }), 'review:refused', 'metric-unknown'],
    [
      'with an instant that cannot be believed',
      () => saturation(96, '%', one.now + DAY),
      'review:refused:oxygen-saturation',
      'time-in-future',
    ],
  ])('%s, and it is judged again to the same', async (_, reading, ruleId, why) => {
    const message = sent([saturation(96), reading(), reading()]);
    expect(message.decoded).toMatchObject({ readable: true });
    await store(message);
    expect(await said()).toEqual([[ruleId, why, 'open']]);
    expect(await one.rerun()).toEqual([true]);
    // The same message again is nothing new.
    const before = await one.everything();
    await store(message);
    expect(await one.everything()).toEqual(before);
    expect(await one.given()).toMatchObject([{ code: why }]);
  });

  test('also in a batch that meets what is there already, and in one that waited beside others', async () => {
    await store(sent([saturation(96)]));
    await store(sent([saturation(96), saturation(300)]), sent([{ ...saturation(37), metric: 'body-temperature' }]));
    expect(await said()).toEqual([
      ['review:refused:body-temperature', 'unit-unknown', 'open'],
      ['review:refused:oxygen-saturation', 'value-implausible', 'open'],
    ]);
  });

  test('and again a day after a person closed it, not before; each is judged again to the same', async () => {
    await store(sent([saturation(300)]));
    one.now += HOUR;
    await one.closeReviews();
    one.now += DAY - 1;
    await store(sent([saturation(300)]));
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved']);
    one.now += 1;
    await store(sent([saturation(301)]));
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved', 'open']);
    expect(await one.rerun()).toEqual([true, true]);
  });

  test('not where the device itself says that there is no value', async () => {
    await store(sent([{ ...saturation(96), value: null }]));
    expect(await said()).toEqual([]);
  });

  test('not of a device that nobody has: it is nobody’s news', async () => {
    const { rows } = await one.db.pool.query('select id from device_assignment where device_id = $1', [one.deviceId]);
    const assignmentId: string = rows[0].id;
    await one.database.transaction((client) => endAssignment(client, { id: assignmentId, at: one.now }));
    one.now += HOUR;
    await store(sent([saturation(300)]));
    expect(await said()).toEqual([]);
  });

  test('answers to a form that could not be taken: what the patient said has been seen by nobody', async () => {
    const answers = [{ linkId: 'contact', type: 'boolean', value: true }] as const;
    await store(answered({ url: 'urn:nobody:knows', version: '1', authoredAt: one.now, answers }));
    expect(await said()).toEqual([['review:refused', 'questionnaire-unknown', 'open']]);
    expect(await one.rerun()).toEqual([true]);
  });

  test('a message that the store would not take: each measurement that it held', async () => {
    const { now, memory } = one;
    const refuse = (message: ReceivedMessage) =>
      one.database.transaction((client) =>
        refuseMessage(client, message, { now, reason: 'SQLSTATE 22003', tell: memory }),
      );
    await refuse(sent([saturation(96), saturation(95), { ...saturation(70), metric: 'heart-rate', unit: '/min' }]));
    expect(await said()).toEqual([
      ['review:refused:heart-rate', 'store-refused', 'open'],
      ['review:refused:oxygen-saturation', 'store-refused', 'open'],
    ]);
    await refuse(answered({ url: 'urn:nobody:knows', version: '1', authoredAt: now, answers: [] }));
    expect(await said()).toContainEqual(['review:refused', 'store-refused', 'open']);
    expect(await one.rerun()).toEqual([true, true, true]);
  });

  test('a message that bears a number and cannot be read at all', async () => {
    await store(one.raw(JSON.stringify({ queue: crypto.randomUUID(), number: 1, measurements: 'none' })));
    expect(await said()).toEqual([['review:refused', 'envelope-invalid', 'open']]);
  });
});
