import { Button, Field, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { type Cover, DeclareCoverSchema, type Team } from '@samvakt/contract';
import { type FormEvent, useId, useState } from 'react';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { en } from '../texts/en/index.ts';
import { nb } from '../texts/nb/index.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './cover.module.css';

/** What the patient is told to call, in both languages: 116117 is the national number of the emergency wards, 113 of ambulances. */
const NUMBERS = [
  { number: '116117', when: { nb: nb.cover.whenDoctor, en: en.cover.whenDoctor } },
  { number: '113', when: { nb: nb.cover.whenAcute, en: en.cover.whenAcute } },
];

const CoverActSchema = DeclareCoverSchema.omit({ version: true });
const FIELDS = ['kind', 'teamId', 'reason'];

interface CoverFormProps {
  /** Those that may cover. */
  readonly teams: readonly Team[];
  readonly onSave: (cover: Cover, reason: string) => Promise<void>;
}

/** Declares who acts on red while a team is closed: another team, or whom the patient has been told to call. */
export function CoverForm({ teams, onSave }: CoverFormProps) {
  const { t } = useTexts();
  const id = useId();
  const [kind, setKind] = useState('');
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const cover =
      kind === 'patient-calls'
        ? { kind, numbers: NUMBERS }
        : { kind: textOf(form, 'kind'), teamId: textOf(form, 'teamId') };
    const parsed = CoverActSchema.safeParse({ cover, reason: textOf(form, 'reason') });
    if (!parsed.success) return setFaults(faultsOf(t, parsed.error, ['kind', 'teamId']));
    setFaults(NO_FAULTS);
    setSending(true);
    await onSave(parsed.data.cover, parsed.data.reason);
    setSending(false);
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
      <FaultSummary faults={faults} fields={FIELDS} idOf={(field) => `${id}-${field}`} />
      <Choice
        name="kind"
        id={`${id}-kind`}
        legend={t('cover.by')}
        fault={faults.get('kind')}
        onChange={setKind}
        options={[
          { value: 'team', label: t('cover.byTeam') },
          { value: 'patient-calls', label: t('cover.byPatient') },
        ]}
      />
      {kind === 'team' && (
        <Field data-size="sm">
          <Label htmlFor={`${id}-teamId`}>{t('cover.team')}</Label>
          <Select id={`${id}-teamId`} name="teamId" defaultValue="" aria-invalid={faults.has('teamId') || undefined}>
            <Select.Option value="">{t('cover.chooseTeam')}</Select.Option>
            {teams.map((team) => (
              <Select.Option key={team.id} value={team.id}>
                {team.name}, {team.organization.name}
              </Select.Option>
            ))}
          </Select>
          {faults.has('teamId') && <ValidationMessage>{faults.get('teamId')}</ValidationMessage>}
        </Field>
      )}
      <Textfield
        data-size="sm"
        id={`${id}-reason`}
        name="reason"
        label={t('cover.reason')}
        maxLength={500}
        error={faults.get('reason') ?? false}
      />
      <div>
        <Button type="submit" data-size="sm" loading={sending}>
          {t('cover.save')}
        </Button>
      </div>
    </form>
  );
}
