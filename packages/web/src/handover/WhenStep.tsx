import { Checkbox, Field, Label, Select, ValidationMessage } from '@digdir/designsystemet-react';
import type { Team } from '@samvakt/contract';
import { useState } from 'react';
import { useClock } from '../clock/useNow.ts';
import { Choice } from '../form/Choice.tsx';
import type { Faults } from '../form/faults.ts';
import { useFormat } from '../format/useFormat.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DEADLINE_HOURS, deadlineAfter } from './deadlines.ts';
import styles from './handover.module.css';
import type { OfferStart } from './offerStart.ts';
import { TimeField } from './TimeField.tsx';

interface WhenStepProps {
  readonly teams: readonly Team[];
  readonly start: OfferStart;
  readonly faults: Faults;
}

const idOf = (field: string) => `offer-${field}`;

/** To whom, when it passes, for how long, and by when they answer. */
export function WhenStep({ teams, start, faults }: WhenStepProps) {
  const { t } = useTexts();
  const say = useSaid();
  const [toTeamId, setToTeamId] = useState(start.toTeamId);
  const [timing, setTiming] = useState(start.effectiveAt === null ? '' : 'later');
  const [temporary, setTemporary] = useState(start.returnAt !== null);
  return (
    <>
      <Field data-size="sm">
        <Label htmlFor={idOf('toTeamId')}>{t('handover.toTeam')}</Label>
        <Select
          id={idOf('toTeamId')}
          name="toTeamId"
          value={toTeamId}
          onChange={(event) => setToTeamId(event.target.value)}
          aria-invalid={faults.has('toTeamId') || undefined}
        >
          <Select.Option value="">{t('handover.chooseTeam')}</Select.Option>
          {teams.map((team) => (
            <Select.Option key={team.id} value={team.id}>
              {team.name}, {team.organization.name}
            </Select.Option>
          ))}
        </Select>
        {faults.has('toTeamId') && <ValidationMessage>{say(faults.get('toTeamId'))}</ValidationMessage>}
      </Field>
      <Choice
        name="timing"
        id={idOf('timing')}
        legend={t('offer.timing')}
        fault={say(faults.get('timing'))}
        chosen={timing}
        onChange={setTiming}
        options={(['now', 'later'] as const).map((value) => ({
          value,
          label: t(`offer.timings.${value}`),
          description: t(`offer.timingMeanings.${value}`),
        }))}
      />
      {timing === 'later' && (
        <TimeField
          id={idOf('effectiveAt')}
          name="effectiveAt"
          label={t('offer.effectiveAt')}
          help={t('offer.effectiveAtHelp')}
          value={start.effectiveAt}
          fault={say(faults.get('effectiveAt'))}
        />
      )}
      <Checkbox
        data-size="sm"
        name="temporary"
        value="on"
        defaultChecked={temporary}
        onChange={(event) => setTemporary(event.currentTarget.checked)}
        label={t('offer.temporary')}
        description={t('offer.temporaryHelp')}
      />
      {temporary && (
        <TimeField
          id={idOf('returnAt')}
          name="returnAt"
          label={t('offer.returnAt')}
          help={t('offer.returnAtHelp')}
          value={start.returnAt}
          fault={say(faults.get('returnAt'))}
        />
      )}
      <DeadlineField hours={start.deadlineHours} fault={say(faults.get('deadlineAt'))} />
    </>
  );
}

function DeadlineField({ hours: chosen, fault }: { readonly hours: number; readonly fault: string | undefined }) {
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
        defaultValue={String(chosen)}
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
