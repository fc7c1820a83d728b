import {
  ArrowsCirclepathIcon,
  BellFillIcon,
  CalendarIcon,
  ChatIcon,
  CheckmarkCircleIcon,
  ClipboardIcon,
  ClockDashedIcon,
  EnvelopeClosedIcon,
  EnvelopeOpenIcon,
  ExclamationmarkTriangleFillIcon,
  EyeIcon,
  FileTextIcon,
  FlagCrossIcon,
  HandshakeFillIcon,
  HandshakeIcon,
  PauseIcon,
  PersonCheckmarkIcon,
  PersonGroupIcon,
  PersonMinusIcon,
  RulerIcon,
  StopFillIcon,
  TabletIcon,
  TasklistIcon,
  TasklistSendIcon,
  XMarkOctagonIcon,
} from '@navikt/aksel-icons';
import type { TimelineEntry } from '@samvakt/contract';
import type { ComponentType, SVGProps } from 'react';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { severityOf } from './entryText.ts';

type Icon = ComponentType<SVGProps<SVGSVGElement>>;

const ICONS: Readonly<Record<TimelineEntry['kind'], Icon>> = {
  unreadable: ExclamationmarkTriangleFillIcon,
  'episode-started': FlagCrossIcon,
  'episode-ended': StopFillIcon,
  'responsibility-began': PersonGroupIcon,
  'responsibility-ended': PersonGroupIcon,
  'hours-changed': PersonGroupIcon,
  'cover-declared': PersonGroupIcon,
  'cover-withdrawn': PersonGroupIcon,
  'hours-plan-withdrawn': PersonGroupIcon,
  'hours-took-effect': PersonGroupIcon,
  'relation-added': PersonGroupIcon,
  'relation-ended': PersonGroupIcon,
  'protocol-adopted': FileTextIcon,
  'limits-set': RulerIcon,
  'limits-ended': ClockDashedIcon,
  'limits-proposed': RulerIcon,
  'limits-proposal-declined': XMarkOctagonIcon,
  'limits-proposal-withdrawn': XMarkOctagonIcon,
  'limits-proposal-expired': XMarkOctagonIcon,
  'measuring-plan-set': CalendarIcon,
  'pause-set': PauseIcon,
  'pause-began': PauseIcon,
  'pause-end-changed': PauseIcon,
  'pause-ended': PauseIcon,
  'alert-opened': BellFillIcon,
  'alert-raised': BellFillIcon,
  'alert-updated': BellFillIcon,
  'alert-condition-cleared': CheckmarkCircleIcon,
  'alert-reopened': BellFillIcon,
  'alert-claimed': PersonCheckmarkIcon,
  'alert-released': PersonMinusIcon,
  'alert-noted': ChatIcon,
  'alert-resolved': CheckmarkCircleIcon,
  'alert-escalated': BellFillIcon,
  'alert-unanswered': ExclamationmarkTriangleFillIcon,
  'claim-reminder': ClockDashedIcon,
  'notification-sent': BellFillIcon,
  'notification-seen': EyeIcon,
  'duty-changed': PersonGroupIcon,
  'lead-changed': PersonGroupIcon,
  'escalation-policy-set': RulerIcon,
  'escalation-plan-withdrawn': RulerIcon,
  'handover-offered': HandshakeIcon,
  'handover-accepted': HandshakeFillIcon,
  'handover-declined': XMarkOctagonIcon,
  'handover-withdrawn': XMarkOctagonIcon,
  'handover-expired': XMarkOctagonIcon,
  'handover-reminder': BellFillIcon,
  'handover-took-effect': HandshakeFillIcon,
  'handover-called-off': XMarkOctagonIcon,
  'handover-superseded': XMarkOctagonIcon,
  'handover-taken-over': HandshakeFillIcon,
  'handover-reviewed': CheckmarkCircleIcon,
  'handover-requested': HandshakeIcon,
  'handover-request-refused': XMarkOctagonIcon,
  'handover-request-withdrawn': XMarkOctagonIcon,
  'handover-request-lapsed': XMarkOctagonIcon,
  'measurements-received': TabletIcon,
  'questionnaire-answered': ClipboardIcon,
  'message-quarantined': TabletIcon,
  'device-status': TabletIcon,
  'device-assigned': TabletIcon,
  'device-returned': TabletIcon,
  'task-added': TasklistIcon,
  'task-claimed': PersonCheckmarkIcon,
  'task-released': PersonMinusIcon,
  'task-moved': TasklistSendIcon,
  'task-overdue': ClockDashedIcon,
  'task-done': CheckmarkCircleIcon,
  'task-cancelled': XMarkOctagonIcon,
  'triage-rebuilt': ArrowsCirclepathIcon,
  'episode-reviewed': EyeIcon,
  'message-shown': EnvelopeOpenIcon,
  'message-not-shown': EnvelopeClosedIcon,
};

/** An alert that opens bears the sign of its severity, the same as everywhere; all else has an icon of its own kind. */
export function KindIcon({ entry }: { readonly entry: TimelineEntry }) {
  const severity = severityOf(entry);
  const opens = ['alert-opened', 'alert-raised', 'alert-reopened'].includes(entry.kind);
  if (severity && opens) return <StatusIcon status={severity} size={22} />;
  const KindOf = ICONS[entry.kind];
  return <KindOf aria-hidden fontSize="1.375rem" />;
}

export function toneOf(entry: TimelineEntry): 'handover' | 'alert' | 'other' {
  if (entry.kind.startsWith('handover') || entry.kind.startsWith('responsibility')) return 'handover';
  return entry.kind.startsWith('alert') ? 'alert' : 'other';
}
