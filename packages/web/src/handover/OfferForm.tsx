import { Button, Field, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { ILLNESS_SEVERITIES, OfferHandoverSchema, type Team } from '@samvakt/contract';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { useClock } from '../clock/useNow.ts';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, faultsOf, textOf } from '../form/faults.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DEADLINE_HOURS, DEFAULT_DEADLINE_HOURS, deadlineAfter } from './deadlines.ts';
import styles from './handover.module.css';
import { offerFaults } from './offerFaults.ts';

export type Offer = z.input<typeof OfferHandoverSchema>;

interface OfferFormProps {
  readonly teams: readonly Team[];
  readonly faults: Faults;
  readonly onFaults: (faults: Faults) => void;
  readonly onSend: (offer: Offer) => Promise<void>;
  readonly onCancel: () => void;
}

const PARAGRAPHS = ['situation', 'background', 'assessment', 'recommendation', 'contingency'] as const;
const FIELDS = ['toTeamId', 'illnessSeverity', ...PARAGRAPHS, 'deadlineAt'];
const idOf = (field: string) => `offer-${field}`;

export function OfferForm({ teams, faults, onFaults, onSend, onCancel }: OfferFormProps) {
  const { t } = useTexts();
  const clock = useClock();
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const hours = Number(textOf(form, 'deadlineAt'));
    const offer = {
      toTeamId: textOf(form, 'toTeamId'),
      isbar: {
        illnessSeverity: textOf(form, 'illnessSeverity'),
        ...Object.fromEntries(PARAGRAPHS.map((part) => [part, textOf(form, part)])),
      },
      deadlineAt: new Date(deadlineAfter(hours, clock.now())).toISOString(),
    };
    const parsed = OfferHandoverSchema.safeParse(offer);
    if (!parsed.success) return onFaults(offerFaults(t, faultsOf(t, parsed.error, ['toTeamId', 'illnessSeverity'])));
    setSending(true);
    await onSend(parsed.data);
    setSending(false);
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Field data-size="sm">
        <Label htmlFor={idOf('toTeamId')}>{t('handover.toTeam')}</Label>
        <Select
          id={idOf('toTeamId')}
          name="toTeamId"
          defaultValue=""
          aria-invalid={faults.has('toTeamId') || undefined}
        >
          <Select.Option value="">{t('handover.chooseTeam')}</Select.Option>
          {teams.map((team) => (
            <Select.Option key={team.id} value={team.id}>
              {team.name}, {team.organization.name}
            </Select.Option>
          ))}
        </Select>
        {faults.has('toTeamId') && <ValidationMessage>{faults.get('toTeamId')}</ValidationMessage>}
      </Field>
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
      <h2>{t('handover.isbar')}</h2>
      {PARAGRAPHS.map((part) => (
        <Textfield
          key={part}
          data-size="sm"
          multiline
          rows={part === 'background' ? 4 : 3}
          id={idOf(part)}
          name={part}
          label={
            part === 'contingency' ? `${t('handover.contingency')} (${t('form.optional')})` : t(`handover.${part}`)
          }
          description={t(`handover.${part}Help`)}
          error={faults.get(part)}
        />
      ))}
      <DeadlineField fault={faults.get('deadlineAt')} />
      <div className={styles.buttons}>
        <Button type="submit" loading={sending}>
          {t('handover.send')}
        </Button>
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}

function DeadlineField({ fault }: { readonly fault: string | undefined }) {
  const { t } = useTexts();
  const format = useFormat();
  const clock = useClock();
  return (
    <Field data-size="sm">
      <Label htmlFor={idOf('deadlineAt')}>{t('handover.deadlineLabel')}</Label>
      <Field.Description>{t('handover.deadlineHelp')}</Field.Description>
      <Select
        id={idOf('deadlineAt')}
        name="deadlineAt"
        defaultValue={String(DEFAULT_DEADLINE_HOURS)}
        width="auto"
        className={styles.deadlineSelect}
      >
        {DEADLINE_HOURS.map((hours) => (
          <Select.Option key={hours} value={String(hours)}>
            {t('handover.deadlineOption', {
              duration: format.duration(hours * 3_600_000),
              time: format.fullDateTime(deadlineAfter(hours, clock.ticked())),
            })}
          </Select.Option>
        ))}
      </Select>
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
    </Field>
  );
}
