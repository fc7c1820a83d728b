import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrokerDouble } from '../brokerDouble.ts';
import type { Home } from './home.ts';
import { Population } from './population.ts';
import { runPopulation } from './run.ts';
import { closeWatch, DAY, ordinarySchedule } from './schedule.ts';

const startedAt = Date.parse('2026-03-01T10:00:00Z');
const zero = performance.now();
const clock = () => startedAt + Math.floor(performance.now() - zero);
const log = pino({ level: 'silent' });

const population = new Population(
  (['copd', 'heart-failure'] as const).map((condition, index): Home => {
    const watch = closeWatch(condition, { from: startedAt, until: startedAt + DAY, everyMs: 100 });
    return {
      patientKey: condition,
      condition,
      deviceId: `home-${index}`,
      secret: 'secret',
      seed: 7 + index,
      course: { kind: 'stable' },
      schedule: [...ordinarySchedule(condition, { sensorFrom: startedAt }), ...watch],
    };
  }),
);

let broker: Awaited<ReturnType<typeof startBrokerDouble>>;
beforeEach(async () => {
  broker = await startBrokerDouble(clock);
});
afterEach(() => broker.stop());

const arrivedFrom = (deviceId: string) =>
  broker.arrived.filter((message) => message.deviceId === deviceId).flatMap((message) => message.readings);
const newest = (deviceId: string) =>
  arrivedFrom(deviceId).reduce((latest, { effectiveAt }) => Math.max(latest, effectiveAt), 0);
/** When something was measured or answered, in the order in which it came. */
const instants = (deviceId: string) => [
  ...new Set(
    broker.arrived
      .filter((message) => message.deviceId === deviceId)
      .flatMap(({ readings, response }) =>
        response ? [response.authoredAt] : readings.map(({ effectiveAt }) => effectiveAt),
      ),
  ),
];
const answeredAt = (deviceId: string) =>
  broker.arrived.flatMap((message) => (message.deviceId === deviceId ? (message.response?.authoredAt ?? []) : []));

function expectAllPlanned(from: number): void {
  expect(broker.faults).toEqual([]);
  for (const { deviceId } of population.homes) {
    const planned = [...population.plan(from, newest(deviceId) + 1)].filter((each) => each.deviceId === deviceId);
    expect(instants(deviceId)).toEqual(planned.map((occasion) => occasion.at));
    const readings = planned.flatMap((occasion) => occasion.readings.map((reading) => reading.metric));
    expect(arrivedFrom(deviceId).map((reading) => reading.metric)).toEqual(readings);
    const answered = planned.flatMap(({ responses }) => responses.map(({ authoredAt }) => authoredAt));
    expect([...new Set(answeredAt(deviceId))]).toEqual(answered);
  }
}

describe('a population that runs', () => {
  it('sends its past in the order of time and in few messages, and then the present as it comes', async () => {
    const stopping = new AbortController();
    const caughtUp: string[] = [];
    const since = startedAt - 200 * DAY;
    const running = runPopulation(population, {
      url: broker.url,
      since: () => since,
      log,
      signal: stopping.signal,
      clock,
      onCaughtUp: (home) => caughtUp.push(home.patientKey),
    });
    await broker.until(() => population.homes.every(({ deviceId }) => newest(deviceId) >= startedAt));
    const present = clock() + 200;
    await broker.until(() => population.homes.every(({ deviceId }) => newest(deviceId) >= present));
    stopping.abort();
    await running;
    expect(caughtUp.toSorted()).toEqual(['copd', 'heart-failure']);
    expectAllPlanned(since);
    const ofThePast = broker.arrived.filter((message) => (message.readings[0]?.effectiveAt ?? 0) < startedAt - DAY);
    // A form stands in its place among the readings, so these come in a message before it.
    const forms = broker.arrived.filter(({ response }) => response !== null).length;
    expect(ofThePast.length).toBeLessThan(20 + 2 * forms);
  });

  it('goes on after a restart where the platform says, so that nothing is missing', async () => {
    const since = startedAt - 30 * DAY;
    for (let start = 0; start < 2; start++) {
      const stopping = new AbortController();
      const goal = clock() + 300;
      const running = runPopulation(population, {
        url: broker.url,
        since: ({ deviceId }) => Math.max(since, newest(deviceId) + 1),
        log,
        signal: stopping.signal,
        clock,
      });
      await broker.until(() => population.homes.every(({ deviceId }) => newest(deviceId) >= goal));
      stopping.abort();
      await running;
    }
    expectAllPlanned(since);
  });

  it('ends by itself when its schedule does, once everything has its receipt', async () => {
    const over = new Population(
      population.homes.map((home) => ({
        ...home,
        schedule: ordinarySchedule(home.condition, { sensorFrom: startedAt }).map((habit) => ({
          ...habit,
          from: startedAt - 9 * DAY,
          until: startedAt - DAY,
        })),
      })),
    );
    const caughtUp: string[] = [];
    await runPopulation(over, {
      url: broker.url,
      since: () => startedAt - 200 * DAY,
      log,
      signal: new AbortController().signal,
      clock,
      onCaughtUp: (home) => caughtUp.push(home.patientKey),
    });
    expect(caughtUp).toHaveLength(2);
    for (const { deviceId } of over.homes) expect(arrivedFrom(deviceId).length).toBeGreaterThan(8);
  });
});
