import type { HandoverDigest } from '@samvakt/contract';
import { AnswerMarks } from '../questionnaire/AnswerMarks.tsx';

interface AlertAnswersProps {
  readonly answers: HandoverDigest['alerts'][number]['answers'];
}

/** The coloured answers that the line above only counts; a single one is named there already. */
export function AlertAnswers({ answers = [] }: AlertAnswersProps) {
  if (answers.length < 2) return null;
  // Of two forms the same link id may come twice.
  const marks = answers.map(({ colour, linkId, ...words }, index) => ({
    ...words,
    linkId: `${index} ${linkId}`,
    mark: colour,
  }));
  return <AnswerMarks answers={marks} />;
}
