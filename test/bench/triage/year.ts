import type { MetricCode } from '@samvakt/contract';
import { type CompiledProtocol, foldEvents, initialState, storedForm, type TriageEvent } from '@samvakt/triage';
import { inTurn, type Rounds } from './inTurn.ts';
import { seeded } from './seeded.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2025-01-01T00:00:00Z');
/** A year of minutes. */
export const READINGS = 525_600;

export type Course = 'pulse' | 'saturation' | 'glucose' | 'weight';

interface Recording {
  readonly metric: MetricCode;
  readonly unit: string;
  readonly valueAt: (minute: number, chance: () => number) => number;
}

const daily = (minute: number) => Math.sin((2 * Math.PI * minute) / 1440);
const tenths = (value: number) => Math.round(value * 10) / 10;

/** Invented courses. The glucose is wild: it crosses every limit many times a day. */
const RECORDINGS: Record<Course, Recording> = {
  pulse: {
    metric: 'heart-rate',
    unit: '/min',
    valueAt: (minute, chance) => Math.round(75 + 12 * daily(minute) + 16 * (chance() - 0.5)),
  },
  saturation: {
    metric: 'oxygen-saturation',
    unit: '%',
    valueAt: (minute, chance) => Math.round(94 + daily(minute) + 4 * (chance() - 0.5)),
  },
  glucose: {
    metric: 'glucose',
    unit: 'mmol/L',
    valueAt: (minute, chance) => tenths(Math.max(1, 9 + 7 * Math.sin(minute / 40) + 5 * (chance() - 0.5))),
  },
  weight: {
    metric: 'body-weight',
    unit: 'kg',
    valueAt: (minute, chance) => tenths(80 + 2 * Math.sin(minute / 20_000) + daily(minute) + 0.6 * (chance() - 0.5)),
  },
};

export interface YearMeasured {
  /** Against the readings as a device writes them. */
  readonly asSent: Rounds;
  /** Against the shortest JSON that bears the same: the engine's own events. */
  readonly asEvents: Rounds;
  readonly findings: number;
  readonly bytesPerState: number;
}

/** A year of minute readings of one metric, folded in at once, against the parsing of the same readings as one JSON array. */
export function measureYear(protocol: CompiledProtocol, course: Course, rounds: number): YearMeasured {
  const { metric, unit, valueAt } = RECORDINGS[course];
  const chance = seeded(course.length * 7919);
  const events: TriageEvent[] = [];
  for (let minute = 0; minute < READINGS; minute += 1) {
    const at = START + minute * MINUTE;
    events.push({ type: 'measurement', metric, at, value: valueAt(minute, chance), receivedAt: at });
  }
  const sent = JSON.stringify(
    events.map((event) => ({
      metric,
      effectiveAt: new Date(event.at).toISOString(),
      value: 'value' in event ? event.value : 0,
      unit,
    })),
  );
  const short = JSON.stringify(
    events.map(({ at, ...rest }) => ({ metric, at, value: 'value' in rest ? rest.value : 0 })),
  );
  let last = foldEvents(protocol, initialState(protocol, START - HOUR), []);
  const fold = () => {
    last = foldEvents(protocol, initialState(protocol, START - HOUR), events);
    return last.state.watermark;
  };
  return {
    asSent: inTurn(rounds, () => JSON.parse(sent).length, fold),
    asEvents: inTurn(rounds, () => JSON.parse(short).length, fold),
    findings: last.findings.length,
    bytesPerState: JSON.stringify(storedForm(last.state)).length,
  };
}
