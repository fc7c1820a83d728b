import { answersTopic, decodeAnswers, shownTopic, statusTopic } from '@samvakt/contract';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, onePatientEach } from '../../test/onePatientEach.ts';
import type { Queryable } from '../database.ts';
import { createTriageMemory } from '../triage/memory.ts';
import type { ReceivedMessage } from './received.ts';
import { refuseMessage } from './refuse.ts';
import { storeBatch } from './storeBatch.ts';

/* What cannot be read as a message has no account and no receipt. Only its bytes say whether it has come before. */
const one = onePatientEach(8);
const { raw, store, said } = one;

const statuses = async () => (await said()).map(([, , status]) => status);

function refuse(message: ReceivedMessage) {
  const { now, memory } = one;
  return one.database.transaction((client) =>
    refuseMessage(client, message, { now, reason: 'SQLSTATE 22003', tell: memory }),
  );
}

describe('a payload that cannot be read and bears no number', () => {
  test('asks for a review that is judged again to the same', async () => {
    expect(await store(raw('SpO2=96'))).toEqual([]);
    expect(await said()).toEqual([['review:refused', 'json-invalid', 'open']]);
    expect(await one.rerun()).toEqual([true]);
    const at = new Date(one.now);
    expect(await one.given()).toEqual([{ metric: null, code: 'json-invalid', at, givenAt: at }]);
  });

  test('changes nothing more when it is delivered again: in one batch, in the next, after a close', async () => {
    await store(raw('the same'), raw('the same'));
    const before = await one.everything();
    expect(await one.given()).toHaveLength(1);
    await store(raw('the same'));
    one.now += HOUR;
    await store(raw('the same'), raw('the same'));
    expect(await one.everything()).toEqual(before);
    await one.closeReviews();
    const closed = await one.everything();
    one.now += DAY - 2 * HOUR;
    await store(raw('the same'));
    expect(await one.everything()).toEqual(closed);
  });

  test('is told once of two workers that are brought it at once', async () => {
    const message = raw('at once');
    const { now } = one;
    const worker = () =>
      one.database.transaction((client) => storeBatch(client, [message], { now, memory: createTriageMemory() }));
    await Promise.all([worker(), worker(), worker()]);
    expect(await one.given()).toHaveLength(1);
    expect(await statuses()).toEqual(['open']);
  });

  test('has one review open at a time, and is quiet for a day after a person closed it, as all that is refused', async () => {
    await store(raw('one'), answers('two'), raw('three', 'morse'));
    expect(await said()).toEqual([['review:refused', 'json-invalid', 'open']]);
    one.now += HOUR;
    await one.closeReviews();
    one.now += DAY - 1;
    await store(raw('four'));
    expect(await statuses()).toEqual(['resolved']);
    one.now += 1;
    await store(raw('five'));
    expect(await statuses()).toEqual(['resolved', 'open']);
    expect(await one.rerun()).toEqual([true, true]);
  });

  test('of a device that goes on sending the very same is news again a day after the close', async () => {
    for (let hour = 0; hour < 60; hour += 1) {
      await store(raw('ERROR'));
      if (hour === 4) await one.closeReviews();
      one.now += HOUR;
    }
    expect(await statuses()).toEqual(['resolved', 'open']);
    const [first, second, ...more] = await one.given();
    expect(more).toEqual([]);
    expect((second?.givenAt.getTime() ?? 0) - (first?.givenAt.getTime() ?? 0)).toBe(4 * HOUR + DAY);
    expect(await one.rerun()).toEqual([true, true]);
  });

  test('is of the patient also when the store would not take it, once', async () => {
    expect(await refuse(raw('SpO2=96'))).toBeNull();
    expect(await said()).toEqual([['review:refused', 'json-invalid', 'open']]);
    const before = await one.everything();
    await refuse(raw('SpO2=96'));
    await store(raw('SpO2=96'));
    expect(await one.everything()).toEqual(before);
    expect(await one.rerun()).toEqual([true]);
  });

  test('is not of the patient where it is a word of the device about itself, also when the store would not take that', async () => {
    const { deviceId, now: receivedAt } = one;
    const faults = [{ path: '', code: 'json-invalid', text: 'no JSON' }] as const;
    for (const topic of [statusTopic(deviceId), shownTopic(deviceId)]) {
      const decoded = { readable: false, id: null, faults } as const;
      const word = { topic, deviceId, payload: Buffer.from('no JSON'), receivedAt, decoded };
      await store(word);
      await refuse(word);
    }
    const { given, kept, alerts } = await one.everything();
    expect({ given, alerts }).toEqual({ given: [], alerts: [] });
    expect(kept).toHaveLength(2);
  });
});

test('costs a message that can be read nothing: quarantine is not asked', async () => {
  const statements: string[] = [];
  const { now, memory } = one;
  const told = (...messages: ReceivedMessage[]) =>
    one.database.transaction((client) => {
      const query = ((statement: string | { text: string }, ...rest: unknown[]) => {
        statements.push(typeof statement === 'string' ? statement : statement.text);
        return (client.query as (...all: unknown[]) => unknown)(statement, ...rest);
      }) as Queryable['query'];
      return storeBatch({ ...client, query }, messages, { now, memory });
    });
  const isOfQuarantine = (statement: string) => statement.includes('quarantine');
  await told(one.sent([one.saturation(96)]), one.sent([one.saturation(95)]));
  expect(statements.length).toBeGreaterThan(3);
  expect(statements.filter(isOfQuarantine)).toEqual([]);
  await told(one.sent([one.saturation(94)]), raw('SpO2=96'));
  expect(statements.filter(isOfQuarantine)).toHaveLength(2);
});

function answers(text: string): ReceivedMessage {
  const { deviceId, now: receivedAt } = one;
  const payload = Buffer.from(text);
  const decoded = decodeAnswers({ payload, receivedAt });
  return { topic: answersTopic(deviceId), deviceId, payload, receivedAt, decoded };
}
