import type { AnsweredQuestion, LocalizedText } from '@samvakt/contract';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './questionnaire.module.css';

type AnswerMark = Pick<AnsweredQuestion, 'linkId' | 'mark'> & {
  readonly question: LocalizedText;
  /** Null: the question was not answered. */
  readonly answer: LocalizedText | null;
};

/** Questions with their answers in the reader's language; what is judged is told by colour, word and shape. */
export function AnswerMarks({ answers }: { readonly answers: readonly AnswerMark[] }) {
  const { t, localized } = useTexts();
  return (
    <dl className={styles.answers}>
      {answers.map(({ linkId, question, answer, mark }) => (
        <div key={linkId} className={styles.answer} data-mark={mark}>
          <dt>{localized(question)}</dt>
          <dd>
            {answer === null ? (
              <span className={styles.soft}>{t('questionnaire.notAnswered')}</span>
            ) : (
              <span className={styles.words}>{localized(answer)}</span>
            )}
            {mark !== 'none' && mark !== 'unjudged' && <StatusBadge status={mark} />}
            {mark === 'unjudged' && <span className={styles.soft}>{t('questionnaire.unjudged')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
