import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts } from './state.ts';
import { foldEvents } from './step.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';
import { close, exampleRule, HOUR, reading, START } from './testing/oneRule.ts';

/* The states of an alert, line by line as docs/triage.md has them, and what a person's close leaves of the leaves. */

type Levels = ProtocolInput['rules'][number]['levels'];
/** A reading of saturation, one an hour; or a person closes the alert. */
type Happening = number | 'close';

const saturation = { type: 'value', metric: 'oxygen-saturation', test: 'below' } as const;
const twice = { sustained: { readings: 2 }, recovery: { readings: 2 } } as const;
/** Yellow: twice below 88, and twice 90 to clear. Red: below 80, and 80 to clear. */
const BANDS: Levels = {
  yellow: { when: { ...saturation, ...twice, set: 88, clear: { margin: 2 } } },
  red: { when: { ...saturation, set: 80 } },
};

/** How the alert stands in the end: what it was at worst, what holds, and its phase; nothing where there is none. */
function standing(levels: Levels, happenings: readonly Happening[], autoClose = false): string {
  const rules = [{ ...exampleRule, autoClose, levels }];
  const protocol = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
  const events = happenings.map((one, hour): TriageEvent => {
    return one === 'close' ? close('saturation', hour * HOUR) : reading('oxygen-saturation', hour * HOUR, one);
  });
  const { state } = foldEvents(protocol, initialState(protocol, START), events);
  return openAlerts(protocol, state)
    .map(({ severity, present, phase }) => `${severity} ${present} ${phase}`)
    .join(', ');
}

describe('an alert', () => {
  it.each<[string, Happening[], string]>([
    ['is not there while nothing holds', [95, 95], ''],
    ['nor while a level is pending', [87], ''],
    ['is open when one is true', [87, 87], 'yellow yellow open'],
    ['is as bad as the worst level that is true', [87, 79], 'red red open'],
    ['stays as bad as it was when that eases, and says what is true now', [79, 85], 'red yellow open'],
    ['is open between set and clear', [87, 87, 89], 'yellow yellow open'],
    ['recovers when the clear condition is met and has not lasted', [87, 87, 90], 'yellow yellow recovering'],
    ['is open again when it is worse before it has lasted', [87, 87, 90, 87], 'yellow yellow open'],
    ['recovers once more after that', [87, 87, 90, 87, 90], 'yellow yellow recovering'],
    ['waits for a person when no level holds any more', [87, 87, 90, 90], 'yellow null cleared'],
    ['is open again when it is worse before a person has closed it', [87, 87, 90, 90, 87, 87], 'yellow yellow open'],
    ['stays cleared while the next is pending', [87, 87, 90, 90, 87], 'yellow null cleared'],
  ])('%s', (_, values, expected) => {
    expect(standing(BANDS, values)).toBe(expected);
  });

  it.each<[string, Happening[], string]>([
    ['closes by itself when no level holds any more', [87, 87, 90, 90], ''],
    ['and not before that has lasted', [87, 87, 90], 'yellow yellow recovering'],
    ['waits for a person where it was red', [79, 95, 95], 'red null cleared'],
    ['also where it was yellow at last', [79, 85, 90, 90], 'red null cleared'],
  ])('of a rule that says so %s', (_, values, expected) => {
    expect(standing(BANDS, values, true)).toBe(expected);
  });

  it.each<[string, Happening[]]>([
    ['open', [87, 87, 'close']],
    ['red', [79, 'close']],
    ['recovering', [87, 87, 90, 'close']],
    ['cleared', [87, 87, 90, 90, 'close']],
  ])('that is %s is gone when a person closes it', (_, values) => {
    expect(standing(BANDS, values)).toBe('');
  });
});

describe('after a person’s close', () => {
  it.each<[string, Happening[], string]>([
    ['one more of two readings opens nothing', [87, 87, 'close', 87], ''],
    ['two new ones do', [87, 87, 'close', 87, 87], 'yellow yellow open'],
    ['what was gathered towards yellow under a red counts no more', [79, 'close', 87], ''],
    ['what was gathered towards clear is no evidence of the contrary', [87, 87, 90, 'close', 87], ''],
    ['nor is it clear at once', [87, 87, 90, 'close', 87, 87, 90], 'yellow yellow recovering'],
  ])('%s', (_, values, expected) => {
    expect(standing(BANDS, values)).toBe(expected);
  });

  const moved = { ...saturation, type: 'change', measure: 'absolute', over: 24 * HOUR } as const;
  it.each([
    ['the highest', { ...moved, set: -4, reference: 'maximum' }],
    ['the lowest', { ...moved, test: 'above', set: -7, reference: 'minimum' }],
    ['the mean', { ...moved, set: -2.5, reference: 'mean' }],
  ] as const)('a new reading is compared with %s of before it', (_, when) => {
    const levels = { red: { when } };
    expect(standing(levels, [96, 90, 'close'])).toBe('');
    expect(standing(levels, [96, 90, 'close', 90])).toBe('red red open');
  });
});
