import { Skeleton } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import styles from './app.module.css';

/** Quick answers show no skeleton at all: one that flashes by is unrest. */
const QUICK_MS = 120;

interface LoadingProps {
  readonly label: string;
  readonly rows?: number;
  readonly tall?: boolean;
}

export function Loading({ label, rows = 3, tall = false }: LoadingProps) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), QUICK_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading} role="status" data-visible={visible || undefined}>
      <span className="hidden-visually">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move.
        <Skeleton key={row} variant="rectangle" height={tall ? 180 : 48} />
      ))}
    </div>
  );
}
