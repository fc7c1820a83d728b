import { ValidationMessage } from '@digdir/designsystemet-react';
import type { EpisodeDetail, LimitsProposal, ShownBefore } from '@samvakt/contract';
import { useId, useMemo, useState } from 'react';
import { Form, Send } from '../form/Form.tsx';
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
  /** Whether they are confirmed. */
  readonly onConfirm: (shown: ShownBefore) => Promise<boolean>;
}

/** What the proposed limits would have given, shown to the second person before they can be confirmed. */
export function Review({ episode, proposal, onConfirm }: ReviewProps) {
  const { t } = useTexts();
  const id = useId();
  const proposed = useMemo(
    () => ({ values: Object.fromEntries(proposal.values.map(({ name, value }) => [name, value])) }),
    [proposal.values],
  );
  const replay = useSeen(episode, proposed);
  const { seen } = replay;
  const [fault, setFault] = useState<'waiting' | 'without'>();

  async function confirm(form: FormData): Promise<boolean> {
    const shown = shownBefore(seen, textOf(form, 'withoutReplay').trim());
    setFault(shown !== undefined ? undefined : seen === 'failed' ? 'without' : 'waiting');
    return shown !== undefined && onConfirm(shown);
  }

  return (
    <Form className={styles.review} onSend={confirm}>
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
        <Send data-size="sm">{t('limits.confirm')}</Send>
      </div>
    </Form>
  );
}
