import type { Colour, LocalizedText } from '@samvakt/contract';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './questionnaire.module.css';

interface AnswerMark {
  readonly linkId: string;
  readonly question: LocalizedText;
  readonly answer: LocalizedText;
  /** `none`: only shown; `unjudged`: no rule says what it means. */
  readonly mark: Colour | 'none' | 'unjudged';
}

/** Questions with their answers in the reader's language; what is marked is told by colour, word and shape. */
export function AnswerMarks({ answers }: { readonly answers: readonly AnswerMark[] }) {
  const { t, localized } = useTexts();
  return (
    <dl className={styles.answers}>
      {answers.map(({ linkId, question, answer, mark }) => (
        <div key={linkId} className={styles.answer} data-mark={mark}>
          <dt>{localized(question)}</dt>
          <dd>
            <span className={styles.words}>{localized(answer)}</span>
            {(mark === 'red' || mark === 'yellow') && <StatusBadge status={mark} />}
            {mark === 'unjudged' && <span className={styles.unjudged}>{t('questionnaire.unjudged')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
