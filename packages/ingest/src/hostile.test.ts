import { randomUUID } from 'node:crypto';
import { encode, measurementsTopic, statusTopic } from '@samvakt/contract';
import { expect, test } from 'vitest';
import { NOW, oneWireEach } from '../test/oneWireEach.ts';

const on = oneWireEach(2);
const [queue, otherQueue] = [randomUUID(), randomUUID()];
const sentAt = new Date(NOW).toISOString();

const reading = { metric: 'heart-rate', effectiveAt: sentAt, value: 72, unit: '/min' };
const withMeasurements = (number: number, measurements: string) =>
  `{"queue":"${queue}","number":${number},"sentAt":"${sentAt}","measurements":[${measurements}]}`;

test('hostile payloads are set aside for what they are, lose no reading beside them and hold up nobody', async () => {
  await on.startIngest();
  const [attacker, other] = [on.patient, on.another()];
  const [hostile, peaceful] = [await on.gatewayOf(attacker), await on.gatewayOf(other)];
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const payloads = [
    '\u0000abc',
    deep,
    withMeasurements(1, deep),
    withMeasurements(2, JSON.stringify({ ...reading, metric: '__proto__' })),
    withMeasurements(3, `{"__proto__":{"metric":"heart-rate"},"value":1e400}`),
    withMeasurements(4, JSON.stringify({ ...reading, unit: 'constructor\u0000' })),
    withMeasurements(
      5,
      `${JSON.stringify({ ...reading, metric: `${'a'.repeat(57)}\u{1f600} more` })},${JSON.stringify(reading)}`,
    ),
    withMeasurements(2 ** 53, JSON.stringify(reading)),
    withMeasurements(2 ** 53 - 1, ''),
    Buffer.from([0x22, 0xff, 0xfe, 0x22]),
    '',
  ];
  for (const payload of payloads) {
    await hostile.publishAsync(measurementsTopic(attacker.deviceId), payload, { qos: 1 });
  }
  await hostile.publishAsync(statusTopic(attacker.deviceId), JSON.stringify({ at: sentAt, firmware: '1\u0000' }), {
    qos: 1,
  });
  const readings = [{ metric: 'heart-rate' as const, effectiveAt: NOW, value: 80, unit: '/min' }];
  await peaceful.publishAsync(
    measurementsTopic(other.deviceId),
    encode({ queue: otherQueue, number: 1, sentAt: NOW, readings }),
    { qos: 1 },
  );
  const stored = async () =>
    (await on.db.pool.query<{ value: number }>('select value from measurement order by value')).rows.map(
      ({ value }) => value,
    );
  await expect.poll(stored).toEqual([72, 80]);
  const setAside = async () =>
    (await on.db.pool.query<{ count: number }>('select count(*)::int as count from quarantine')).rows[0]?.count;
  // All but the empty list of the greatest number that there is, and the status.
  await expect.poll(setAside).toBe(payloads.length);
  const { rows } = await on.db.pool.query(`select 1 from quarantine where reasons @> '[{"code": "store-refused"}]'`);
  expect(rows).toEqual([]);
});
