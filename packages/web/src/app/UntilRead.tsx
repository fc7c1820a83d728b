import { Loading } from './Loading.tsx';
import { ProblemPanel } from './ProblemPanel.tsx';

/** What is being read, or could not be. */
export interface Read {
  readonly error: unknown;
  readonly refetch: () => Promise<unknown>;
}

interface UntilReadProps {
  readonly of: readonly Read[];
  /** What is said to be on its way. */
  readonly label: string;
  readonly rows?: number;
  readonly tall?: boolean;
}

/** In the place of what is not at hand yet: it is on its way, or it could not be read and can be asked for again. */
export function UntilRead({ of, ...loading }: UntilReadProps) {
  const error = errorOf(of);
  if (error === null) return <Loading {...loading} />;
  return <ProblemPanel error={error} onRetry={() => void Promise.all(of.map((read) => read.refetch()))} />;
}

export const errorOf = (reads: readonly Read[]): unknown => reads.find(({ error }) => error !== null)?.error ?? null;
