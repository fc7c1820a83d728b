import { Textfield } from '@digdir/designsystemet-react';
import { ILLNESS_SEVERITIES } from '@samvakt/contract';
import { Choice } from '../form/Choice.tsx';
import type { Faults } from '../form/faults.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { PARAGRAPHS } from './offerDraft.ts';
import type { OfferStart } from './offerStart.ts';

const idOf = (field: string) => `offer-${field}`;

/** What the sender says: how ill, and ISBAR. */
export function LetterStep({ start, faults }: { readonly start: OfferStart; readonly faults: Faults }) {
  const { t } = useTexts();
  return (
    <>
      <p className={styles.soft}>{t('offer.letterHelp')}</p>
      <Choice
        name="illnessSeverity"
        id={idOf('illnessSeverity')}
        legend={t('handover.severity')}
        help={t('handover.severityHelp')}
        fault={faults.get('illnessSeverity')}
        options={ILLNESS_SEVERITIES.map((value) => ({
          value,
          label: t(`handover.severities.${value}`),
          description: t(`handover.severityMeanings.${value}`),
        }))}
      />
      {PARAGRAPHS.map((part) => (
        <Textfield
          key={part}
          data-size="sm"
          multiline
          rows={part === 'background' ? 4 : 3}
          id={idOf(part)}
          name={part}
          defaultValue={start.isbar[part] ?? ''}
          label={
            part === 'contingency' ? `${t('handover.contingency')} (${t('form.optional')})` : t(`handover.${part}`)
          }
          description={t(`handover.${part}Help`)}
          error={faults.get(part)}
        />
      ))}
    </>
  );
}
