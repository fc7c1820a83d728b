import {
  COLOURS,
  type EpisodeDetail,
  ESCALATION_SKIPS,
  EscalationTargetSchema,
  type LocalizedText,
  LocalizedTextSchema,
  OUTCOMES,
  PATIENT_MESSAGE_KINDS,
  PAUSE_REASONS,
  type PauseScope,
  PauseScopeSchema,
  TaskKindSchema,
  type TimelineEntry,
} from '@samvakt/contract';
import { z } from 'zod';
import { epochMs } from '../format/format.ts';
import { deviceKindName, metricName } from '../texts/names.ts';
import type { Translate } from '../texts/useTexts.ts';

/** What `data` of a change may hold that is worth a line; each part is there or not, and what we do not know we pass over. */
const KeySchema = z.object({ id: z.string(), version: z.number().int() });
/** Of a loan: which equipment, from when and until when, and whether that was agreed on ahead of time. */
const LoanSchema = z.object({
  device: z.object({ id: z.string(), kind: z.string(), model: z.string() }).optional().catch(undefined),
  from: z.iso.datetime().optional().catch(undefined),
  until: z.iso.datetime().optional().catch(undefined),
  ahead: z.boolean().optional().catch(undefined),
});
/** A person's own words, where others give a code. */
const WhySchema = z.object({ reason: z.string().catch('') });
const RebuiltSchema = z.object({
  by: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

const DataSchema = z.object({
  severity: z.enum(['red', 'yellow']).optional().catch(undefined),
  /** What was found at that moment; the alert itself may have gone on since. */
  summary: LocalizedTextSchema.optional().catch(undefined),
  /** Of an answered form: its title, how it was judged as a whole, and whether the patient wants to be contacted. */
  title: LocalizedTextSchema.optional().catch(undefined),
  colour: z.enum(COLOURS).optional().catch(undefined),
  contact: z.boolean().optional().catch(undefined),
  /** When the patient answered: the entry itself says when it came. */
  answeredAt: z.iso.datetime().optional().catch(undefined),
  /** What kind of task, and its own words. */
  task: TaskKindSchema.optional().catch(undefined),
  text: LocalizedTextSchema.optional().catch(undefined),
  /** Which message to the patient. */
  message: z.enum(PATIENT_MESSAGE_KINDS).optional().catch(undefined),
  outcome: z
    .enum([...OUTCOMES, 'cleared-by-rule'])
    .optional()
    .catch(undefined),
  /** Why a claim was released when no person released it, or the alert of a device ended without its being heard. */
  reason: z.enum(['handover', 'claim-ended', 'device-returned']).optional().catch(undefined),
  /** Of an escalation: whom it told, and what it skipped. */
  told: z
    .array(z.object({ target: EscalationTargetSchema }))
    .optional()
    .catch(undefined),
  skipped: z
    .array(z.object({ target: EscalationTargetSchema, reason: z.enum(ESCALATION_SKIPS) }))
    .optional()
    .catch(undefined),
  /** Which protocol version took the place of which. */
  from: KeySchema.optional().catch(undefined),
  to: KeySchema.optional().catch(undefined),
  /** Why limits, a plan or a protocol were changed, or limits confirmed, without the replay having been shown. */
  withoutReplay: z.string().optional().catch(undefined),
  confirmedWithoutReplay: z.string().optional().catch(undefined),
  pauseReason: z.enum(PAUSE_REASONS).optional().catch(undefined),
  scope: PauseScopeSchema.optional().catch(undefined),
  includesRed: z.boolean().optional().catch(undefined),
  note: z.string().optional().catch(undefined),
  endsAt: z.iso.datetime().optional().catch(undefined),
  endedAt: z.iso.datetime().optional().catch(undefined),
  /** How many alerts nothing holds back any more. */
  appearing: z.number().int().positive().optional().catch(undefined),
  /** Of an alert: until when a pause held it back then. */
  pausedUntil: z.iso.datetime().optional().catch(undefined),
  fromTeamId: z.string().optional().catch(undefined),
  toTeamId: z.string().optional().catch(undefined),
  /** Of a take-over: an hour that the team then left to nobody. */
  uncovered: z.object({ from: z.iso.datetime(), until: z.iso.datetime() }).optional().catch(undefined),
});

const WHY = {
  handover: 'timeline.releasedByHandover',
  'claim-ended': 'timeline.claimEnded',
  'device-returned': 'timeline.deviceReturned',
} as const;

export const severityOf = (entry: TimelineEntry): 'red' | 'yellow' | undefined => DataSchema.parse(entry.data).severity;

const isLoan = ({ kind }: TimelineEntry): boolean => kind === 'device-assigned' || kind === 'device-returned';

export function entryTitle(t: Translate, entry: TimelineEntry): string {
  if (isLoan(entry) && LoanSchema.parse(entry.data).ahead) return t('timeline.loanAgreed');
  const { severity, colour } = DataSchema.parse(entry.data);
  const title =
    entry.kind === 'responsibility-began' || entry.kind === 'responsibility-ended' || entry.kind === 'task-moved'
      ? t(`timeline.kinds.${entry.kind}`, { team: entry.team?.name ?? t('timeline.aTeam') })
      : t(`timeline.kinds.${entry.kind}`);
  if (entry.kind === 'questionnaire-answered' && colour) return `${title} (${t(`timeline.severity.${colour}`)})`;
  const opens = entry.kind === 'alert-opened' || entry.kind === 'alert-reopened';
  return opens && severity ? `${title} (${t(`timeline.severity.${severity}`)})` : title;
}

/** One line more: which alert, which outcome, between which teams, which pause, and why. `dateTime` writes an ISO instant. */
export function entryDetail(
  t: Translate,
  localized: (text: LocalizedText) => string,
  entry: TimelineEntry,
  episode: Pick<EpisodeDetail, 'openAlerts' | 'recentAlerts' | 'protocol'>,
  teamName: (teamId: string) => string | undefined,
  dateTime: (instant: string) => string,
): string {
  const data = DataSchema.parse(entry.data);
  const alert = [...episode.openAlerts, ...episode.recentAlerts].find(({ id }) => id === entry.alertId);
  const [from, to] = [data.fromTeamId, data.toTeamId].map((id) => (id === undefined ? undefined : teamName(id)));
  const summary = data.summary ?? alert?.summary;
  const parts = [
    summary && localized(summary),
    data.title && localized(data.title),
    data.contact && t('questionnaire.contact'),
    data.answeredAt &&
      cameLater(entry, data.answeredAt) &&
      t('questionnaire.answered', { time: dateTime(data.answeredAt) }),
    data.task && t(`task.kinds.${data.task}`),
    data.text && localized(data.text),
    data.message && t(`message.kinds.${data.message}`),
    data.outcome && t(`alert.outcomes.${data.outcome}`),
    data.reason && t(WHY[data.reason]),
    ...(data.skipped ?? []).map(({ target, reason }) =>
      t('escalation.skipped', { target: t(`escalation.targets.${target}`), reason: t(`escalation.skips.${reason}`) }),
    ),
    ...(data.told ?? []).map(({ target }) => t('escalation.told', { target: t(`escalation.targets.${target}`) })),
    from && to && t('handover.fromTo', { from, to }),
    data.from &&
      data.to &&
      t('protocol.fromTo', { from: t('protocol.key', data.from), to: t('protocol.key', data.to) }),
    entry.kind === 'protocol-adopted' && WhySchema.parse(entry.data).reason,
    ...(isLoan(entry) ? loanText(t, entry.data, dateTime) : []),
    ...(entry.kind === 'triage-rebuilt' ? rebuiltText(t, entry.data) : []),
    data.withoutReplay && t('whatIf.savedWithout', { why: data.withoutReplay }),
    data.confirmedWithoutReplay && t('whatIf.confirmedWithout', { why: data.confirmedWithoutReplay }),
    data.uncovered &&
      t('timeline.uncovered', { from: dateTime(data.uncovered.from), until: dateTime(data.uncovered.until) }),
    data.pausedUntil && t('pause.heldUntil', { time: dateTime(data.pausedUntil) }),
    data.scope && scopeText(t, data.scope, localized, episode),
    data.pauseReason && t(`pause.reasons.${data.pauseReason}`),
    data.pauseReason && data.endsAt && !data.endedAt && t('pause.until', { time: dateTime(data.endsAt) }),
    data.pauseReason && data.includesRed && t('pause.redToo'),
    data.appearing && t('pause.appearing', { count: data.appearing }),
    data.pauseReason && data.note,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** By somebody who runs the platform, who is nobody's colleague here. */
function rebuiltText(t: Translate, given: TimelineEntry['data']): (string | undefined)[] {
  const { by, reason } = RebuiltSchema.parse(given);
  return [by && t('timeline.doneBy', { by }), reason];
}

function loanText(t: Translate, given: TimelineEntry['data'], dateTime: (instant: string) => string) {
  const { device, from, until, ahead } = LoanSchema.parse(given);
  return [
    device && `${deviceKindName(t, device.kind)} ${device.model}`,
    device?.id,
    ahead && from && t('timeline.loanFrom', { time: dateTime(from) }),
    until && t('timeline.loanUntil', { time: dateTime(until) }),
  ];
}

/** Kept at home while the connection was gone, for example. The next minute is no later. */
const cameLater = ({ occurredAt }: TimelineEntry, answeredAt: string): boolean =>
  epochMs(occurredAt) - epochMs(answeredAt) > 60_000;

function scopeText(
  t: Translate,
  scope: PauseScope,
  localized: (text: LocalizedText) => string,
  { protocol }: Pick<EpisodeDetail, 'protocol'>,
): string {
  if (scope.type === 'episode') return t('pause.scopes.episode');
  if (scope.type === 'metrics') return scope.metrics.map((code) => metricName(t, code)).join(', ');
  const meaningOf = (id: string) => protocol.rules.find((rule) => rule.id === id)?.meaning ?? { nb: id, en: id };
  return scope.rules.map((id) => localized(meaningOf(id))).join(', ');
}
