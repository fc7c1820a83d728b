import type { Alert, EpisodeDetail } from '@samvakt/contract';
import { metricsOfItem, readEvidence } from '../alert/evidence.ts';
import { epochMs } from '../format/format.ts';

/** Something that happened, to stand at its time in a chart. */
export type Mark =
  | {
      readonly kind: 'alert';
      readonly at: number;
      readonly alert: Pick<Alert, 'severity' | 'summary'> & { readonly id?: string };
      /** Of a replay: there only in the other setting, and not any more; or there in both alike. */
      readonly replayed?: 'lost' | 'kept';
    }
  | { readonly kind: 'handover'; readonly at: number; readonly team: string };

/** Whether an alert concerns the metric; one whose evidence we cannot read stands in every chart rather than in none. */
function concerns(alert: Alert, metric: string): boolean {
  const evidence = readEvidence(alert.evidence);
  if (!evidence) return true;
  if (evidence.review?.metric === metric) return true;
  return evidence.items.some((item) => metricsOfItem(item).includes(metric));
}

/** Alerts on the metric and changes of the accountable team inside the span, oldest first. The first team came with no handover. */
export function marksOf(
  episode: Pick<EpisodeDetail, 'openAlerts' | 'recentAlerts' | 'responsibility'>,
  metric: string,
  from: number,
  until: number,
): Mark[] {
  const alerts = [...episode.openAlerts, ...episode.recentAlerts]
    .filter((alert) => concerns(alert, metric))
    .map((alert): Mark => ({ kind: 'alert', at: epochMs(alert.openedAt), alert }));
  const handovers = episode.responsibility
    .filter(({ handoverId }) => handoverId !== null)
    .map((period): Mark => ({ kind: 'handover', at: epochMs(period.from), team: period.team.name }));
  return [...alerts, ...handovers].filter(({ at }) => at >= from && at <= until).sort((a, b) => a.at - b.at);
}
