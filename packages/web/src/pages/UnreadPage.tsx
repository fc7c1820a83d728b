import { hasCode } from '../api/problem.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { errorOf, type Read, UntilRead } from '../app/UntilRead.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';

interface UnreadPageProps {
  readonly what?: 'page' | 'episode' | 'handover';
  readonly title: string;
  readonly of: readonly Read[];
  readonly label: string;
  readonly tall?: boolean;
}

/** Stands for a page whose subject is not at hand: there is none, it could not be read, or it is on its way. */
export function UnreadPage({ what = 'page', title, of, label, tall = false }: UnreadPageProps) {
  if (isNotThere(...of)) return <NotFoundPage what={what} />;
  return (
    <>
      <PageTitle pending>{title}</PageTitle>
      <UntilRead of={of} label={label} rows={4} tall={tall} />
    </>
  );
}

/** There is no such thing, or none for this person. Access that has ended ends the page too, even while an older answer is still at hand. */
export function isNotThere(...reads: readonly Read[]): boolean {
  const error = errorOf(reads);
  return hasCode(error, 'not-found') || hasCode(error, 'bad-request');
}
