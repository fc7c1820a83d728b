import type { Alert, Practitioner } from '@samvakt/contract';
import type { Said } from '../texts/said.ts';

/** What a person who writes about an alert must know has happened to it since; undefined where nothing has. `alert` undefined: it is not among the patient's alerts any more. */
export function changedSince(opened: Alert, alert: Alert | undefined, me: Practitioner): Said | undefined {
  if (!alert || (alert.status === 'resolved' && opened.status !== 'resolved')) return closed(alert);
  const { claimedBy } = alert;
  if (claimedBy && claimedBy.id !== me.id && claimedBy.id !== opened.claimedBy?.id) {
    return ({ t }) => t('alert.since.claimed', { name: claimedBy.name });
  }
  if (alert.severity === 'red' && opened.severity === 'yellow') {
    return ({ t, localized }) => t('alert.since.red', { summary: localized(alert.summary) });
  }
  if (alert.summary.nb === opened.summary.nb) return undefined;
  return ({ t, localized }) => t('alert.since.found', { summary: localized(alert.summary) });
}

function closed(alert: Alert | undefined): Said {
  const outcome = alert?.outcome;
  if (!outcome) return ({ t }) => t('alert.since.gone');
  const name = alert.resolvedBy?.name;
  return ({ t }) => {
    const what = t(`alert.outcomes.${outcome}`);
    return name ? t('alert.since.closedBy', { what, name }) : t('alert.since.closed', { what });
  };
}
