import { Field, Label, Select, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { type AddRelation, AddRelationSchema, RELATION_KINDS, type Team } from '@samvakt/contract';
import { useId, useState } from 'react';
import coverStyles from '../cover/cover.module.css';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, faultsOf, NO_FAULTS, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';

interface RelationFormProps {
  readonly teams: readonly Team[];
  /** Whether the team takes part now. */
  readonly onSave: (relation: AddRelation) => Promise<boolean>;
}

const FIELDS = ['teamId', 'kind', 'reason'];

export function RelationForm({ teams, onSave }: RelationFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);

  async function send(form: FormData): Promise<boolean> {
    const given = Object.fromEntries(FIELDS.map((field) => [field, textOf(form, field)]));
    const parsed = AddRelationSchema.safeParse(given);
    if (!parsed.success) {
      setFaults(faultsOf(parsed.error, ['teamId', 'kind']));
      return false;
    }
    setFaults(NO_FAULTS);
    return onSave(parsed.data);
  }

  return (
    <Form onSend={send} className={coverStyles.form}>
      <FaultSummary faults={faults} fields={FIELDS} idOf={(field) => `${id}-${field}`} />
      <Field data-size="sm">
        <Label htmlFor={`${id}-teamId`}>{t('relation.team')}</Label>
        <Select id={`${id}-teamId`} name="teamId" defaultValue="" aria-invalid={faults.has('teamId') || undefined}>
          <Select.Option value="">{t('relation.chooseTeam')}</Select.Option>
          {teams.map((team) => (
            <Select.Option key={team.id} value={team.id}>
              {team.name}, {team.organization.name}
            </Select.Option>
          ))}
        </Select>
        {faults.has('teamId') && <ValidationMessage>{say(faults.get('teamId'))}</ValidationMessage>}
      </Field>
      <Choice
        name="kind"
        id={`${id}-kind`}
        legend={t('relation.kind')}
        fault={say(faults.get('kind'))}
        options={RELATION_KINDS.map((kind) => ({
          value: kind,
          label: t(`relation.kinds.${kind}`),
          description: t(`relation.help.${kind}`),
        }))}
      />
      <Textfield
        data-size="sm"
        id={`${id}-reason`}
        name="reason"
        label={t('relation.reason')}
        description={t('relation.reasonHelp')}
        error={say(faults.get('reason'))}
      />
      <div>
        <Send data-size="sm">{t('relation.save')}</Send>
      </div>
    </Form>
  );
}
