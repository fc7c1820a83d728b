import { Button, ValidationMessage } from '@digdir/designsystemet-react';
import type { EpisodeDetail, LimitsProposal, ShownBefore } from '@samvakt/contract';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { textOf } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import { shownBefore, unseenText } from '../whatIf/shown.ts';
import { useSeen } from '../whatIf/useSeen.ts';
import { WhatIf } from '../whatIf/WhatIf.tsx';
import { WithoutReplay } from '../whatIf/WithoutReplay.tsx';
import styles from './limits.module.css';

interface ReviewProps {
  readonly episode: EpisodeDetail;
  readonly proposal: LimitsProposal;
  readonly busy: boolean;
  readonly onConfirm: (shown: ShownBefore) => Promise<void>;
}

/** What the proposed limits would have given, shown to the second person before they can be confirmed. */
export function Review({ episode, proposal, busy, onConfirm }: ReviewProps) {
  const { t } = useTexts();
  const id = useId();
  const proposed = useMemo(
    () => ({ values: Object.fromEntries(proposal.values.map(({ name, value }) => [name, value])) }),
    [proposal.values],
  );
  const replay = useSeen(episode, proposed);
  const { seen } = replay;
  const [fault, setFault] = useState<'waiting' | 'without'>();

  async function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const shown = shownBefore(seen, textOf(new FormData(event.currentTarget), 'withoutReplay').trim());
    if (shown === undefined) return setFault(seen === 'failed' ? 'without' : 'waiting');
    setFault(undefined);
    await onConfirm(shown);
  }

  return (
    <form className={styles.review} noValidate onSubmit={(event) => void confirm(event)}>
      <WhatIf episode={episode} proposed={proposed} replay={replay} />
      <WithoutReplay
        seen={seen}
        id={`${id}-without`}
        fault={fault === 'without' ? t('form.required').toLocaleLowerCase() : undefined}
      />
      {fault === 'waiting' && (seen === 'waiting' || seen === 'outdated') && (
        <ValidationMessage role="alert">{t(unseenText(seen))}</ValidationMessage>
      )}
      <div className={styles.buttons}>
        <Button type="submit" data-size="sm" loading={busy}>
          {t('limits.confirm')}
        </Button>
      </div>
    </form>
  );
}
