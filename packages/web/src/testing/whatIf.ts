import type { WhatIfShown } from '@samvakt/contract';
import { ago, DAY, exampleSetting, idOf } from './examples.ts';

const LOAD = { alerts: 2, red: 1, perWeek: 0.5, hoursPerWeek: 0.2 };

/** What the API answers of a change that would have told nothing else in the last 30 days. */
export const exampleWhatIf = (change: Partial<WhatIfShown> = {}): WhatIfShown => ({
  replayId: idOf(900),
  against: exampleSetting(),
  withoutEffect: [],
  replayedFrom: null,
  from: ago(30 * DAY),
  until: ago(0),
  readings: 60,
  present: LOAD,
  proposed: LOAD,
  minutesPerAlert: { red: 20, yellow: 10, missing: 5, review: 5 },
  gained: [],
  lost: [],
  changed: [],
  kept: [],
  bands: [],
  complete: true,
  counts: { gained: 0, lost: 0, changed: 0, kept: 0 },
  events: [],
  ...change,
});
