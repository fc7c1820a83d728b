import { Textfield } from '@digdir/designsystemet-react';
import { ILLNESS_SEVERITIES, type Team } from '@samvakt/contract';
import { Choice } from '../form/Choice.tsx';
import type { Faults } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { ActionLines, IfThenLines } from './LetterLines.tsx';
import { PARAGRAPHS } from './offerDraft.ts';
import type { OfferStart } from './offerStart.ts';

const idOf = (field: string) => `offer-${field}`;

interface LetterStepProps {
  /** The team that offers. */
  readonly from: Team;
  readonly start: OfferStart;
  readonly faults: Faults;
}

/** What the sender says: how ill, ISBAR, what is to be done by whom and when, and what to do if something happens. */
export function LetterStep({ from, start, faults }: LetterStepProps) {
  const { t } = useTexts();
  const say = useSaid();
  return (
    <>
      <p className={styles.soft}>{t('offer.letterHelp')}</p>
      <Choice
        name="illnessSeverity"
        id={idOf('illnessSeverity')}
        legend={t('handover.severity')}
        help={t('handover.severityHelp')}
        fault={say(faults.get('illnessSeverity'))}
        options={ILLNESS_SEVERITIES.map((value) => ({
          value,
          label: t(`handover.severities.${value}`),
          description: t(`handover.severityMeanings.${value}`),
        }))}
      />
      {PARAGRAPHS.filter((part) => part !== 'contingency').map((part) => (
        <Paragraph key={part} part={part} start={start} fault={say(faults.get(part))} />
      ))}
      <ActionLines idOf={idOf} team={from.name} initial={start.isbar.actions ?? []} />
      <IfThenLines idOf={idOf} fault={say(faults.get('ifThen'))} initial={start.isbar.ifThen ?? []} />
      <Paragraph part="contingency" start={start} fault={say(faults.get('contingency'))} />
    </>
  );
}

interface ParagraphProps {
  readonly part: (typeof PARAGRAPHS)[number];
  readonly start: OfferStart;
  readonly fault: string | undefined;
}

function Paragraph({ part, start, fault }: ParagraphProps) {
  const { t } = useTexts();
  return (
    <Textfield
      data-size="sm"
      multiline
      rows={part === 'background' ? 4 : 3}
      id={idOf(part)}
      name={part}
      defaultValue={start.isbar[part] ?? ''}
      label={part === 'contingency' ? `${t('handover.contingency')} (${t('form.optional')})` : t(`handover.${part}`)}
      description={t(`handover.${part}Help`)}
      error={fault}
    />
  );
}
