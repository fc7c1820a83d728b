import type { Evidence, Finding } from '@samvakt/triage';
import { describe, expect, test } from 'vitest';
import { decideAlerts, type StoredAlert } from './decide.ts';

const now = 1_000_000;
const evidence = (at: number, severity: 'red' | 'yellow' = 'yellow'): Evidence => ({
  protocol: { id: 'p', version: 1 },
  limitsVersion: null,
  ruleId: 'low',
  severity,
  kind: 'clinical',
  at,
  items: [],
  review: null,
});

function finding(type: Finding['type'], given: Partial<Finding> = {}): Finding {
  const severity = given.severity ?? 'yellow';
  return {
    type,
    ruleId: 'low',
    severity,
    kind: 'clinical',
    at: 500,
    openedAt: 400,
    closed: false,
    late: false,
    evidence: evidence(500, severity),
    ...given,
  };
}

const stored = (given: Partial<StoredAlert> = {}): StoredAlert => ({
  id: 'stored',
  ruleId: 'low',
  kind: 'clinical',
  severity: 'yellow',
  status: 'open',
  conditionClearedAt: null,
  late: false,
  openedAt: 100,
  evidence: evidence(100),
  resolvedAt: null,
  outcome: null,
  version: 3,
  ...given,
});

function decide(open: StoredAlert[], ...findings: Finding[]) {
  let made = 0;
  return decideAlerts(open, findings, {
    now,
    newId: () => {
      made += 1;
      return `new-${made}`;
    },
  });
}

describe('with nothing open for the rule', () => {
  test.each(['opened', 'raised', 'reopened', 'updated'] as const)('%s opens an alert', (type) => {
    const { opened, changed, changes } = decide([], finding(type, { severity: 'red' }));
    expect(opened).toMatchObject([{ id: 'new-1', severity: 'red', status: 'open', openedAt: 400, version: 1 }]);
    expect(changed).toEqual([]);
    expect(changes).toMatchObject([
      { kind: 'alert-opened', alertId: 'new-1', data: { ruleId: 'low', severity: 'red' } },
    ]);
  });

  test.each(['cleared', 'recovering', 'withdrawn'] as const)('%s has nothing to end', (type) => {
    expect(decide([], finding(type, { closed: true }))).toEqual({ opened: [], changed: [], changes: [] });
  });

  test('an alert never opens in the future', () => {
    expect(decide([], finding('opened', { openedAt: now + 5 })).opened[0]?.openedAt).toBe(now);
  });

  test('a whole life in one batch leaves the alert as it ended, and another one open', () => {
    const { opened, changes } = decide(
      [],
      finding('opened'),
      finding('raised', { severity: 'red' }),
      finding('cleared', { at: 600 }),
      finding('reopened', { severity: 'red', at: 700 }),
    );
    expect(opened).toMatchObject([{ severity: 'red', conditionClearedAt: null, version: 3 }]);
    expect(changes.map((change) => change.kind)).toEqual([
      'alert-opened',
      'alert-raised',
      'alert-condition-cleared',
      'alert-reopened',
    ]);
    const twice = decide(
      [],
      finding('opened'),
      finding('cleared', { closed: true }),
      finding('opened', { openedAt: 900 }),
    );
    expect(twice.opened).toMatchObject([
      { id: 'new-1', status: 'resolved', outcome: 'cleared-by-rule', resolvedAt: now },
      { id: 'new-2', status: 'open', openedAt: 900 },
    ]);
  });
});

describe('with an alert open for the rule', () => {
  test.each<[string, StoredAlert, Finding, Partial<StoredAlert>, string]>([
    [
      'a raise is seen and keeps the claim',
      stored({ status: 'claimed' }),
      finding('raised', { severity: 'red' }),
      { severity: 'red', status: 'claimed', version: 4 },
      'alert-raised',
    ],
    [
      'opening anew goes on as the same alert',
      stored({ conditionClearedAt: 90 }),
      finding('opened'),
      { conditionClearedAt: null, version: 4 },
      'alert-reopened',
    ],
    [
      'opening anew as red is a raise',
      stored(),
      finding('opened', { severity: 'red' }),
      { severity: 'red', version: 4 },
      'alert-raised',
    ],
    [
      'a yellow finding never lowers a red alert',
      stored({ severity: 'red' }),
      finding('reopened'),
      { severity: 'red' },
      'alert-reopened',
    ],
    [
      'new evidence counts as a change',
      stored({ conditionClearedAt: 90 }),
      finding('updated', { late: true }),
      { late: true, conditionClearedAt: 90, version: 4 },
      'alert-updated',
    ],
    [
      'recovery under way changes no version',
      stored(),
      finding('recovering'),
      { version: 3, conditionClearedAt: null },
      'alert-updated',
    ],
    [
      'what had cleared and is found to be recovering still holds',
      stored({ severity: 'red', conditionClearedAt: 400 }),
      finding('recovering', { severity: 'red' }),
      { severity: 'red', version: 3, conditionClearedAt: null },
      'alert-updated',
    ],
    [
      'a condition that cleared waits for a person',
      stored({ severity: 'red' }),
      finding('cleared', { severity: 'red' }),
      { status: 'open', conditionClearedAt: 500, version: 3 },
      'alert-condition-cleared',
    ],
    [
      'the rule may close it',
      stored(),
      finding('cleared', { closed: true }),
      { status: 'resolved', outcome: 'cleared-by-rule', resolvedAt: now, version: 4 },
      'alert-resolved',
    ],
    [
      'late data withdraws a yellow one',
      stored(),
      finding('withdrawn', { closed: true }),
      { status: 'resolved', outcome: 'cleared-by-rule' },
      'alert-resolved',
    ],
    [
      'late data never withdraws a red one',
      stored({ severity: 'red' }),
      finding('withdrawn', { severity: 'red', closed: true }),
      { status: 'open', conditionClearedAt: 500 },
      'alert-condition-cleared',
    ],
    [
      'late data never withdraws a claimed one',
      stored({ status: 'claimed' }),
      finding('withdrawn', { closed: true }),
      { status: 'claimed', conditionClearedAt: 500 },
      'alert-condition-cleared',
    ],
  ])('%s', (_, before, found, after, kind) => {
    const { opened, changed, changes } = decide([before], found);
    expect(opened).toEqual([]);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({ id: 'stored', openedAt: 100, ...after });
    expect(changes.map((change) => change.kind)).toEqual([kind]);
  });

  test('findings of another rule leave it alone', () => {
    const { opened, changed } = decide([stored()], finding('opened', { ruleId: 'high' }));
    expect(opened).toMatchObject([{ ruleId: 'high' }]);
    expect(changed).toEqual([]);
  });
});
