import { Button, Field, Fieldset, Label, Select, Textfield } from '@digdir/designsystemet-react';
import { ESCALATION_TARGETS, type EscalationPolicy, type TeamEscalationPolicy } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useNow } from '../clock/useNow.ts';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form } from '../form/Form.tsx';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { Moved } from '../form/Moved.tsx';
import type { Read } from '../form/useRead.ts';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import { AT_ONCE, beginningOf } from './Beginning.tsx';
import { FromAndWhy } from './FromAndWhy.tsx';
import { type PolicyDraft, policyDraftOf, policyOf } from './policyDraft.ts';
import styles from './team.module.css';

interface PolicyFormProps {
  readonly policy: EscalationPolicy;
  readonly planned: TeamEscalationPolicy['planned'];
  readonly read: Read;
  /** `from`: ISO 8601; null: at once. Whether it is saved. */
  readonly onSave: (act: { policy: EscalationPolicy; reason: string; from: string | null }) => Promise<boolean>;
}

const FIELDS = ['steps', 'rounds', 'from', 'reason'];
const SEVERITIES = ['red', 'yellow', 'both'] as const;
type Step = PolicyDraft['steps'][number];

/** What is done step by step while nobody claims an alert. */
export function PolicyForm({ policy, planned, read, onSave }: PolicyFormProps) {
  const { t } = useTexts();
  const id = useId();
  const [draft, setDraft] = useState(() => policyDraftOf(policy));
  const [beginning, setBeginning] = useState(AT_ONCE);
  const [reason, setReason] = useState('');
  const now = useNow();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const { steps, rounds, answerMinutes } = draft;
  const change = (part: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const changeStep = (place: number, part: Partial<Step>) =>
    change({ steps: steps.map((step, at) => (at === place ? { ...step, ...part } : step)) });

  async function send(): Promise<boolean> {
    const written = policyOf(draft);
    const found = new Map<string, Said>();
    if ('fault' in written) {
      const { fault } = written;
      found.set(fault === 'team' ? 'steps' : 'rounds', ({ t }) => t(`team.policy.faults.${fault}`));
    }
    if (reason.trim() === '') found.set('reason', ({ t }) => t('team.form.faults.reason'));
    const from = beginningOf(beginning, now);
    if (from === undefined) found.set('from', ({ t }) => t('team.form.faults.from'));
    setFaults(found);
    if (found.size > 0 || !('policy' in written) || from === undefined) return false;
    return onSave({ policy: written.policy, reason: reason.trim(), from });
  }

  return (
    <Form writing={read.writing} onSend={send} className={styles.form}>
      <Moved read={read} />
      <FaultSummary faults={faults} fields={FIELDS} idOf={(field) => `${id}-${field}`} />
      <div id={`${id}-steps`} tabIndex={-1} className={styles.days}>
        {steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the policy
          <Fieldset key={place} data-size="sm" data-step={place + 1}>
            <Fieldset.Legend>{t('team.policy.step', { place: place + 1 })}</Fieldset.Legend>
            <div className={styles.step}>
              <Field data-size="sm">
                <Label htmlFor={`${id}-target-${place}`}>{t('team.policy.target')}</Label>
                <Select
                  id={`${id}-target-${place}`}
                  value={step.target}
                  onChange={(event) => changeStep(place, { target: event.target.value as Step['target'] })}
                >
                  {ESCALATION_TARGETS.map((target) => (
                    <Select.Option key={target} value={target}>
                      {t(`escalation.targets.${target}`)}
                    </Select.Option>
                  ))}
                </Select>
              </Field>
              <Textfield
                data-size="sm"
                type="number"
                min={0}
                max={1440}
                label={t('team.policy.after')}
                value={step.minutes}
                onChange={(event) => changeStep(place, { minutes: event.target.value })}
              />
              <Field data-size="sm">
                <Label htmlFor={`${id}-severities-${place}`}>{t('team.policy.severities')}</Label>
                <Select
                  id={`${id}-severities-${place}`}
                  value={step.severities}
                  onChange={(event) => changeStep(place, { severities: event.target.value as Step['severities'] })}
                >
                  {SEVERITIES.map((severity) => (
                    <Select.Option key={severity} value={severity}>
                      {t(`team.policy.${severity}`)}
                    </Select.Option>
                  ))}
                </Select>
              </Field>
              <Button
                variant="tertiary"
                data-size="sm"
                disabled={steps.length === 1}
                onClick={() => change({ steps: steps.filter((_, at) => at !== place) })}
              >
                {t('team.policy.remove', { place: place + 1 })}
              </Button>
            </div>
          </Fieldset>
        ))}
        <div>
          <Button
            variant="secondary"
            data-size="sm"
            disabled={steps.length === 12}
            onClick={() => change({ steps: [...steps, { target: 'team', minutes: '10', severities: 'red' }] })}
          >
            {t('team.policy.add')}
          </Button>
        </div>
      </div>
      <div className={styles.step}>
        <Textfield
          data-size="sm"
          type="number"
          min={1}
          max={10}
          id={`${id}-rounds`}
          label={t('team.policy.rounds')}
          value={rounds}
          onChange={(event) => change({ rounds: event.target.value })}
        />
        <Textfield
          data-size="sm"
          type="number"
          min={1}
          max={1440}
          label={t('team.policy.answer')}
          value={answerMinutes}
          onChange={(event) => change({ answerMinutes: event.target.value })}
        />
      </div>
      <FromAndWhy
        id={id}
        beginning={beginning}
        planned={planned}
        now={now}
        reason={reason}
        faults={faults}
        labels={{ reason: t('team.policy.reason'), send: t('team.policy.save') }}
        onBeginning={setBeginning}
        onReason={setReason}
      />
    </Form>
  );
}
