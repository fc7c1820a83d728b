import { Alert as Box } from '@digdir/designsystemet-react';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';

/** Something that came could not be judged: whatever else is said, nobody knows how the patient is. `since`: ISO; nothing where there is none. */
export function Unjudged({ since }: { readonly since: string | null | undefined }) {
  const { t } = useTexts();
  const format = useFormat();
  if (!since) return null;
  return (
    <Box data-color="warning" data-size="sm">
      {t('handover.unjudged', { time: format.fullDateTime(since) })}
    </Box>
  );
}
