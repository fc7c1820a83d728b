import { Button, Field, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { MAX_LIMITS_MS } from '@samvakt/care';
import type { EpisodeDetail, ProtocolNumber, SetLimitsSchema } from '@samvakt/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { useClock } from '../clock/useNow.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, missing, textOf } from '../form/faults.ts';
import { useFormat } from '../format/useFormat.ts';
import { DayField } from '../pause/DayField.tsx';
import { dayOf, daysAfter, endOf, lastDayFrom } from '../pause/days.ts';
import { unitName } from '../texts/names.ts';
import { useSaid } from '../texts/useSaid.ts';
import { type Translate, useTexts } from '../texts/useTexts.ts';
import { type Seen, shownBefore, unseenText } from '../whatIf/shown.ts';
import { WithoutReplay } from '../whatIf/WithoutReplay.tsx';
import {
  canBeHad,
  type Idle,
  idleAt,
  idleLimits,
  isBeyond,
  limitsFaults,
  numberFaults,
  numberOf,
  valuesOf,
  type Written,
} from './filledIn.ts';
import { IdleText } from './IdleText.tsx';
import styles from './limits.module.css';

export type NewLimits = z.input<typeof SetLimitsSchema>;

interface LimitsFormProps {
  readonly episode: EpisodeDetail;
  readonly faults: Faults;
  /** Whether what is written has been replayed on the screen. */
  readonly seen: Seen;
  /** The version of the limits that the person has taken note of. */
  readonly basedOnVersion: number;
  readonly onFaults: (faults: Faults) => void;
  /** Whether they are saved. */
  readonly onSave: (limits: NewLimits) => Promise<boolean>;
  readonly onCancel: () => void;
  /** What would be saved, whenever it changes; or why nobody can have what is written. */
  readonly onValues: (values: Record<string, number> | undefined, faults: Faults) => void;
}

const idOf = (field: string) => `limits-${field}`;

/** Every number that the protocol names, with its range and its standard; empty is the standard. */
export function LimitsForm(props: LimitsFormProps) {
  const { episode, faults, seen, basedOnVersion, onFaults, onSave, onCancel, onValues } = props;
  const { t } = useTexts();
  const say = useSaid();
  const format = useFormat();
  const clock = useClock();
  const { numbers } = episode.protocol;
  const before = new Map(episode.limits?.values.map(({ name, value }) => [name, value]));
  const [written, setWritten] = useState<Written>(() =>
    Object.fromEntries(numbers.map(({ name }) => [name, textOfNumber(before.get(name), format.number)])),
  );
  const today = dayOf(clock.now());
  const values = valuesOf(numbers, written);
  const idle = numberFaults(numbers, written).size === 0 ? idleLimits(numbers, values) : [];

  function write(name: string, text: string) {
    const next = { ...written, [name]: text };
    setWritten(next);
    const found = numberFaults(numbers, next);
    onValues(found.size === 0 ? valuesOf(numbers, next) : undefined, found);
  }

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    const until = endOf(textOf(form, 'until'));
    const found = new Map(limitsFaults({ numbers, written, reason, until }));
    const isNothingToShow = numberFaults(numbers, written).size > 0;
    const shown = shownBefore(seen, textOf(form, 'withoutReplay').trim());
    if (shown === undefined && seen === 'failed') found.set('withoutReplay', missing('whatIf.withoutReplay'));
    else if (shown === undefined && !isNothingToShow) found.set('shown', ({ t }) => t(unseenText(seen)));
    onFaults(found);
    if (found.size > 0 || shown === undefined) return false;
    return onSave({
      values: valuesOf(numbers, written),
      reason,
      until: new Date(until).toISOString(),
      basedOnVersion,
      shown,
    });
  }

  return (
    <Form onSend={send} className={styles.form}>
      <FaultSummary
        faults={faults}
        fields={[...numbers.map(({ name }) => name), 'reason', 'until', 'withoutReplay', 'shown']}
        idOf={idOf}
      />
      <h2>{t('limits.numbers')}</h2>
      <div className={styles.numbers}>
        {numbers.map((number) => (
          <NumberField
            key={number.name}
            number={number}
            written={written[number.name] ?? ''}
            fault={say(faults.get(number.name))}
            idle={idleAt(idle, number.name, values)}
            onWrite={(text) => write(number.name, text)}
          />
        ))}
      </div>
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('reason')}
        name="reason"
        label={t('limits.reason')}
        description={t('limits.reasonHelp')}
        defaultValue={episode.limits?.state === 'ended' ? episode.limits.reason : ''}
        error={say(faults.get('reason'))}
      />
      <DayField
        id={idOf('until')}
        name="until"
        label={t('limits.until')}
        help={t('limits.untilHelp')}
        min={daysAfter(today, 1)}
        max={lastDayFrom(clock.now(), MAX_LIMITS_MS)}
        initial={daysAfter(today, 90)}
        instantOf={endOf}
        fault={say(faults.get('until'))}
      />
      <WithoutReplay seen={seen} id={idOf('withoutReplay')} fault={say(faults.get('withoutReplay'))} />
      <div className={styles.buttons}>
        <Send id={idOf('shown')}>{t('limits.save')}</Send>
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  );
}

interface NumberFieldProps {
  readonly number: ProtocolNumber;
  readonly written: string;
  readonly fault: string | undefined;
  readonly idle: readonly Idle[];
  readonly onWrite: (text: string) => void;
}

function NumberField({ number, written, fault, idle, onWrite }: NumberFieldProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const unit = unitName(t, number.unit);
  const text = (value: number) => `${format.number(value)}${unit === '' ? '' : ` ${unit}`}`;
  const { standard, min, max, name, choices } = number;
  const beyond = beyondText(t, number, localized(number.text), numberOf(written));
  return (
    <div>
      {choices ? (
        <ChoiceField number={number} choices={choices} written={written} fault={fault} onWrite={onWrite} />
      ) : (
        <Textfield
          data-size="sm"
          inputMode="decimal"
          autoComplete="off"
          id={idOf(name)}
          name={name}
          label={localized(number.text)}
          description={t('limits.range', { standard: text(standard), min: format.number(min), max: text(max) })}
          placeholder={format.number(standard)}
          {...(unit === '' ? {} : { suffix: unit })}
          value={written}
          error={fault}
          onChange={(event) => onWrite(event.target.value)}
        />
      )}
      <p className={styles.beyond} aria-live="polite">
        {beyond !== fault && beyond}
      </p>
      <div className={idle.length > 0 ? styles.idle : undefined} aria-live="polite">
        {idle.map((one) => (
          <IdleText key={`${one.number.name} ${one.by?.name ?? one.byValue}`} idle={one} />
        ))}
      </div>
    </div>
  );
}

function beyondText(t: Translate, number: ProtocolNumber, name: string, value: number | null): string | undefined {
  if (!isBeyond(number, value) || value === null) return undefined;
  return canBeHad(number, value) ? t('limits.beyond') : t('limits.outOfReach', { name });
}

/** A number that may have a few values only is chosen, not written; nothing chosen is the standard. */
function ChoiceField({
  number: { name, text, standard },
  choices,
  written,
  fault,
  onWrite,
}: Omit<NumberFieldProps, 'idle'> & { readonly choices: NonNullable<ProtocolNumber['choices']> }) {
  const { localized } = useTexts();
  return (
    <Field data-size="sm">
      <Label htmlFor={idOf(name)}>{localized(text)}</Label>
      <Select
        id={idOf(name)}
        name={name}
        value={String(numberOf(written) ?? standard)}
        aria-invalid={fault !== undefined}
        onChange={(event) => onWrite(event.target.value)}
      >
        {choices.map((choice) => (
          <Select.Option key={choice.value} value={String(choice.value)}>
            {localized(choice.text)}
          </Select.Option>
        ))}
      </Select>
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
    </Field>
  );
}

const textOfNumber = (value: number | undefined, number: (value: number) => string): string =>
  value === undefined ? '' : number(value);
