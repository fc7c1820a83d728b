import { DIGEST_PARTS, type HandoverDigest } from '@samvakt/contract';
import { type ReactNode, useId } from 'react';
import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { PausesInHandover } from '../pause/PausesInHandover.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { TaskLine } from '../task/TaskItem.tsx';
import taskStyles from '../task/task.module.css';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { AlertAnswers } from './AlertAnswers.tsx';
import { DigestTrends } from './DigestTrends.tsx';
import styles from './handover.module.css';
import { Unjudged } from './Unjudged.tsx';

type DigestPart = (typeof DIGEST_PARTS)[number];

interface DigestViewProps {
  readonly digest: HandoverDigest;
  /** What stands under each part: in the form the field for the sender's own words. */
  readonly beside?: ((part: DigestPart) => ReactNode) | undefined;
}

/** What the platform attaches, so that nothing open is left unsaid, with what the sender wrote to each part. */
export function DigestView({ digest, beside }: DigestViewProps) {
  const { t } = useTexts();
  return (
    <div className={styles.digest}>
      <Unjudged since={digest.unjudgedSince} />
      {digest.unreadable && (
        <p>
          <strong>
            {t('unreadable.digest', {
              settings: digest.unreadable.map((setting) => t(`unreadable.settings.${setting}`)).join(', '),
            })}
          </strong>
        </p>
      )}
      {DIGEST_PARTS.filter((part) => isThere(digest, part)).map((part) => (
        <Part key={part} part={part} digest={digest} beside={beside} />
      ))}
    </div>
  );
}

/** A letter from before there were tasks, pauses or limits in it says nothing of them; that is not the same as none. */
const isThere = (digest: HandoverDigest, part: DigestPart): boolean =>
  part === 'trends' ? digest.trends.length > 0 : digest[part] !== undefined;

function Part({ part, digest, beside }: DigestViewProps & { readonly part: DigestPart }) {
  const { t } = useTexts();
  const id = useId();
  const comment = digest.comments?.[part];
  return (
    <section aria-labelledby={id} className={styles.digestPart}>
      <h3 id={id}>{t(`offer.parts.${part}`)}</h3>
      <Content part={part} digest={digest} />
      {comment && (
        <p className={styles.comment}>
          <span className={styles.soft}>{t('offer.commentShown')}</span> {comment}
        </p>
      )}
      {beside?.(part)}
    </section>
  );
}

function Content({ part, digest }: { readonly part: DigestPart; readonly digest: HandoverDigest }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const missing = [
    ...digest.missing.map((code) => metricName(t, code)),
    ...(digest.missingForms ?? []).map((title) => localized(title)),
  ];
  switch (part) {
    case 'alerts':
      return <Alerts digest={digest} />;
    case 'tasks':
      return <Tasks digest={digest} />;
    case 'pauses':
      return <PausesInHandover pauses={digest.pauses ?? []} />;
    case 'limits':
      return <Limits digest={digest} />;
    case 'missing':
      return (
        <p className={missing.length === 0 ? styles.soft : undefined}>
          {missing.length === 0 ? t('handover.digestNoMissing') : format.list(missing)}
        </p>
      );
    case 'trends':
      return <DigestTrends trends={digest.trends} />;
  }
}

function Alerts({ digest }: { readonly digest: HandoverDigest }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  if (digest.alerts.length === 0) return <p className={styles.soft}>{t('handover.digestNoAlerts')}</p>;
  return (
    <ul className={styles.alertList}>
      {digest.alerts.map((alert) => (
        <li key={alert.alertId}>
          <StatusIcon status={alert.severity} size={18} />
          <div>
            <span className="hidden-visually">{t(`alert.severity.${alert.severity}`)}: </span>
            {localized(alert.summary)}
            {alert.claimedByName && (
              <span className={styles.soft}> · {t('offer.claimedBy', { name: alert.claimedByName })}</span>
            )}
            {alert.pausedUntil && (
              <span className={styles.soft}>
                {' '}
                · {t('pause.heldUntil', { time: format.dateTime(alert.pausedUntil) })}
              </span>
            )}
            <AlertAnswers answers={alert.answers} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Tasks({ digest }: { readonly digest: HandoverDigest }) {
  const { t, localized } = useTexts();
  const tasks = digest.tasks ?? [];
  if (tasks.length === 0) return <p className={styles.soft}>{t('handover.digestNoMissing')}</p>;
  return (
    <ul className={taskStyles.lines}>
      {tasks.map((task) => (
        <TaskLine
          key={task.taskId}
          kind={task.kind}
          text={localized(task.text)}
          owner={task.ownerTeam.name}
          dueAt={task.dueAt}
          heldBy={task.personName}
        />
      ))}
    </ul>
  );
}

function Limits({ digest }: { readonly digest: HandoverDigest }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const limits = digest.limits ?? [];
  if (limits.length === 0) return <p className={styles.soft}>{t('offer.noLimits')}</p>;
  return (
    <ul className={styles.plainList}>
      {limits.map(({ version, values, setByName, setAt, reason }) => (
        <li key={version}>
          {values
            .map(({ text, unit = '', value, standard }) =>
              t('offer.limitSet', {
                name: localized(text),
                value: limitText(t, format, value, unit),
                standard: standard === null ? '–' : limitText(t, format, standard, unit),
              }),
            )
            .join('; ')}{' '}
          <span className={styles.soft}>
            {t('offer.limitSetBy', { name: setByName ?? 'Samvakt', time: format.dateTime(setAt), reason })}
          </span>
        </li>
      ))}
    </ul>
  );
}
