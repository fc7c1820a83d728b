import { Field, Label, Select } from '@digdir/designsystemet-react';
import { WHAT_IF_DAYS } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { problemText } from '../app/problemText.ts';
import { Form, Send } from '../form/Form.tsx';
import { textOf } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useFormat } from '../format/useFormat.ts';
import styles from '../handover/handover.module.css';
import limitsStyles from '../limits/limits.module.css';
import { useTexts } from '../texts/useTexts.ts';

export const trialsRoute = createLazyRoute('/trials')({ component: TrialsPage });

/** What the team could try, and what it has tried. */
function TrialsPage() {
  const { t, localized } = useTexts();
  const format = useFormat();
  const { queries } = useApi();
  const trials = useQuery(queries.trials());
  return (
    <>
      <PageTitle>{t('trial.title')}</PageTitle>
      <p className={styles.lead}>{t('trial.intro')}</p>
      {trials.error && <ProblemPanel error={trials.error} onRetry={() => void trials.refetch()} />}
      {trials.isPending && <Loading label={t('trial.loading')} rows={2} />}
      {trials.data && (
        <div className={`${styles.column} ${limitsStyles.page}`}>
          <section className={styles.panel} aria-labelledby="try">
            <h2 id="try">{t('trial.try')}</h2>
            {trials.data.candidates.length === 0 ? (
              <p className={styles.soft}>{t('trial.noCandidates')}</p>
            ) : (
              <StartForm candidates={trials.data.candidates} />
            )}
          </section>
          <section className={styles.panel} aria-labelledby="tried">
            <h2 id="tried">{t('trial.tried')}</h2>
            {trials.data.trials.length === 0 && <p className={styles.soft}>{t('trial.none')}</p>}
            <ul>
              {trials.data.trials.map((trial) => (
                <li key={trial.id}>
                  <Link to="/trials/$trialId" params={{ trialId: trial.id }}>
                    {t('trial.version', { title: localized(trial.title), version: trial.protocolVersion })}
                  </Link>{' '}
                  {t('trial.line', {
                    status: t(`trial.status.${trial.status}`),
                    name: trial.askedBy.name,
                    time: format.dateTime(trial.askedAt),
                    days: trial.days,
                  })}
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </>
  );
}

interface StartFormProps {
  readonly candidates: readonly {
    readonly teamId: string;
    readonly id: string;
    readonly version: number;
    readonly title: { readonly nb: string; readonly en: string };
    readonly patients: number;
  }[];
}

function StartForm({ candidates }: StartFormProps) {
  const { t, localized } = useTexts();
  const { acts } = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();

  async function send(form: FormData): Promise<boolean> {
    const candidate = candidates[Number(textOf(form, 'candidate'))];
    const days = WHAT_IF_DAYS.find((one) => String(one) === textOf(form, 'days'));
    if (!candidate || !days) return false;
    try {
      const { teamId, id, version } = candidate;
      const trial = await acts.startTrial({ teamId, protocolId: id, protocolVersion: version, days });
      await queryClient.invalidateQueries({ queryKey: keys.trials() });
      await navigate({ to: '/trials/$trialId', params: { trialId: trial.id } });
      return true;
    } catch (error) {
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
      return false;
    }
  }

  return (
    <Form onSend={send} className={styles.form}>
      <Outcome outcome={outcome} />
      <Field data-size="sm">
        <Label htmlFor="trial-candidate">{t('trial.candidate')}</Label>
        <Select id="trial-candidate" name="candidate">
          {candidates.map((candidate, place) => (
            <Select.Option key={`${candidate.teamId}-${candidate.id}-${candidate.version}`} value={String(place)}>
              {t('trial.option', {
                title: localized(candidate.title),
                version: candidate.version,
                count: candidate.patients,
              })}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Field data-size="sm">
        <Label htmlFor="trial-days">{t('whatIf.days')}</Label>
        <Select id="trial-days" name="days" defaultValue="90">
          {WHAT_IF_DAYS.map((days) => (
            <Select.Option key={days} value={String(days)}>
              {t('whatIf.daysOf', { days })}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <div className={styles.buttons}>
        <Send>{t('trial.start')}</Send>
      </div>
    </Form>
  );
}
