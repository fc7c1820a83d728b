import { Field, Fieldset, Label, Select } from '@digdir/designsystemet-react';
import { type Cover, type Declaration, type Team, WEEKDAYS } from '@samvakt/contract';
import { useId, useState } from 'react';
import { useNow } from '../clock/useNow.ts';
import { patientNumbers } from '../cover/patientNumbers.ts';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form } from '../form/Form.tsx';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { Moved } from '../form/Moved.tsx';
import type { Read } from '../form/useRead.ts';
import { useTexts } from '../texts/useTexts.ts';
import { AT_ONCE, beginningOf } from './Beginning.tsx';
import { Exceptions } from './Exceptions.tsx';
import { FromAndWhy } from './FromAndWhy.tsx';
import { draftFaults, draftOf, type HoursDraft, hoursOf } from './hoursDraft.ts';
import { Intervals } from './Intervals.tsx';
import styles from './team.module.css';

interface HoursFormProps {
  readonly declaration: Declaration;
  /** Those that may cover. */
  readonly teams: readonly Team[];
  readonly read: Read;
  /** `from`: ISO 8601; null: at once. Whether it is saved. */
  readonly onSave: (act: {
    openingHours: ReturnType<typeof hoursOf>;
    cover: Cover | null;
    reason: string;
    from: string | null;
  }) => Promise<boolean>;
}

const FIELDS = ['time', 'date', 'team', 'from', 'reason'];

/** Opening hours and cover in one form: shortening the one may need the other. */
export function HoursForm({ declaration, teams, read, onSave }: HoursFormProps) {
  const { t } = useTexts();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(declaration.openingHours, declaration.cover));
  const [beginning, setBeginning] = useState(AT_ONCE);
  const [reason, setReason] = useState('');
  const now = useNow();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const change = (part: Partial<HoursDraft>) => setDraft((before) => ({ ...before, ...part }));

  async function send(): Promise<boolean> {
    const from = beginningOf(beginning, now);
    const found = [...draftFaults(draft, reason), ...(from === undefined ? (['from'] as const) : [])];
    setFaults(new Map(found.map((fault) => [fault, ({ t }) => t(`team.form.faults.${fault}`)])));
    if (found.length > 0 || from === undefined) return false;
    const cover = coverOf(draft, declaration.cover);
    return onSave({ openingHours: hoursOf(draft), cover, reason: reason.trim(), from });
  }

  return (
    <Form writing={read.writing} onSend={send} className={styles.form}>
      <Moved read={read} />
      <FaultSummary faults={faults} fields={FIELDS} idOf={(field) => `${id}-${field}`} />
      <Choice
        name={`${id}-kind`}
        id={`${id}-kind`}
        legend={t('team.form.kind')}
        chosen={draft.kind}
        onChange={(kind) => change({ kind: kind === 'always' ? 'always' : 'weekly' })}
        options={[
          { value: 'weekly', label: t('team.form.weekly') },
          { value: 'always', label: t('team.form.always') },
        ]}
      />
      {draft.kind === 'weekly' && (
        <>
          <div id={`${id}-time`} tabIndex={-1} className={styles.days}>
            {WEEKDAYS.map((day) => (
              <Fieldset key={day} data-size="sm" className={styles.day} data-day={day}>
                <Fieldset.Legend>{t(`team.form.days.${day}`)}</Fieldset.Legend>
                <Intervals
                  day={t(`team.form.days.${day}`)}
                  intervals={draft.week[day]}
                  onChange={(intervals) => change({ week: { ...draft.week, [day]: intervals } })}
                />
              </Fieldset>
            ))}
            <p className={styles.soft}>{t('team.form.past')}</p>
          </div>
          <Choice
            name={`${id}-holidays`}
            id={`${id}-holidays`}
            legend={t('team.form.holidays')}
            chosen={draft.holidays}
            onChange={(holidays) => change({ holidays: holidays === 'closed' ? 'closed' : 'as-any-day' })}
            options={[
              { value: 'closed', label: t('team.form.holidaysClosed') },
              { value: 'as-any-day', label: t('team.form.holidaysOpen') },
            ]}
          />
          <div id={`${id}-date`} tabIndex={-1}>
            <Exceptions exceptions={draft.exceptions} onChange={(exceptions) => change({ exceptions })} />
          </div>
        </>
      )}
      <Choice
        name={`${id}-cover`}
        id={`${id}-cover`}
        legend={t('team.form.cover')}
        chosen={draft.coverKind}
        onChange={(kind) => change({ coverKind: kind as HoursDraft['coverKind'] })}
        options={[
          { value: 'team', label: t('cover.byTeam') },
          { value: 'patient-calls', label: t('cover.byPatient') },
          { value: 'none', label: t('team.form.coverNone') },
        ]}
      />
      {draft.coverKind === 'team' && (
        <Field data-size="sm">
          <Label htmlFor={`${id}-team`}>{t('cover.team')}</Label>
          <Select
            id={`${id}-team`}
            value={draft.coverTeamId}
            aria-invalid={faults.has('team') || undefined}
            onChange={(event) => change({ coverTeamId: event.target.value })}
          >
            <Select.Option value="">{t('cover.chooseTeam')}</Select.Option>
            {teams.map((team) => (
              <Select.Option key={team.id} value={team.id}>
                {team.name}, {team.organization.name}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      <FromAndWhy
        id={id}
        beginning={beginning}
        planned={declaration.planned}
        now={now}
        reason={reason}
        faults={faults}
        labels={{ reason: t('team.form.reason'), send: t('team.form.save') }}
        onBeginning={setBeginning}
        onReason={setReason}
      />
    </Form>
  );
}

/** Numbers that were agreed stay as they are. */
function coverOf({ coverKind, coverTeamId }: HoursDraft, standing: Cover | null): Cover | null {
  if (coverKind === 'none') return null;
  if (coverKind === 'team') return { kind: 'team', teamId: coverTeamId };
  return standing?.kind === 'patient-calls' ? standing : { kind: 'patient-calls', numbers: patientNumbers() };
}
