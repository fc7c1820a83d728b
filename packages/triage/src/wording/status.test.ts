import { describe, expect, it } from 'vitest';
import { describeStatus } from './status.ts';
import { AT, protocol } from './testing/finding.ts';

describe('a status, in one line', () => {
  it.each([
    [
      { code: 'alert', ruleId: 'saturation-low', kind: 'clinical', severity: 'red' },
      'Lav oksygenmetning',
      'Low oxygen saturation',
    ],
    [
      { code: 'alert', ruleId: 'review:metric:inr', kind: 'review', severity: 'yellow' },
      'En måling kunne ikke vurderes',
      'A reading could not be judged',
    ],
    [{ code: 'missing', metric: 'body-weight', lastAt: null }, 'Ingen måling av vekt ennå', 'No weight yet'],
    [
      { code: 'paused', until: AT, hidden: 0, metric: 'body-weight', lastAt: AT },
      'På pause til 10. mars kl. 13:00: ingen ferske målinger av vekt',
      'Paused until 10 Mar, 13:00: no fresh readings of weight',
    ],
    [
      { code: 'paused', until: AT, hidden: 1, metric: null, lastAt: null },
      'På pause til 10. mars kl. 13:00: 1 varsel venter',
      'Paused until 10 Mar, 13:00: 1 alert is waiting',
    ],
    [
      { code: 'paused', until: AT, hidden: 2, metric: null, lastAt: null },
      'På pause til 10. mars kl. 13:00: 2 varsler venter',
      'Paused until 10 Mar, 13:00: 2 alerts are waiting',
    ],
    [
      { code: 'unjudged', since: AT },
      'Noe som kom 10. mars kl. 13:00, kunne ikke vurderes. Hør med pasienten, og meld fra om feilen.',
      'Something that came 10 Mar, 13:00 could not be judged. Ask the patient, and report the fault.',
    ],
    [{ code: 'nothing-required' }, 'Protokollen krever ingen målinger', 'The protocol requires no readings'],
    [{ code: 'as-expected', newestAt: AT }, 'Som forventet', 'As expected'],
  ] as const)('%j', (reason, nb, en) => {
    expect(describeStatus(protocol, reason, 'nb')).toBe(nb);
    expect(describeStatus(protocol, reason, 'en')).toBe(en);
  });

  it('says that a score cannot be computed, and of which reading', () => {
    const reason = { code: 'no-total', score: 'news2', at: AT } as const;
    expect(describeStatus(protocol, reason, 'nb')).toMatch(/^NEWS2 kan ikke regnes ut av siste måling \(10\. mars/);
    expect(describeStatus(protocol, reason, 'en')).toMatch(/^NEWS2 cannot be computed of the latest reading \(10 Mar/);
  });

  it('says since when', () => {
    const reason = { code: 'missing', metric: 'body-weight', lastAt: AT } as const;
    expect(describeStatus(protocol, reason, 'nb')).toMatch(/^Ingen måling av vekt siden 10\. mars/);
    expect(describeStatus(protocol, reason, 'en')).toMatch(/^No weight since 10 Mar/);
  });
});

describe('a status', () => {
  it('of a device says so', () => {
    const reason = { code: 'alert', ruleId: 'device:hub-1', kind: 'missing', severity: 'yellow' } as const;
    expect(describeStatus(protocol, reason, 'nb')).toBe('Utstyret har ikke forbindelse');
    expect(describeStatus(protocol, reason, 'en')).toBe('The device has no connection');
  });
});
