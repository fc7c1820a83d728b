import type { AlertExplanation } from '@samvakt/contract';
import type { Explanation } from '@samvakt/store';
import { explainFinding } from '@samvakt/triage';
import { inBoth } from '../protocol/wording.ts';

/** An explanation in the words of both languages. */
export function explanationShown({
  alertId,
  evidence,
  protocol,
  limits,
  judgedAt,
  given,
  rerun,
}: Explanation): AlertExplanation {
  const source = limits && { by: limits.setBy, confirmedBy: limits.confirmedBy, at: limits.setAt };
  const { found, identical, differences } = rerun;
  return {
    alertId,
    sentence: inBoth((language) => explainFinding(protocol, evidence, language, source)),
    protocol: { id: protocol.id, version: protocol.version, title: protocol.title },
    limits: limits && {
      version: limits.version,
      setBy: limits.setBy,
      confirmedBy: limits.confirmedBy,
      setAt: new Date(limits.setAt).toISOString(),
      reason: limits.reason,
    },
    judgedAt: judgedAt === null ? null : new Date(judgedAt).toISOString(),
    given,
    rerun: {
      identical,
      differences: [...differences],
      found: identical ? null : found && inBoth((language) => explainFinding(protocol, found, language, source)),
    },
  };
}
