import { expect, it } from 'vitest';
import type { MeasurementEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { applyLimits } from '../limits/apply.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { whatIf } from './whatIf.ts';

/** A Monday morning. */
const START = Date.parse('2026-03-02T06:00:00Z');
const DAY = 86_400_000;
const WEEKS = 12;
const until = START + WEEKS * 7 * DAY;

/** How many days before an event of each day the mean of a pressure that is measured as the plan asks had warned. */
function leads(valueOn: (day: number) => number): (number | null)[] {
  const protocol = findProtocol('hypertension') ?? expect.unreachable();
  const setting = compileProtocol(applyLimits(protocol, null, START));
  const days = Array.from({ length: WEEKS * 7 }, (_, day) => day);
  const readings = days
    .filter((day) => [0, 2, 4].includes(day % 7))
    .map((day): MeasurementEvent => {
      return { type: 'measurement', metric: 'systolic-pressure', value: valueOn(day), at: START + day * DAY };
    });
  const events = days.map((day) => ({ alertId: `${day}`, at: START + day * DAY, outcome: 'sent-to-hospital' }));
  const common = { since: START, from: START, until, readings, events };
  const found = whatIf({ ...common, present: setting, proposed: setting });
  return found.events.map(({ proposedLead }) => proposedLead && proposedLead / DAY);
}

it('a mean that is always too high has warned since it first was, though whoever closes it begins its window anew', () => {
  const first = 9;
  expect(leads(() => 145)).toEqual(Array.from({ length: WEEKS * 7 }, (_, day) => (day < first ? null : day - first)));
});

it('a mean that was well again warns no more', () => {
  const found = leads((day) => (day < 14 || day >= 56 ? 145 : 120));
  expect(found[14]).toBe(5);
  expect(found.slice(30, 56)).toEqual(Array.from({ length: 26 }, () => null));
  expect(found.at(-1)).toBeLessThan(84 - 56);
});
