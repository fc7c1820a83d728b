import type { AnsweredQuestion, QuestionnaireResponse } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { AnswerMarks } from './AnswerMarks.tsx';
import { ContactTag, ScoreText } from './FormFacts.tsx';
import styles from './questionnaire.module.css';

/** Opened and closed by mouse or keyboard. `about` says to a screen reader which form it is, for there may be many on a page. */
export function AnswersDisclosure({
  about,
  onOpen,
  children,
}: {
  readonly about: string;
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <details
      className={styles.whole}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        if (event.currentTarget.open) onOpen?.();
      }}
    >
      <summary>
        {open ? t('questionnaire.hide') : t('questionnaire.show')}
        <span className="hidden-visually">: {about}</span>
      </summary>
      {open && children}
    </details>
  );
}

/** The form that an alert rests on, whole. It is asked for only when it is opened: every look is logged. */
export function WholeForm({
  episodeId,
  responseId,
  about,
}: {
  readonly episodeId: string;
  readonly responseId: string;
  readonly about: string;
}) {
  const { t } = useTexts();
  const { queries } = useApi();
  const [asked, setAsked] = useState(false);
  const form = useQuery({ ...queries.form(episodeId, responseId), enabled: asked });
  return (
    <AnswersDisclosure about={about} onOpen={() => setAsked(true)}>
      {form.error && <ProblemPanel error={form.error} onRetry={() => void form.refetch()} />}
      {form.isPending && <Loading label={t('questionnaire.loading')} rows={3} />}
      {form.data && (
        <>
          <p className={styles.facts}>
            <ScoreText form={form.data} />
            <ContactTag form={form.data} />
          </p>
          <Answers form={form.data} />
        </>
      )}
    </AnswersDisclosure>
  );
}

/** Every question in its order, under the headings of the form. */
export function Answers({ form }: { readonly form: Pick<QuestionnaireResponse, 'questions'> }) {
  const { localized } = useTexts();
  return (
    <>
      {parts(form.questions).map(({ group, questions }) => (
        <div key={questions[0]?.linkId}>
          {group && <h4 className={styles.group}>{localized(group)}</h4>}
          <AnswerMarks answers={questions} />
        </div>
      ))}
    </>
  );
}

type Part = { readonly group: AnsweredQuestion['group']; readonly questions: AnsweredQuestion[] };

/** Questions that stand beside each other under the same heading. */
function parts(questions: readonly AnsweredQuestion[]): Part[] {
  const found: Part[] = [];
  for (const question of questions) {
    const last = found.at(-1);
    if (last && last.group?.nb === question.group?.nb) last.questions.push(question);
    else found.push({ group: question.group, questions: [question] });
  }
  return found;
}
