import type { EscalationPolicy } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/useApi.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './duty.module.css';

/** What is done, step by step, while nobody claims an alert of the team. */
export function PolicySteps({ teamId }: { readonly teamId: string }) {
  const { t } = useTexts();
  const format = useFormat();
  const { queries } = useApi();
  const policy = useQuery(queries.escalationPolicy(teamId));
  if (!policy.data) return null;
  const { version, setBy, setAt } = policy.data;
  return (
    <>
      <h3>{t('escalation.title')}</h3>
      <div className={styles.steps}>
        <p className={styles.soft}>{t('escalation.intro')}</p>
        <PolicyRules policy={policy.data.policy} />
        <p className={styles.soft}>
          {version === 0 || setAt === null
            ? t('escalation.standard')
            : t('escalation.version', { version, name: setBy?.name ?? 'Samvakt', time: format.dateTime(setAt) })}
        </p>
      </div>
    </>
  );
}

/** The steps themselves, how often, and what else holds. */
export function PolicyRules({ policy: { steps, rounds, answerMs } }: { readonly policy: EscalationPolicy }) {
  const { t } = useTexts();
  const format = useFormat();
  // The shared words for a length of time begin at a minute.
  const wait = (ms: number) => (ms < 60_000 ? t('escalation.seconds', { count: ms / 1_000 }) : format.duration(ms));
  return (
    <>
      <ol>
        {steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the policy
          <li key={place}>
            {step.afterMs === 0 ? t('escalation.atOnce') : t('escalation.waits', { duration: wait(step.afterMs) })}:{' '}
            {t(`escalation.targets.${step.target}`)} (
            {format.list(step.severities.map((severity) => t(`timeline.severity.${severity}`)))})
          </li>
        ))}
      </ol>
      <p>
        {t('escalation.rounds', { count: rounds })} {t('escalation.answer', { duration: wait(answerMs) })}{' '}
        {t('escalation.yellowHours')} {t('escalation.closed')}
      </p>
    </>
  );
}
