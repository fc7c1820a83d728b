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

/** `kind`: where given, a take-over in an emergency is named so; nobody accepted anything. */
export function StatusTag({ status, kind = 'offer' }: Pick<Handover, 'status'> & Partial<Pick<Handover, 'kind'>>) {
  const { t } = useTexts();
  if (kind === 'emergency') {
    return (
      <Tag data-size="sm" data-color="danger">
        {t('takeOver.tag')}
      </Tag>
    );
  }
  return (
    <Tag data-size="sm" data-color={COLOURS[status]}>
      {t(`handover.status.${status}`)}
    </Tag>
  );
}
