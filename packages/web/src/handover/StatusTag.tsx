import { Tag } from '@digdir/designsystemet-react';
import type { Handover } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';

const COLOURS = {
  offered: 'info',
  accepted: 'success',
  declined: 'neutral',
  withdrawn: 'neutral',
  expired: 'warning',
  scheduled: 'info',
  'called-off': 'neutral',
  superseded: 'warning',
} as const satisfies Record<Handover['status'], string>;

export function StatusTag({ status }: Pick<Handover, 'status'>) {
  const { t } = useTexts();
  return (
    <Tag data-size="sm" data-color={COLOURS[status]}>
      {t(`handover.status.${status}`)}
    </Tag>
  );
}
