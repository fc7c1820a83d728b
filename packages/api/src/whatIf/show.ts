import { OutcomeSchema, type ReplayedAlertShown, type WhatIfShown } from '@samvakt/contract';
import type { ProtocolKey, WhatIfAnswer } from '@samvakt/store';
import { describeFinding, MINUTES_PER_ALERT, metricsOfItem, type Protocol, type ReplayedAlert } from '@samvakt/triage';
import { inBoth } from '../protocol/wording.ts';

/** More than a person reads; the counts tell of all. */
const SHOWN = 200;

/** A replay in the words of both languages. `protocolOf`: the versions that it was replayed under. */
export function whatIfShown(
  {
    whatIf: found,
    bands,
    replayedFrom,
  }: Pick<Extract<WhatIfAnswer, { ok: true }>, 'whatIf' | 'bands' | 'replayedFrom'>,
  protocolOf: (key: ProtocolKey) => Protocol,
): Omit<WhatIfShown, 'replayId' | 'against' | 'withoutEffect'> {
  const { gained, lost, changed, kept, present, proposed } = found;
  const counts = { gained: gained.length, lost: lost.length, changed: changed.length, kept: kept.length };
  const shown = (alert: ReplayedAlert) => alertShown(alert, protocolOf(alert.evidence.protocol));
  const raised = {
    gained: gained.slice(-SHOWN).map(shown),
    lost: lost.slice(-SHOWN).map(shown),
    changed: changed.slice(-SHOWN).map(({ before, after }) => ({ before: shown(before), after: shown(after) })),
    kept: kept.slice(-SHOWN).map(shown),
  };
  const pairs = raised.changed.flatMap((pair) => Object.values(pair));
  const alerts = [...raised.gained, ...raised.lost, ...pairs, ...raised.kept];
  const metrics = new Set(alerts.flatMap((alert) => alert.metrics));
  return {
    from: iso(found.from),
    until: iso(found.until),
    replayedFrom: replayedFrom === null ? null : iso(replayedFrom),
    readings: found.readings,
    present,
    proposed,
    minutesPerAlert: { ...MINUTES_PER_ALERT },
    ...raised,
    bands: Object.entries(bands)
      .filter(([metric]) => metrics.has(metric))
      .map(([metric, ofMetric]) => ({ metric, bands: ofMetric })),
    complete: Math.max(...Object.values(counts)) <= SHOWN,
    counts,
    events: found.events.map(({ alertId, at, outcome, presentLead, proposedLead }) => ({
      alertId,
      at: iso(at),
      outcome: OutcomeSchema.parse(outcome),
      presentMinutes: presentLead && presentLead / 60_000,
      proposedMinutes: proposedLead && proposedLead / 60_000,
    })),
  };
}

function alertShown(alert: ReplayedAlert, protocol: Protocol): ReplayedAlertShown {
  const { ruleId, kind, severity, openedAt, redAt, closedAt, evidence } = alert;
  const metrics = [...evidence.items.flatMap(metricsOfItem), evidence.review?.metric ?? []].flat();
  return {
    ruleId,
    kind,
    severity,
    openedAt: iso(openedAt),
    redAt: redAt === null ? null : iso(redAt),
    closedAt: closedAt === null ? null : iso(closedAt),
    metrics: [...new Set<string>(metrics)],
    summary: inBoth((language) => describeFinding(protocol, evidence, language)),
  };
}

const iso = (at: number): string => new Date(at).toISOString();
