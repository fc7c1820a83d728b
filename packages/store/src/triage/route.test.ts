import type { MetricCode } from '@samvakt/contract';
import { applyLimits, type CompiledProtocol, compileProtocol, findProtocol, PROTOCOLS } from '@samvakt/triage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PatientReading } from '../intake/received.ts';
import { routeReadings } from './route.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T08:00:00Z');

function protocolOf(id: string): CompiledProtocol {
  const protocol = findProtocol(id);
  if (!protocol) throw new Error(`${id} is not shipped`);
  return compileProtocol(applyLimits(protocol, null, START));
}
const copd = { startedAt: START, protocol: protocolOf('copd') };
const diabetes = { startedAt: START, protocol: protocolOf('diabetes') };

const reading = (metric: MetricCode, effectiveAt = START): PatientReading => ({
  patientId: 'one',
  deviceId: 'hub',
  metric,
  effectiveAt,
  value: 5,
  receivedAt: effectiveAt,
  message: 0,
});
const saturation = reading('oxygen-saturation');
const glucose = reading('glucose');
const steps = reading('steps');
const inr = reading('inr');

describe('the readings of a patient with two episodes', () => {
  test('go where they are judged, to both where both watch, and to both where neither does', () => {
    const [lung, sugar] = routeReadings([saturation, glucose, steps, inr], [copd, diabetes]);
    expect(lung).toEqual([saturation, steps, inr]);
    expect(sugar).toEqual([glucose, steps, inr]);
  });

  test('that only an episode watches which had not begun then, ask the other for a review', () => {
    const early = reading('glucose', START);
    const later = { ...diabetes, startedAt: START + 48 * HOUR };
    expect(routeReadings([early], [copd, later])).toEqual([[early], []]);
  });

  test('reach somebody, whatever they are and whoever watches: none is silent', () => {
    const candidates = fc.array(
      fc.record({
        startedAt: fc.integer({ min: START - 1_000, max: START + 24 * HOUR }),
        protocol: fc.constantFrom(...PROTOCOLS.map(({ id }) => protocolOf(id))),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const metrics = fc.constantFrom(
      ...(['oxygen-saturation', 'glucose', 'steps', 'inr', 'systolic-pressure'] as const),
    );
    fc.assert(
      fc.property(candidates, fc.array(metrics), (given, codes) => {
        const readings = codes.map((code, place) => reading(code, START + place));
        const reached = new Set(routeReadings(readings, given).flat());
        expect(reached).toEqual(new Set(readings));
      }),
    );
  });
});

test('the one episode of a patient gets everything since a day before it began', () => {
  const before = reading('inr', START - 24 * HOUR - 1);
  expect(routeReadings([saturation, before, inr], [diabetes])).toEqual([[saturation, inr]]);
});
