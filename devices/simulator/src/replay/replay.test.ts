import { Gateway, MemoryQueue } from '@samvakt/gateway';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startBrokerDouble } from '../brokerDouble.ts';
import { endingAt, parseGlucoseRecording, type RecordedRow } from './recording.ts';
import { replay } from './replay.ts';

const endAt = Date.parse('2026-03-01T10:00:00Z');

describe('a recording', () => {
  it('is read with its subjects, its instants as UTC, and mg/dL', () => {
    const text = '"id","time","gl"\n"Subject 1",2015-06-06 16:50:27,153\n"Subject 2",2015-06-06 17:05:27,137.5\n';
    expect(parseGlucoseRecording(text)).toEqual([
      { subject: 'Subject 1', at: Date.parse('2015-06-06T16:50:27Z'), value: 153, unit: 'mg/dL' },
      { subject: 'Subject 2', at: Date.parse('2015-06-06T17:05:27Z'), value: 137.5, unit: 'mg/dL' },
    ]);
  });

  it.each([
    ['', 'Line 1'],
    ['id,time,gl\n', 'Line 1'],
    ['"id","time","gl"\n"A",2015-06-06 16:50:27,153\n"A",2015-06-06,153\n', 'Line 3'],
    ['"id","time","gl"\n"A",2015-06-06 16:50:27,NA\n', 'Line 2'],
  ])('%j is refused at its %s', (text, line) => {
    expect(() => parseGlucoseRecording(text)).toThrow(line);
  });

  it('moves as a whole, gaps kept', () => {
    const rows = [10, 30, 20].map((at) => ({ subject: 'A', at, value: 1, unit: 'mg/dL' }));
    expect(endingAt(rows, 1_000).map((row) => row.at)).toEqual([980, 1_000, 990]);
    expect(endingAt([], 1_000)).toEqual([]);
  });
});

describe('replaying', () => {
  it('sends each subject’s rows through its own gateway, in their order, and returns with the last receipt', async () => {
    const rows: RecordedRow[] = Array.from({ length: 901 }, (_, index) => ({
      subject: index % 3 === 0 ? 'A' : 'B',
      at: endAt - (901 - index) * 300_000 - (index > 400 ? 0 : 86_400_000),
      value: 80 + (index % 50),
      unit: 'mg/dL',
    }));
    const broker = await startBrokerDouble(() => endAt);
    const log = pino({ level: 'silent' });
    const gateways = new Map(
      ['A', 'B'].map((subject) => {
        const deviceId = `sensor-${subject}`;
        const queue = new MemoryQueue();
        return [subject, new Gateway({ url: broker.url, deviceId, secret: 's', queue, log })] as const;
      }),
    );
    for (const gateway of gateways.values()) await gateway.start();
    await replay(rows, {
      metric: 'glucose',
      gatewayOf: (subject) => gateways.get(subject) ?? expect.unreachable(subject),
      readingsAMessage: 50,
      backlog: 2,
    });
    for (const gateway of gateways.values()) await gateway.stop();
    await broker.stop();
    expect(broker.faults).toEqual([]);
    for (const subject of gateways.keys()) {
      const arrived = broker.arrived.filter((message) => message.deviceId === `sensor-${subject}`);
      const readings = arrived.flatMap((message) => message.readings);
      const own = rows.filter((row) => row.subject === subject);
      expect(readings.map((reading) => reading.effectiveAt)).toEqual(own.map((row) => row.at));
      for (const [index, { value }] of readings.entries()) {
        expect(value).toBeCloseTo((own[index]?.value ?? Number.NaN) / 18.0156, 6);
      }
    }
  });
});
