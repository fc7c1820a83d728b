import { Button, Fieldset, Textfield } from '@digdir/designsystemet-react';
import { dayText } from '../cover/uncoveredText.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { HoursDraft } from './hoursDraft.ts';
import { Intervals } from './Intervals.tsx';
import styles from './team.module.css';

interface ExceptionsProps {
  readonly exceptions: HoursDraft['exceptions'];
  readonly onChange: (exceptions: HoursDraft['exceptions']) => void;
}

/** Dates on which the team is otherwise: their times stand in place of the week's and of the holiday's. */
export function Exceptions({ exceptions, onChange }: ExceptionsProps) {
  const { t, language } = useTexts();
  const changed = (place: number, change: Partial<HoursDraft['exceptions'][number]>) =>
    onChange(exceptions.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <Fieldset data-size="sm">
      <Fieldset.Legend>{t('team.form.exceptions')}</Fieldset.Legend>
      {exceptions.length === 0 && <p className={styles.soft}>{t('team.form.noExceptions')}</p>}
      {exceptions.map(({ date, intervals }, place) => {
        const name = date === '' ? t('team.form.date') : dayText(date, language);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the date of a new line is yet to be chosen
          <div key={place} className={styles.exception}>
            <Textfield
              data-size="sm"
              type="date"
              label={t('team.form.date')}
              value={date}
              onChange={(event) => changed(place, { date: event.target.value })}
            />
            <Intervals day={name} intervals={intervals} onChange={(next) => changed(place, { intervals: next })} />
            <Button
              variant="tertiary"
              data-size="sm"
              aria-label={t('team.form.removeException', { date: name })}
              onClick={() => onChange(exceptions.filter((_, at) => at !== place))}
            >
              {t('team.form.remove')}
            </Button>
          </div>
        );
      })}
      <div>
        <Button
          variant="secondary"
          data-size="sm"
          onClick={() => onChange([...exceptions, { date: '', intervals: [] }])}
        >
          {t('team.form.addException')}
        </Button>
      </div>
    </Fieldset>
  );
}
