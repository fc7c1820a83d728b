import { Button } from '@digdir/designsystemet-react';
import type { QuestionnaireResponse } from '@samvakt/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import episodeStyles from '../episode/episode.module.css';
import { useFormat } from '../format/useFormat.ts';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { ContactTag, ReviewLine, ScoreText } from './FormFacts.tsx';
import styles from './questionnaire.module.css';
import { Answers, AnswersDisclosure } from './WholeForm.tsx';

/** The forms that the patient has answered, the latest first: how each was judged, who has reviewed it, and every answer. */
export function Forms({ episodeId }: { readonly episodeId: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const forms = useInfiniteQuery(queries.forms(episodeId));
  const responses = forms.data?.pages.flatMap((page) => page.responses) ?? [];
  return (
    <section className={episodeStyles.panel} aria-labelledby="forms">
      <h2 id="forms">{t('questionnaire.title')}</h2>
      {forms.error && <ProblemPanel error={forms.error} onRetry={() => void forms.refetch()} />}
      {forms.isPending && <Loading label={t('questionnaire.loading')} rows={2} />}
      {forms.data && responses.length === 0 && <p className={episodeStyles.soft}>{t('questionnaire.none')}</p>}
      {responses.length > 0 && (
        <ol className={styles.forms}>
          {responses.map((form) => (
            <Form key={form.id} form={form} />
          ))}
        </ol>
      )}
      {forms.hasNextPage && (
        <Button
          variant="tertiary"
          data-size="sm"
          loading={forms.isFetchingNextPage}
          onClick={() => void forms.fetchNextPage()}
        >
          {t('questionnaire.older')}
        </Button>
      )}
    </section>
  );
}

function Form({ form }: { readonly form: QuestionnaireResponse }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const id = useId();
  const { title, answeredAt, receivedAt, colour, questionnaire } = form;
  const time = format.near(answeredAt, now);
  return (
    <li className={styles.form} data-status={colour} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>{localized(title)}</h3>
        <StatusBadge status={colour} />
        <ContactTag form={form} />
      </div>
      <p className={styles.facts}>
        <span>{t('questionnaire.answered', { time })}</span>
        <ScoreText form={form} />
      </p>
      <ReviewLine form={form} />
      <AnswersDisclosure about={t('questionnaire.about', { title: localized(title), time })}>
        <p className={styles.facts}>
          <span>
            {t('questionnaire.receivedLead')} <At at={receivedAt} />
          </span>
          <span>{t('questionnaire.version', questionnaire)}</span>
        </p>
        <Answers form={form} />
      </AnswersDisclosure>
    </li>
  );
}
