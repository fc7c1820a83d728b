import { Alert, Button, Checkbox, Fieldset, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import type {
  AdoptProtocolSchema,
  EpisodeDetail,
  PresentSetting,
  ProtocolChoice,
  ProtocolChoices,
} from '@samvakt/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { uncoveredText } from '../cover/uncoveredText.ts';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, missing, NO_FAULTS, textOf } from '../form/faults.ts';
import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import type { Said } from '../texts/said.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { type Seen, shownBefore, unseenText } from '../whatIf/shown.ts';
import { WithoutReplay } from '../whatIf/WithoutReplay.tsx';
import { Difference } from './Difference.tsx';
import styles from './protocol.module.css';

export type Adoption = z.input<typeof AdoptProtocolSchema>;

interface ProtocolFormProps {
  readonly episode: EpisodeDetail;
  readonly given: ProtocolChoices;
  readonly chosen: ProtocolChoice | undefined;
  readonly onChoose: (choice: ProtocolChoice) => void;
  /** Whether what is chosen has been replayed on the screen. */
  readonly seen: Seen;
  /** What is in force, as the person has taken note of it. */
  readonly read: PresentSetting;
  /** Whether it is in force. */
  readonly onSave: (adoption: Adoption) => Promise<boolean>;
  readonly onCancel: () => void;
}

const idOf = (field: string) => `protocol-${field}`;
const keyOf = ({ id, version }: Pick<ProtocolChoice, 'id' | 'version'>) => `${id} ${version}`;
const FIELDS = ['version', 'uncovered', 'giveUp', 'reason', 'withoutReplay', 'shown'];

/** Which version, what differs, what would not hold of the patient's own numbers, and why it is put in force. */
export function ProtocolForm(props: ProtocolFormProps) {
  const { episode, given, chosen, onChoose, seen, read, onSave, onCancel } = props;
  const { t, localized } = useTexts();
  const say = useSaid();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);

  async function send(form: FormData): Promise<boolean> {
    const reason = textOf(form, 'reason').trim();
    const giveUp = form.getAll('giveUp').filter((name) => typeof name === 'string');
    const shown = shownBefore(seen, textOf(form, 'withoutReplay').trim());
    const found = new Map<string, Said>();
    if (chosen === undefined) found.set('version', ({ t }) => t('form.chooseOne'));
    if (chosen?.uncovered) found.set('uncovered', ({ t }) => t('refusals.hour-not-covered'));
    if (chosen?.wouldNotHold.some(({ name }) => !giveUp.includes(name)))
      found.set('giveUp', ({ t }) => t('protocol.giveUpAll'));
    if (reason === '') found.set('reason', missing('protocol.reason'));
    if (chosen !== undefined && shown === undefined) {
      if (seen === 'failed') found.set('withoutReplay', missing('whatIf.withoutReplay'));
      else found.set('shown', ({ t }) => t(unseenText(seen)));
    }
    setFaults(found);
    if (found.size > 0 || chosen === undefined || shown === undefined) return false;
    const { id, version } = chosen;
    const { adoption: basedOn, limitsVersion } = read;
    return onSave({ protocol: { id, version }, reason, basedOn, limitsVersion, giveUp, shown });
  }

  return (
    <Form onSend={send} className={styles.form}>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Choice
        name="version"
        id={idOf('version')}
        legend={t('protocol.choose')}
        fault={say(faults.get('version'))}
        options={given.choices.map((choice) => ({
          value: keyOf(choice),
          label: t('episode.protocolVersion', { title: localized(choice.title), version: choice.version }),
          description: t(
            choice.id === episode.protocol.id && choice.version < episode.protocol.version
              ? 'protocol.earlier'
              : choice.id === episode.protocol.id
                ? 'protocol.later'
                : 'protocol.another',
          ),
        }))}
        onChange={(value) => {
          const choice = given.choices.find((one) => keyOf(one) === value);
          if (choice !== undefined) onChoose(choice);
        }}
      />
      {chosen && <Consequences key={keyOf(chosen)} choice={chosen} fault={say(faults.get('giveUp'))} />}
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('reason')}
        name="reason"
        label={t('protocol.reason')}
        description={t('protocol.reasonHelp')}
        error={say(faults.get('reason'))}
      />
      {chosen && <WithoutReplay seen={seen} id={idOf('withoutReplay')} fault={say(faults.get('withoutReplay'))} />}
      <div className={styles.buttons}>
        <Send id={idOf('shown')}>{t('protocol.save')}</Send>
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  );
}

function Consequences({ choice, fault }: { readonly choice: ProtocolChoice; readonly fault: string | undefined }) {
  const { t, language, localized } = useTexts();
  const format = useFormat();
  return (
    <>
      <section aria-labelledby="protocol-difference">
        <h2 id="protocol-difference">{t('protocol.difference')}</h2>
        <Difference difference={choice.difference} />
      </section>
      {choice.uncovered !== null && (
        <Alert data-color="danger" data-size="sm" id={idOf('uncovered')} tabIndex={-1}>
          <p>{t('protocol.uncovered')}</p>
          <p>{uncoveredText(t, language, choice.uncovered)}</p>
        </Alert>
      )}
      {choice.wouldNotHold.length > 0 && (
        <Fieldset data-size="sm" aria-invalid={fault ? true : undefined}>
          <Fieldset.Legend>{t('protocol.wouldNotHold')}</Fieldset.Legend>
          <Fieldset.Description>{t('protocol.wouldNotHoldHelp')}</Fieldset.Description>
          {choice.wouldNotHold.map(({ name, text, unit, value, why }, place) => (
            <Checkbox
              key={name}
              name="giveUp"
              value={name}
              {...(place === 0 ? { id: idOf('giveUp') } : {})}
              label={t('protocol.giveUp', { name: localized(text), value: limitText(t, format, value, unit) })}
              description={t(`protocol.why.${why}`)}
              {...(fault ? { 'aria-invalid': true } : {})}
            />
          ))}
          {fault && <ValidationMessage>{fault}</ValidationMessage>}
        </Fieldset>
      )}
    </>
  );
}
